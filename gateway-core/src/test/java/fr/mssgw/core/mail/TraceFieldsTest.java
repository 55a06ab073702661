package fr.mssgw.core.mail;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.TraceFields.With;
import fr.mssgw.core.message.QueueId;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TraceFieldsTest {
    private static final Instant NOON = Instant.parse("2026-11-02T12:00:00Z");
    private static final QueueId ID = new QueueId("0123456789ABCDEF");

    private static String received(String helo, String address) throws Exception {
        InetAddress from = InetAddress.getByName(address);
        return text(TraceFields.received(helo, from, "mx.demo.mssante.fr", With.ESMTPSA, ID, NOON));
    }

    private static String text(HeaderSection.Field field) {
        return new String(field.octets(), StandardCharsets.US_ASCII);
    }

    @Test
    void aDateIsWrittenInEnglishAndUtc() {
        assertThat(TraceFields.date(NOON)).isEqualTo("Mon, 2 Nov 2026 12:00:00 +0000");
    }

    @Test
    void receivedNamesTheTransmissionAndNeverTheRecipient() throws Exception {
        assertThat(received("poste.cabinet.local", "192.0.2.7"))
                .isEqualTo("Received: from poste.cabinet.local ([192.0.2.7])\r\n"
                        + "\tby mx.demo.mssante.fr with ESMTPSA id 0123456789ABCDEF;\r\n"
                        + "\tMon, 2 Nov 2026 12:00:00 +0000\r\n");
        assertThat(received("[IPv6:2001:db8::1]", "2001:db8::1"))
                .startsWith("Received: from [IPv6:2001:db8::1] ([IPv6:2001:db8:0:0:0:0:0:1])\r\n");
    }

    @Property
    void noHeloCanInjectAField(@ForAll String helo) throws Exception {
        assertThat(received(helo, "192.0.2.7")).hasLineCount(3).doesNotContain(" for ");
    }

    @Test
    void theFieldsThatClientsLeaveOut() {
        assertThat(text(TraceFields.dateField(NOON))).isEqualTo("Date: Mon, 2 Nov 2026 12:00:00 +0000\r\n");
        assertThat(text(TraceFields.messageId(ID, new MailDomain("demo.mssante.fr"))))
                .isEqualTo("Message-ID: <0123456789ABCDEF@demo.mssante.fr>\r\n");
        assertThat(text(TraceFields.returnPath(Optional.empty()))).isEqualTo("Return-Path: <>\r\n");
        assertThat(text(TraceFields.returnPath(Optional.of(MssAddress.parse("a@b.fr")))))
                .isEqualTo("Return-Path: <a@b.fr>\r\n");
    }
}

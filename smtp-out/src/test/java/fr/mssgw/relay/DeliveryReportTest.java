package fr.mssgw.relay;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.port.OutboundQueue.Item;
import fr.mssgw.core.port.OutboundQueue.Lease;
import jakarta.mail.BodyPart;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DeliveryReportTest {
    private static final Instant AT = Instant.parse("2026-11-22T02:00:00Z");
    private static final MssAddress CLAIRE = MssAddress.parse("claire.martin@demo.mssante.fr");
    private static final DeliveryReport WRITER = new DeliveryReport("mx.demo.mssante.fr", ZoneId.of("Europe/Paris"));
    private static final String ORIGINAL = "Received: from somewhere\r\n by us\r\nMessage-ID: <1@demo.mssante.fr>\r\n"
            + "Subject: =?UTF-8?Q?R=C3=A9sultats?=\r\n =?UTF-8?Q?_d'analyse?=\r\n\r\nCorps\r\n";

    private static Lease lease(String original, boolean full, Item... items) {
        return lease(RawMessage.of(original.getBytes(StandardCharsets.ISO_8859_1)), full, items);
    }

    private static Lease lease(RawMessage original, boolean full, Item... items) {
        return new Lease(
                QueueId.random(),
                Optional.of(CLAIRE),
                Optional.of("env+201"),
                full,
                Operators.PAIR,
                original,
                AT.minusSeconds(60),
                AT,
                List.of(items));
    }

    private static Item item(String address) {
        return new Item(
                1, MssAddress.parse(address), new DsnRequest(Set.of(), Optional.of("rfc822;x+2By@z.fr")), 0, false);
    }

    private static DeliveryReport.Line line(String address, String text) {
        return new DeliveryReport.Line(
                item(address), new Reason("5.1.1", text, Optional.of(new Destination("127.0.0.1", 2225))));
    }

    private static MimeMessage parse(Delivery report) throws Exception {
        Copy copy = report.copies().get(0);
        try (InputStream body = copy.source().open()) {
            body.skipNBytes(copy.bodyOffset());
            return new MimeMessage(
                    Session.getInstance(new Properties()),
                    new SequenceInputStream(new ByteArrayInputStream(copy.header()), body));
        }
    }

    private static String text(BodyPart part) throws Exception {
        return new String(part.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The original, which counts how often it is opened. */
    private static final class Counted implements RawMessage {
        private final byte[] octets = ORIGINAL.getBytes(StandardCharsets.ISO_8859_1);
        private int opened;

        @Override
        public long size() {
            return octets.length;
        }

        @Override
        public InputStream open() {
            opened++;
            return new ByteArrayInputStream(octets);
        }

        @Override
        public void close() {}
    }

    @Test
    void theOriginalIsOpenedOnceForItsSubjectAndForWhatIsEnclosed() throws Exception {
        for (boolean full : List.of(true, false)) {
            Counted original = new Counted();
            Delivery report = WRITER.about(
                    lease(original, full, item("a@pair.mssante.fr")),
                    CLAIRE,
                    DeliveryReport.Action.FAILED,
                    List.of(line("a@pair.mssante.fr", "550 5.1.1 boîte inconnue")),
                    AT,
                    AT.plusSeconds(3_600));
            assertThat(parse(report).getSubject()).isEqualTo("Message non remis : Résultats d'analyse");
            assertThat(original.opened).isEqualTo(1);
        }
    }

    @Test
    void aFailureReportReadsWellForAPersonAndForASoftware() throws Exception {
        Delivery report = WRITER.about(
                lease(ORIGINAL, false, item("a@pair.mssante.fr")),
                CLAIRE,
                DeliveryReport.Action.FAILED,
                List.of(
                        line("a@pair.mssante.fr", "550 5.1.1 boîte inconnue"),
                        line("b@pair.mssante.fr", "550 5.1.1 non")),
                AT,
                AT.plusSeconds(3_600));

        assertThat(report.sender()).isEmpty();
        assertThat(report.copies().get(0).placements()).containsExactly(Placement.inbox(CLAIRE));
        MimeMessage mail = parse(report);
        assertThat(((InternetAddress) mail.getFrom()[0]).getAddress()).isEqualTo("MAILER-DAEMON@demo.mssante.fr");
        assertThat(((InternetAddress) mail.getFrom()[0]).getPersonal()).isEqualTo("Service de messagerie");
        assertThat(mail.getSubject()).isEqualTo("Message non remis : Résultats d'analyse");
        assertThat(mail.getHeader("Auto-Submitted", null)).isEqualTo("auto-replied");
        assertThat(mail.getHeader("Return-Path", null)).isEqualTo("<>");
        assertThat(mail.getHeader("In-Reply-To", null)).isEqualTo("<1@demo.mssante.fr>");
        assertThat(mail.getContentType()).contains("multipart/report", "report-type=delivery-status");
        MimeMultipart parts = new MimeMultipart(mail.getDataHandler().getDataSource());
        assertThat(parts.getCount()).isEqualTo(3);
        assertThat(text(parts.getBodyPart(0)))
                .contains(
                        "dimanche 22 novembre 2026 à 02:59",
                        "ces destinataires",
                        "a@pair.mssante.fr",
                        "550 5.1.1 boîte inconnue",
                        "Objet de votre message : Résultats d'analyse",
                        "Que faire : Vérifiez l'adresse");
        assertThat(text(parts.getBodyPart(1)).replace("\r\n", "\n"))
                .isEqualTo(
                        """
                Original-Envelope-Id: env 1
                Reporting-MTA: dns; mx.demo.mssante.fr
                Arrival-Date: Sun, 22 Nov 2026 02:59:00 +0100

                Original-Recipient: rfc822;x+y@z.fr
                Final-Recipient: rfc822; a@pair.mssante.fr
                Action: failed
                Status: 5.1.1
                Remote-MTA: dns; 127.0.0.1
                Diagnostic-Code: smtp; 550 5.1.1 bo?te inconnue
                Last-Attempt-Date: Sun, 22 Nov 2026 03:00:00 +0100

                Original-Recipient: rfc822;x+y@z.fr
                Final-Recipient: rfc822; b@pair.mssante.fr
                Action: failed
                Status: 5.1.1
                Remote-MTA: dns; 127.0.0.1
                Diagnostic-Code: smtp; 550 5.1.1 non
                Last-Attempt-Date: Sun, 22 Nov 2026 03:00:00 +0100
                """);
        assertThat(parts.getBodyPart(2).getContentType()).isEqualTo("text/rfc822-headers");
        assertThat(text(parts.getBodyPart(2))).isEqualTo(ORIGINAL.substring(0, ORIGINAL.indexOf("\r\n\r\n") + 2));
    }

    @Test
    void theWholeMessageComesBackWhereItWasAskedForAndIsSmall() throws Exception {
        for (String original : List.of(ORIGINAL, ORIGINAL + "x".repeat(300_000))) {
            Delivery report = WRITER.about(
                    lease(original, true, item("a@pair.mssante.fr")),
                    CLAIRE,
                    DeliveryReport.Action.FAILED,
                    List.of(line("a@pair.mssante.fr", "550 non")),
                    AT,
                    AT);
            MimeMultipart parts =
                    new MimeMultipart(parse(report).getDataHandler().getDataSource());
            boolean small = original.equals(ORIGINAL);
            assertThat(parts.getBodyPart(2).getContentType())
                    .isEqualTo(small ? "message/rfc822" : "text/rfc822-headers");
            if (small) {
                assertThat(text(parts.getBodyPart(2))).isEqualTo(ORIGINAL);
            }
        }
    }

    private static MimeMessage failure(String original) throws Exception {
        return parse(WRITER.about(
                lease(original, false, item("a@pair.mssante.fr")),
                CLAIRE,
                DeliveryReport.Action.FAILED,
                List.of(line("a@pair.mssante.fr", "550 non")),
                AT,
                AT));
    }

    @Test
    void aSubjectThatWasNeverEncodedIsToldAndEncoded() throws Exception {
        String utf8 = new String("Résultats d'analyse".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        MimeMessage mail = failure("Subject: " + utf8 + "\r\n\r\nx");
        assertThat(mail.getHeader("Subject", null))
                .isEqualTo("Message non remis : =?utf-8?Q?R=C3=A9sultats_d=27analyse?=");
        assertThat(mail.getSubject()).isEqualTo("Message non remis : Résultats d'analyse");
        MimeMultipart parts = new MimeMultipart(mail.getDataHandler().getDataSource());
        assertThat(text(parts.getBodyPart(0))).contains("Objet de votre message : Résultats d'analyse\r\n");
        assertThat(parts.getBodyPart(2).getHeader("Content-Transfer-Encoding")).containsExactly("quoted-printable");
        assertThat(text(parts.getBodyPart(2))).isEqualTo("Subject: Résultats d'analyse\r\n");
    }

    @Test
    void aMessageIdThatIsNoneIsNotRepeated() throws Exception {
        for (String id : List.of("<a b@c>", "<1@x> (Bcc: x@y.fr)\r\n <2@x>", "<" + "a".repeat(700) + "@x>")) {
            MimeMessage mail = failure("Message-ID: " + id + "\r\n\r\nx");
            assertThat(mail.getHeader("In-Reply-To")).isNull();
            assertThat(mail.getHeader("References")).isNull();
        }
    }

    @Property(tries = 300)
    void whateverThePeerAndTheOriginalSayTheHeaderIsOurs(@ForAll String reply, @ForAll String subject)
            throws Exception {
        Delivery report = WRITER.about(
                lease("Subject: " + subject + "\r\n\r\nx", false, item("a@pair.mssante.fr")),
                CLAIRE,
                DeliveryReport.Action.FAILED,
                List.of(line("a@pair.mssante.fr", reply)),
                AT,
                AT);

        String header = new String(report.copies().get(0).header(), StandardCharsets.UTF_8);
        assertThat(header).endsWith("\r\n\r\n").matches("(?s)([ -~]*\r\n)*");
        assertThat(header.indexOf("\r\n\r\n")).isEqualTo(header.length() - 4);
        assertThat(header.lines().filter(line -> !line.startsWith(" ")))
                .allMatch(line -> line.isEmpty()
                        || line.matches(
                                "(Return-Path|Date|From|To|Subject|Message-ID|In-Reply-To|References|Auto-Submitted"
                                        + "|MIME-Version|Content-Type):.*"));
    }
}

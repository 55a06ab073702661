package fr.mssgw.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a report repeats, twice as much of it takes twice as long at the most. */
class HostileReportsTest {
    /** Its time goes on only while the thread runs. */
    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

    private static final int OCTETS = 15_000; // four times that is within the bound of what is looked at

    static Stream<Arguments> repeated() {
        return Stream.of(
                Arguments.of("text/html", "<"),
                Arguments.of("text/html", "<a"),
                Arguments.of("text/html", "<a x=\""),
                Arguments.of("text/html", "<script>"),
                Arguments.of("text/html", "&#"),
                Arguments.of("text/plain", "\r\n"),
                Arguments.of("text/plain", " \r\n"),
                Arguments.of("text/plain", " \t"),
                Arguments.of("text/plain", "«"),
                Arguments.of("text/plain", "« "),
                Arguments.of("text/plain", "Motif : \r\n"),
                Arguments.of("text/plain", "motif "),
                Arguments.of("text/plain", "Message-ID: <<"),
                Arguments.of("text/plain", "2790351215189892"),
                Arguments.of("text/plain", "279035121518989@"),
                Arguments.of("text/plain", "e\u0315\u0300\u0301"),
                Arguments.of("text/plain", "-----\r\n"),
                Arguments.of("text/plain", "> "),
                Arguments.of("text/plain", "5.1."),
                Arguments.of("text/rfc822-headers", "Subject: =?utf-8?Q?"),
                Arguments.of("text/rfc822-headers", "a:\r\n"),
                Arguments.of("text/rfc822-headers", " \r\n"),
                Arguments.of("message/rfc822", "Received: 0123456789ABCDEF"),
                Arguments.of("message/delivery-status", "\r\n"),
                Arguments.of("message/delivery-status", "a: b\r\n\r\n"),
                Arguments.of("message/delivery-status", "Action: failed\r\n"),
                Arguments.of("message/delivery-status", "Final-Recipient: rfc822;((("),
                Arguments.of("message/delivery-status", "Diagnostic-Code: 5.5.5.5."),
                Arguments.of("message/disposition-notification", "Disposition:;;;;"));
    }

    @ParameterizedTest
    @MethodSource("repeated")
    void timeGrowsWithThePartAndNotWithItsSquare(String type, String piece) throws Exception {
        byte[] quarter = report(type, piece, OCTETS / piece.length());
        byte[] whole = report(type, piece, 4 * OCTETS / piece.length());
        time(whole);

        assertThat(time(whole)).isLessThan(8 * time(quarter) + 20_000_000L);
    }

    private static byte[] report(String type, String piece, int times) {
        return ("From: postmaster@patient.mssante.fr\r\nSubject: Message non remis : x\r\n"
                        + "Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n--B\r\nContent-Type: "
                        + type + "\r\n\r\n" + piece.repeat(times) + "\r\n--B--\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static long time(byte[] mail) throws IOException {
        return time(mail, header(mail));
    }

    private static HeaderSection header(byte[] mail) {
        int end = new String(mail, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
        return HeaderSection.lenient(java.util.Arrays.copyOf(mail, end));
    }

    private static long time(byte[] mail, HeaderSection header) throws IOException {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long start = THREAD.getCurrentThreadCpuTime();
            Returned.recognise(RawMessage.of(mail), header);
            Receipt.read(RawMessage.of(mail), header);
            best = Math.min(best, THREAD.getCurrentThreadCpuTime() - start);
        }
        return best;
    }

    @Test
    void aSubjectMayBeAsLongAsItLikes() {
        for (String piece : new String[] {" ", "message non ", "=?utf-8?Q?", "e\u0301", "echec de la remise "}) {
            long start = System.nanoTime();
            Announcement.isSubject(piece.repeat(1_000_000));
            Announcement.named(piece.repeat(1_000_000) + ":");
            assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
        }
    }
}

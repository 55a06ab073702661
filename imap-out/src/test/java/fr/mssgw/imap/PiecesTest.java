package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A large attachment, fetched as Thunderbird, Outlook and iOS do it: piece by piece. */
class PiecesTest {
    private static final int PIECE = 64 * 1024;
    private static final String HEADER = "From: a@pair.mssante.fr\r\nSubject: scanner\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: multipart/mixed; boundary=\"limite\"\r\n\r\n";
    private static final String BEFORE = "--limite\r\nContent-Type: text/plain\r\n\r\nCi-joint.\r\n--limite\r\n"
            + "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    private static final String ATTACHMENT = attachment();

    private static TestImap imap;

    private static String attachment() {
        byte[] octets = new byte[18 * 1024 * 1024];
        new Random(7).nextBytes(octets);
        return Base64.getMimeEncoder().encodeToString(octets);
    }

    @BeforeAll
    static void start() throws IOException {
        imap = new TestImap();
        imap.deliver(TestImap.CLAIRE, "INBOX", HEADER, BEFORE + ATTACHMENT + "\r\n--limite--\r\n");
    }

    @AfterAll
    static void stop() {
        imap.close();
    }

    private static String piece(RawImap client, int from) throws IOException {
        List<String> lines = client.command("UID FETCH 1 (BODY.PEEK[2]<" + from + "." + PIECE + ">)");
        assertThat(last(lines)).contains(" OK ");
        String all = String.join("\r\n", lines.subList(0, lines.size() - 1));
        int begin = all.indexOf("}\r\n") + 3;
        return all.substring(begin, all.lastIndexOf(all.contains(" UID 1)") ? " UID 1)" : ")"));
    }

    @Test
    void isTakenApartOnceAndReadNoFurtherThanAsked() throws IOException {
        try (RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            client.command("EXAMINE INBOX");
            long begin = System.nanoTime();
            assertThat(piece(client, 0)).isEqualTo(ATTACHMENT.substring(0, PIECE));
            long first = System.nanoTime();
            // what came before is needed no more: that a piece is right although it is destroyed shows that it is not
            // read
            imap.database
                    .jdbi()
                    .useHandle(handle -> handle.execute(
                            "UPDATE body SET content = overlay(content PLACING decode(repeat('00', ?), 'hex') FROM 1)",
                            BEFORE.length()));
            long last = System.nanoTime();
            for (int from = PIECE; from < ATTACHMENT.length(); from += PIECE) {
                assertThat(piece(client, from)
                                .equals(ATTACHMENT.substring(from, Math.min(from + PIECE, ATTACHMENT.length()))))
                        .as("piece from %d", from)
                        .isTrue();
            }
            System.out.printf(
                    "first piece %d ms, %d further %d ms%n",
                    (first - begin) / 1_000_000, ATTACHMENT.length() / PIECE, (System.nanoTime() - last) / 1_000_000);
        }
    }
}

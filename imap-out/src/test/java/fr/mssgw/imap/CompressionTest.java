package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** COMPRESS=DEFLATE (RFC 4978), and those who would use it against us. */
class CompressionTest {
    private static final int BOMB_OCTETS = 200 * 1024 * 1024;

    private static TestImap imap;

    @BeforeAll
    static void start() throws IOException {
        imap = new TestImap();
    }

    @AfterAll
    static void stop() {
        imap.close();
    }

    private static RawImap deflating() throws IOException {
        RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire");
        assertThat(client.command("CAPABILITY").get(0)).contains("COMPRESS=DEFLATE");
        assertThat(last(client.command("COMPRESS DEFLATE"))).contains(" OK ");
        client.deflates();
        return client;
    }

    @Test
    void aDeflatedSessionCarriesMailBothWays() throws IOException {
        String mail = "Subject: long\r\n\r\n" + "Une ligne qui se repete.\r\n".repeat(80_000);
        try (RawImap client = deflating()) {
            assertThat(last(client.command("COMPRESS DEFLATE"))).contains(" NO ");
            assertThat(last(client.command("APPEND Drafts {" + mail.length() + "+}\r\n" + mail)))
                    .contains("APPENDUID");
            client.send("l APPEND Drafts {19}\r\n");
            assertThat(client.line()).startsWith("+");
            client.send("Subject: x\r\n\r\nabcde\r\n");
            assertThat(last(client.until("l "))).contains("APPENDUID");
            client.command("SELECT Drafts");
            List<String> fetched = client.command("FETCH 1 BODY[]");
            assertThat(fetched.get(0)).contains("{" + mail.length() + "}");
            assertThat(String.join("\r\n", fetched.subList(1, fetched.size()))).startsWith(mail);
            client.send("i IDLE\r\n");
            assertThat(client.line()).startsWith("+");
            assertThat(last(client.send("DONE\r\n").until("i "))).contains(" OK ");
        }
    }

    @Test
    void aBombOfOneLineEndsTheConnectionAtTheLimitOfLines() throws IOException {
        try (RawImap client = deflating()) {
            byte[] piece = new byte[1024 * 1024];
            java.util.Arrays.fill(piece, (byte) 'x');
            try {
                for (int sent = 0; sent < BOMB_OCTETS; sent += piece.length) {
                    client.send(piece);
                }
            } catch (IOException closedMeanwhile) {
                return;
            }
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void whatIsNoDeflateEndsTheConnection() throws IOException {
        try (RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            assertThat(last(client.command("COMPRESS DEFLATE"))).contains(" OK ");
            client.send("n NOOP\r\n".repeat(100));
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void nothingMayFollowTheCommandBeforeItsAnswer() throws IOException {
        try (RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            client.send("c COMPRESS DEFLATE\r\nn NOOP\r\n");
            assertThat(client.line()).startsWith("* BYE");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void beforeTheLoginThereIsNoCompression() throws IOException {
        try (RawImap client = imap.tls()) {
            client.line();
            assertThat(client.command("CAPABILITY").get(0)).doesNotContain("COMPRESS");
            assertThat(last(client.command("COMPRESS DEFLATE"))).contains(" BAD ");
        }
    }
}

package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.mail.Bounds;
import fr.mssgw.core.mailbox.MailboxSettings;
import fr.mssgw.core.policy.AsciiText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Line ends and NUL in messages, on their way in and out (RFC 3501 §9, RFC 5322 §2.3). */
class UploadsTest {
    private static TestImap imap;

    @BeforeAll
    static void start() throws IOException {
        imap = new TestImap();
    }

    @AfterAll
    static void stop() {
        imap.close();
    }

    private static RawImap client() throws IOException {
        return imap.loggedIn(TestImap.CLAIRE, "secret-claire").inLatin1();
    }

    private static String append(RawImap client, String folder, String message) throws IOException {
        client.command("CREATE " + folder);
        client.send("a APPEND " + folder + " {" + message.length() + "+}\r\n")
                .send(message.getBytes(StandardCharsets.ISO_8859_1))
                .send("\r\n");
        return last(client.until("a "));
    }

    /** What comes as a literal, octet for octet. */
    private static String literal(RawImap client, String items) throws IOException {
        client.send("f FETCH 1 " + items + "\r\n");
        String first = client.line();
        String size = first.replaceFirst(".*\\{(\\d+)}$", "$1");
        String literal = client.octets(Integer.parseInt(size));
        assertThat(last(client.until("f "))).startsWith("f OK");
        return literal;
    }

    @Test
    void linesThatEndInAnyWayAreKeptWithCrlfAndCountedSo() throws IOException {
        String sent = "Subject: Essai\nFrom: a@b.fr\r\r\nX-Un: deux\rX-Trois: quatre\r\n\nligne\n\r\nautre\rfin\r";
        String kept =
                "Subject: Essai\r\nFrom: a@b.fr\r\nX-Un: deux\r\nX-Trois: quatre\r\n\r\nligne\r\n\r\nautre\r\nfin\r\n";
        try (RawImap client = client()) {
            assertThat(append(client, "Lignes", sent)).contains(" OK ");
            client.command("EXAMINE Lignes");
            assertThat(literal(client, "BODY.PEEK[]")).isEqualTo(kept);
            assertThat(client.command("FETCH 1 (RFC822.SIZE)").get(0)).contains("RFC822.SIZE " + kept.length());
            assertThat(literal(client, "BODY.PEEK[TEXT]")).isEqualTo("ligne\r\n\r\nautre\r\nfin\r\n");
            assertThat(literal(client, "BODY.PEEK[]<12.20>")).isEqualTo(kept.substring(12, 32));
            assertThat(literal(client, "BODY.PEEK[HEADER.FIELDS (X-Trois)]")).isEqualTo("X-Trois: quatre\r\n\r\n");
            assertThat(client.command("SEARCH HEADER X-Un deux")).contains("* SEARCH 1");
        }
    }

    @Test
    void aMessageWhoseLinesAreInOrderStaysOctetForOctet() throws IOException {
        StringBuilder sent = new StringBuilder("Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n");
        for (int i = 0; i < 30_000; i++) {
            sent.append((char) (1 + i % 255 == '\r' || 1 + i % 255 == '\n' ? 'x' : 1 + i % 255))
                    .append(i % 77 == 0 ? "\r\n" : "");
        }
        try (RawImap client = client()) {
            assertThat(append(client, "Signe", sent.toString())).contains(" OK ");
            client.command("EXAMINE Signe");
            assertThat(literal(client, "BODY.PEEK[]")).isEqualTo(sent.toString());
        }
    }

    @Test
    void aMessageThatPassesTheLimitOnlyAsItIsKeptIsRefusedToo() throws IOException {
        String sent = "Subject: a\n\n" + "b\n".repeat(400);
        int kept = sent.replace("\n", "\r\n").length();
        MailboxSettings usual = imap.policy;
        try (RawImap client = client()) {
            client.command("CREATE Juste");
            imap.policy = usual.withMessage(kept - 1);
            assertThat(append(client, "Juste", sent)).startsWith("a NO [TOOBIG] APPEND un message a au plus ");
            imap.policy = usual.withMessage(kept);
            assertThat(append(client, "Juste", sent)).contains(" OK ");
            client.command("SELECT Juste");
            imap.policy = usual.withMessage(kept - 1);
            assertThat(last(client.command("REPLACE 1 Juste {" + sent.length() + "+}\r\n" + sent)))
                    .contains(" NO [TOOBIG] REPLACE ");
            assertThat(client.command("UID SEARCH ALL")).contains("* SEARCH 1");
        } finally {
            imap.policy = usual;
        }
    }

    @Test
    void aMessageWithANulIsRefusedAndTheSessionGoesOn() throws IOException {
        try (RawImap client = client()) {
            assertThat(append(client, "Nul", "Subject: a\r\n\r\nb\0c\r\n")).startsWith("a NO [CANNOT] APPEND ");
            assertThat(client.command("STATUS Nul (MESSAGES)").get(0)).contains("MESSAGES 0");
            assertThat(append(client, "Nul", "Subject: a\r\n\r\nbc\r\n")).contains(" OK ");
            client.command("SELECT Nul");
            client.send("r REPLACE 1 Nul {15+}\r\nSubject: a\r\n\r\n\0\r\n");
            assertThat(last(client.until("r "))).startsWith("r NO [CANNOT] REPLACE ");
            assertThat(client.command("UID SEARCH ALL")).contains("* SEARCH 1");
            client.send("r REPLACE 1 Nul {16+}\r\nSubject: b\n\nabcd\r\n");
            assertThat(last(client.until("r "))).startsWith("r OK");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMessageThatPassesABoundIsRefusedWithItsNameAndTheSessionGoesOn(Bounds.Passed bound) throws IOException {
        String folder = "Borne." + bound;
        try (RawImap client = client()) {
            assertThat(append(client, folder, beyond(bound)))
                    .startsWith("a NO [LIMIT] APPEND ce message a " + AsciiText.of(bound.french()));
            assertThat(client.command("STATUS " + folder + " (MESSAGES)").get(0))
                    .contains("MESSAGES 0");
            assertThat(append(client, folder, "Subject: a\r\n\r\nbc\r\n")).contains(" OK ");
            client.command("SELECT " + folder);
            String message = beyond(bound);
            client.send("r UID REPLACE 1 " + folder + " {" + message.length() + "}\r\n");
            assertThat(client.line()).startsWith("+ ");
            client.send(message).send("\r\n");
            assertThat(last(client.until("r "))).startsWith("r NO [LIMIT] REPLACE ce message a ");
            assertThat(client.command("UID SEARCH ALL")).contains("* SEARCH 1");
        }
    }

    @Test
    void moreKeywordsThanAMessageBearsAreRefusedByWhicheverCommandTheyCome() throws IOException {
        String refused = "NO [LIMIT] %s un message porte au plus 64 mots-cles de 100 caracteres";
        String message = "Subject: a\r\n\r\nbc\r\n";
        try (RawImap client = client()) {
            client.command("CREATE Mots");
            String flags = "(" + keywords(0, 65) + ")";
            assertThat(last(client.command("APPEND Mots " + flags + " {18+}\r\n" + message)))
                    .endsWith(refused.formatted("APPEND"));
            assertThat(append(client, "Mots", message)).contains(" OK ");
            client.command("SELECT Mots");
            assertThat(last(client.command("STORE 1 FLAGS " + flags))).endsWith(refused.formatted("STORE"));
            assertThat(last(client.command("REPLACE 1 Mots " + flags + " {18+}\r\n" + message)))
                    .endsWith(refused.formatted("REPLACE"));
            assertThat(last(client.command("STORE 1 +FLAGS (" + keywords(0, 40) + ")")))
                    .contains(" OK ");
            assertThat(last(client.command("STORE 1 +FLAGS (" + keywords(40, 65) + ")")))
                    .as("too many with those that are there")
                    .endsWith(refused.formatted("STORE"));
            assertThat(client.command("UID SEARCH KEYWORD k39 NOT KEYWORD k40")).contains("* SEARCH 1");
        }
    }

    private static String keywords(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "k" + i).collect(Collectors.joining(" "));
    }

    /** A message that is beyond that bound and within all others. */
    private static String beyond(Bounds.Passed bound) {
        Bounds most = Bounds.MAIL;
        String line = "X-A: " + "a".repeat(990) + "\r\n";
        return switch (bound) {
            case HEADER_OCTETS -> "Subject: a\r\n" + line.repeat(most.headerOctets() / line.length() + 1) + "\r\n";
            case HEADER_FIELDS -> "A: b\r\n".repeat(most.headerFields() + 1) + "\r\ntexte\r\n";
            case HEADER_LINE -> "Subject: " + "a".repeat(most.headerLine()) + "\r\n\r\ntexte\r\n";
            case DEPTH -> {
                StringBuilder nested = new StringBuilder();
                for (int i = 0; i <= most.depth(); i++) {
                    nested.append("Content-Type: multipart/mixed; boundary=\"=")
                            .append(i)
                            .append("=\"\r\n\r\n--=");
                    nested.append(i).append("=\r\n");
                }
                yield nested + "\r\ntexte\r\n";
            }
            case PARTS -> "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\n\r\n".repeat(most.parts());
            case PARAMETERS -> "Content-Type: text/plain" + ";\r\n a=b".repeat(most.parameters() + 1) + "\r\n\r\nx\r\n";
            case ENCODED_WORDS ->
                "Subject: a\r\n" + (" " + "=?a?q?b?= ".repeat(90) + "\r\n").repeat(most.encodedWords() / 90 + 1)
                        + "\r\ntexte\r\n";
            case KEPT_HEADERS ->
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                        + ("--b\r\nContent-Description: " + "a".repeat(900) + "\r\n\r\nx\r\n")
                                .repeat(most.keptHeaders() / 1_000);
        };
    }

    @Test
    void aNulThatIsStoredGoesOutAsAnotherOctetAndNothingIsMiscounted() throws IOException {
        String header = "Subject: z\0ro\r\nX-Z: a\0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n";
        String body =
                "--b\r\nContent-Type: text/plain\r\nX-P: \0\r\n\r\nd\0but" + "x\0".repeat(60_000) + "\r\n--b--\r\n";
        imap.deliver(TestImap.PHARMACY, "INBOX", header, body);
        String seen = (header + body).replace('\0', '\u0080');
        int start = header.length();
        try (RawImap client = imap.loggedIn(TestImap.PHARMACY, "secret-paul").inLatin1()) {
            client.command("EXAMINE INBOX");
            assertThat(literal(client, "BODY.PEEK[]")).isEqualTo(seen);
            assertThat(literal(client, "BODY.PEEK[TEXT]")).isEqualTo(seen.substring(start));
            assertThat(literal(client, "BODY.PEEK[HEADER]")).isEqualTo(seen.substring(0, start));
            assertThat(literal(client, "BODY.PEEK[HEADER.FIELDS (X-Z)]")).isEqualTo("X-Z: a\u0080\r\n\r\n");
            assertThat(literal(client, "BODY.PEEK[1.MIME]")).contains("X-P: \u0080\r\n");
            assertThat(literal(client, "BODY.PEEK[1]"))
                    .startsWith("d\u0080butx\u0080x")
                    .hasSize(5 + 120_000);
            for (int from : new int[] {8, start + 3, start + 65_000, start + 65_536, start + 100_001}) {
                assertThat(literal(client, "BODY.PEEK[]<" + from + ".999>"))
                        .isEqualTo(seen.substring(from, from + 999));
            }
            List<String> listed = client.command("FETCH 1 (ENVELOPE BODY BODYSTRUCTURE RFC822.SIZE)");
            assertThat(String.join("\n", listed))
                    .doesNotContain("\0")
                    .contains("ENVELOPE (NIL \"z ro\" ", "RFC822.SIZE " + seen.length());
        }
    }

    @ParameterizedTest
    @CsvSource({"multipart@/mixed; boundary=b, Un", "multipart/mixed;@boundary=b, Deux"})
    void thePartsOfAMessageWithANulAreThoseThatAreListed(String typeWithAt, String folder) throws IOException {
        String header = "Subject: s\r\nContent-Type: " + typeWithAt.replace('@', '\0') + "\r\n\r\n";
        String body = "--b\r\n\r\nun\r\n--b\r\nX-P: \0\r\n\r\nde\0ux\r\n--b--\r\n";
        try (RawImap client = imap.loggedIn(TestImap.PHARMACY, "secret-paul").inLatin1()) {
            client.command("CREATE " + folder);
            imap.deliver(TestImap.PHARMACY, folder, header, body);
            client.command("EXAMINE " + folder);
            assertThat(client.command("FETCH 1 (BODYSTRUCTURE)").get(0)).contains("\"MIXED\"");
            assertThat(literal(client, "BODY.PEEK[2]")).isEqualTo("de\u0080ux");
            assertThat(literal(client, "BODY.PEEK[2.MIME]")).isEqualTo("X-P: \u0080\r\n\r\n");
        }
    }
}

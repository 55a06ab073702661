package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sections of MIME parts (RFC 3501 §6.4.5), as web mails ask for them: several of one part in one command. */
class PartsTest {
    private static final String MESSAGE = "From: <a@demo.mssante.fr>\r\nSubject: parties\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nBonjour.\r\n"
            + "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: dedans\r\n\r\nInterieur.\r\n--b--\r\n";
    private static TestImap imap;
    private static RawImap client;

    @BeforeAll
    static void start() throws IOException {
        imap = new TestImap();
        client = imap.loggedIn(TestImap.PHARMACY, "secret-paul");
        byte[] octets = MESSAGE.getBytes(StandardCharsets.US_ASCII);
        client.send("a APPEND INBOX {" + octets.length + "+}\r\n").send(octets).send("\r\n");
        assertThat(last(client.until("a "))).startsWith("a OK");
        assertThat(last(client.command("EXAMINE INBOX"))).contains("OK");
    }

    @AfterAll
    static void stop() throws IOException {
        client.close();
        imap.close();
    }

    private static String fetched(String sections) throws IOException {
        List<String> lines = client.command("FETCH 1 (" + sections + ")");
        assertThat(last(lines)).contains("OK");
        return String.join("\n", lines);
    }

    @Test
    void theHeaderAndTheContentOfOnePartComeTogether() throws IOException {
        assertThat(fetched("BODY.PEEK[1.MIME] BODY.PEEK[1]"))
                .contains("BODY[1.MIME] {28}\nContent-Type: text/plain\n\n BODY[1] {8}\nBonjour.)");
        assertThat(fetched("BODY.PEEK[1] BODY.PEEK[1.MIME]"))
                .contains("BODY[1] {8}\nBonjour. BODY[1.MIME] {28}\nContent-Type: text/plain\n\n)");
    }

    @Test
    void pieceAfterPieceOfOnePartComesTogether() throws IOException {
        assertThat(fetched("BODY.PEEK[1]<0.3> BODY.PEEK[1]<3.100> BODY.PEEK[1.MIME]<8.4>"))
                .contains("BODY[1]<0> {3}\nBon BODY[1]<3> {5}\njour. BODY[1.MIME]<8> {4}\nType)");
    }

    @Test
    void ofAMessageInsideHeaderAndTextComeTogether() throws IOException {
        assertThat(fetched("BODY.PEEK[2.HEADER] BODY.PEEK[2.TEXT] BODY.PEEK[2.MIME]"))
                .contains(
                        "BODY[2.HEADER] {19}\nSubject: dedans\n\n",
                        "BODY[2.TEXT] {10}\nInterieur.",
                        "BODY[2.MIME] {32}\nContent-Type: message/rfc822\n\n");
    }

    @Test
    void fieldsOfTheMessageAndOfTheOneInsideAreToldApart() throws IOException {
        assertThat(fetched("BODY.PEEK[HEADER.FIELDS (SUBJECT)] BODY.PEEK[2.HEADER.FIELDS (SUBJECT)]"
                        + " BODY.PEEK[HEADER.FIELDS (FROM)]"))
                .contains(
                        "BODY[HEADER.FIELDS (SUBJECT)] {20}\nSubject: parties\n\n",
                        "BODY[2.HEADER.FIELDS (SUBJECT)] {19}\nSubject: dedans\n\n",
                        "BODY[HEADER.FIELDS (FROM)] {29}\nFrom: <a@demo.mssante.fr>\n\n");
    }

    @Test
    void fieldsOfAMessageInsideComeAsTheyWereWritten() throws IOException {
        String odd =
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type:  message/rfc822;\r\n\tname=x\r\n\r\n"
                        + "subject:caf\u00e9\r\n \u00fc\r\nX-Y: 1\r\n\r\nTexte \u00e9\r\n--b--\r\n";
        byte[] octets = odd.getBytes(StandardCharsets.ISO_8859_1);
        client.send("a APPEND Drafts {" + octets.length + "+}\r\n").send(octets).send("\r\n");
        client.until("a ");
        try (RawImap reader = imap.loggedIn(TestImap.PHARMACY, "secret-anne").inLatin1()) {
            reader.command("EXAMINE Drafts");
            assertThat(
                            String.join(
                                    "\n",
                                    reader.command(
                                            "FETCH 1 (BODY.PEEK[1.HEADER] BODY.PEEK[1.MIME] BODY.PEEK[1.1]"
                                                    + " BODY.PEEK[1.HEADER.FIELDS (SUBJECT)] BODY.PEEK[1.HEADER.FIELDS.NOT (SUBJECT)])")))
                    .contains(
                            "BODY[1.HEADER] {28}\nsubject:caf\u00e9\n \u00fc\nX-Y: 1\n\n",
                            "BODY[1.MIME] {43}\nContent-Type:  message/rfc822;\n\tname=x\n\n",
                            "BODY[1.1] {7}\nTexte \u00e9",
                            "BODY[1.HEADER.FIELDS (SUBJECT)] {20}\nsubject:caf\u00e9\n \u00fc\n\n",
                            "BODY[1.HEADER.FIELDS.NOT (SUBJECT)] {10}\nX-Y: 1\n\n");
        }
    }

    @Test
    void aPartThatIsNotThereIsEmptyAndSpoilsNothing() throws IOException {
        assertThat(fetched("BODY.PEEK[1] BODY.PEEK[7] BODY.PEEK[7.MIME] BODY.PEEK[1.4.2]"))
                .contains("BODY[1] {8}\nBonjour. BODY[7] {0}\n BODY[7.MIME] {0}\n BODY[1.4.2] {0}\n)");
    }
}

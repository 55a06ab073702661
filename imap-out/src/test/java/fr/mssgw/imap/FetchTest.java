package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** FETCH from columns: what it says, and what it does not read. */
class FetchTest {
    private static final String HEADER = "From: Claire Martin <claire.martin@demo.mssante.fr>\r\n"
            + "To: a@pair.mssante.fr\r\nSubject: Compte\r\n rendu\r\nX-Other: un\r\n"
            + "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    private static final String BODY =
            "--b\r\n\r\nBonjour\r\n--b\r\nContent-Type: application/pdf; name=cr.pdf\r\n\r\nx" + "\r\n--b--\r\n";

    private static TestImap imap;

    @BeforeAll
    static void start() throws IOException {
        imap = new TestImap();
    }

    @AfterAll
    static void stop() {
        imap.close();
    }

    private static RawImap with(String folder, String... messages) throws IOException {
        RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire");
        client.command("CREATE " + folder);
        for (String message : messages) {
            byte[] octets = message.getBytes(StandardCharsets.UTF_8);
            assertThat(last(client.command("APPEND " + folder + " {" + octets.length + "+}\r\n" + message)))
                    .contains("OK");
        }
        client.command("SELECT " + folder);
        return client;
    }

    private static String fetched(RawImap client, String items) throws IOException {
        List<String> lines = client.command("FETCH 1 " + items);
        return String.join("\n", lines.subList(0, lines.size() - 1));
    }

    @Test
    void whatIsListedIsReadFromNoBody() throws IOException {
        try (RawImap client = with("Liste", HEADER + BODY, HEADER + BODY)) {
            imap.database.jdbi().useHandle(handle -> handle.execute("ALTER TABLE body RENAME TO hidden"));
            try {
                List<String> listed = client.command("FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY"
                        + " BODYSTRUCTURE BODY.PEEK[HEADER] BODY.PEEK[HEADER.FIELDS (subject)])");
                assertThat(last(listed)).contains("OK");
                assertThat(listed)
                        .filteredOn(line -> line.contains("ENVELOPE (NIL \"Compte rendu\" ((\"Claire Martin\""))
                        .hasSize(2)
                        .allMatch(line -> line.contains("RFC822.SIZE " + (HEADER.length() + BODY.length())))
                        .allMatch(line -> line.contains("\"APPLICATION\" \"PDF\" (\"name\" \"cr.pdf\")"));
                assertThat(last(client.command("FETCH 1 BODY.PEEK[]"))).contains("NO");
            } finally {
                imap.database.jdbi().useHandle(handle -> handle.execute("ALTER TABLE hidden RENAME TO body"));
            }
        }
    }

    @Test
    void sectionsArePiecesOfTheMessageOctetForOctet() throws IOException {
        try (RawImap client = with("Sections", HEADER + BODY)) {
            String lines = (HEADER + BODY).replace("\r\n", "\n");
            assertThat(fetched(client, "BODY.PEEK[]"))
                    .isEqualTo("* 1 FETCH (BODY[] {" + (HEADER.length() + BODY.length()) + "}\n" + lines + ")");
            assertThat(fetched(client, "BODY.PEEK[TEXT]"))
                    .isEqualTo("* 1 FETCH (BODY[TEXT] {" + BODY.length() + "}\n" + BODY.replace("\r\n", "\n") + ")");
            assertThat(fetched(client, "BODY.PEEK[]<3.8>")).isEqualTo("* 1 FETCH (BODY[]<3> {8}\nm: Clair)");
            int end = HEADER.length();
            assertThat(fetched(client, "BODY.PEEK[]<" + (end - 2) + ".5>"))
                    .isEqualTo("* 1 FETCH (BODY[]<" + (end - 2) + "> {5}\n\n--b)");
            assertThat(fetched(client, "BODY.PEEK[]<100000.5>")).isEqualTo("* 1 FETCH (BODY[]<100000> {0}\n)");
            assertThat(fetched(client, "BODY.PEEK[HEADER.FIELDS (TO SUBJECT)]"))
                    .isEqualTo("* 1 FETCH (BODY[HEADER.FIELDS (TO SUBJECT)] {50}\n"
                            + "To: a@pair.mssante.fr\nSubject: Compte\n rendu\n\n)");
            assertThat(fetched(client, "BODY.PEEK[HEADER.FIELDS.NOT (TO SUBJECT FROM CONTENT-TYPE)]"))
                    .endsWith("{15}\nX-Other: un\n\n)");
            assertThat(fetched(client, "(RFC822.HEADER)")).startsWith("* 1 FETCH (RFC822.HEADER {" + end + "}");
            assertThat(fetched(client, "BODY.PEEK[2.MIME]")).contains("Content-Type: application/pdf; name=cr.pdf");
            assertThat(fetched(client, "BODY.PEEK[1]")).contains("Bonjour");
        }
    }

    @Test
    void aBodyLongerThanItsFirstSliceIsStreamedWholeAndInPieces() throws IOException {
        StringBuilder body = new StringBuilder();
        for (int i = 0; body.length() < 200_000; i++) {
            body.append("ligne ").append(i).append("\r\n");
        }
        try (RawImap client = with("Longue", "Subject: s\r\n\r\n" + body)) {
            String whole = ("Subject: s\r\n\r\n" + body).replace("\r\n", "\n");
            assertThat(fetched(client, "(BODY.PEEK[] UID)")).contains(whole).contains("UID 1");
            for (int from : new int[] {0, 10, 14, 65_000, 65_550, 65_551, 150_000}) {
                String piece = ("Subject: s\r\n\r\n" + body).substring(from, from + 20_000);
                assertThat(fetched(client, "BODY.PEEK[]<" + from + ".20000>"))
                        .isEqualTo("* 1 FETCH (BODY[]<" + from + "> {20000}\n" + piece.replace("\r", "") + ")");
            }
        }
    }

    @Test
    void octetsOfAHeaderComeOutAsTheyWereStored() throws IOException {
        String message = "Subject: R\u00e9sultat \u00a0\u0080\r\nFrom: Ren\u00e9 <a@b.fr>\r\nX-Z: \u00ff\r\n\r\nx\r\n";
        byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
        try (RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire").inLatin1()) {
            client.command("CREATE Octets");
            client.send("a APPEND Octets {" + octets.length + "+}\r\n")
                    .send(octets)
                    .send("\r\n");
            client.until("a ");
            assertThat(client.command("SELECT Octets"))
                    .contains("* OK [PERMANENTFLAGS (\\Answered \\Deleted \\Draft \\Flagged \\Seen \\*)] Limited");
            String subject = "Subject: R\u00e9sultat \u00a0\u0080\n";
            assertThat(fetched(client, "BODY.PEEK[HEADER.FIELDS (SUBJECT)]")).contains("{24}\n" + subject + "\n)");
            assertThat(fetched(client, "BODY.PEEK[HEADER]"))
                    .contains("{53}\n" + subject + "From: Ren\u00e9 <a@b.fr>\nX-Z: \u00ff\n\n)");
            assertThat(fetched(client, "ENVELOPE"))
                    .contains("ENVELOPE (NIL {11}\nR\u00e9sultat \u00a0\u0080 (({4}\nRen\u00e9 NIL \"a\" \"b.fr\"))");
        }
    }

    @Test
    void readingABodyMarksItReadAndSaysSo() throws IOException {
        try (RawImap client = with("Lue", HEADER + BODY)) {
            assertThat(fetched(client, "(FLAGS BODY.PEEK[HEADER])")).doesNotContain("\\Seen");
            assertThat(fetched(client, "BODY[TEXT]")).startsWith("* 1 FETCH (FLAGS (\\Recent \\Seen) BODY[TEXT]");
            assertThat(fetched(client, "FLAGS")).isEqualTo("* 1 FETCH (FLAGS (\\Recent \\Seen))");
        }
    }

    @Test
    void scatteredMessagesAndUnknownOnesAreAnsweredAsAsked() throws IOException {
        try (RawImap client = with("Eparses", HEADER + BODY, HEADER + BODY, HEADER + BODY, HEADER + BODY)) {
            assertThat(client.command("UID FETCH 4,1,2:2,90:95 (FLAGS)"))
                    .filteredOn(line -> line.startsWith("* "))
                    .containsExactlyInAnyOrder(
                            "* 1 FETCH (FLAGS (\\Recent) UID 1)",
                            "* 2 FETCH (FLAGS (\\Recent) UID 2)",
                            "* 4 FETCH (FLAGS (\\Recent) UID 4)");
            assertThat(last(client.command("FETCH 9 (FLAGS)"))).contains("BAD");
            assertThat(client.command("UID FETCH * (FLAGS)")).hasSize(2);
        }
    }

    @Test
    void aMessageStoredBeforeListingsWereIsListedAllTheSame() throws IOException {
        try (RawImap client = with("Ancienne", HEADER + BODY)) {
            String before = fetched(client, "(ENVELOPE BODY BODYSTRUCTURE)");
            imap.database
                    .jdbi()
                    .useHandle(handle -> handle.execute(
                            "UPDATE message SET envelope = NULL, body_structure = NULL, body_outline = NULL"));
            assertThat(fetched(client, "(ENVELOPE BODY BODYSTRUCTURE)")).isEqualTo(before);
        }
    }
}

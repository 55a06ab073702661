package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A mirror asks for its messages one by one and without waiting: what the server reads together must not show. */
class PipelinedFetchTest {
    private static TestImap imap;

    @BeforeAll
    static void start() throws IOException {
        imap = new TestImap();
    }

    @AfterAll
    static void stop() {
        imap.close();
    }

    private static RawImap with(String folder, int messages) throws IOException {
        RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire");
        client.command("CREATE " + folder);
        for (int number = 1; number <= messages; number++) {
            byte[] octets = message(number).getBytes(StandardCharsets.US_ASCII);
            client.send("a APPEND " + folder + " {" + octets.length + "+}\r\n")
                    .send(octets)
                    .send("\r\n");
            assertThat(last(client.until("a "))).contains("OK");
        }
        client.command("SELECT " + folder);
        return client;
    }

    /** Every twentieth is longer than what comes with its row. */
    private static String message(int number) {
        return "Subject: " + number + "\r\n\r\n" + ("Bonjour " + number + "\r\n").repeat(number % 20 == 7 ? 9_000 : 3);
    }

    @Test
    void eachFetchOfARowIsAnsweredInItsPlaceWithItsOwnMessage() throws IOException {
        try (RawImap client = with("Miroir", 90)) {
            StringBuilder commands = new StringBuilder();
            for (int number = 1; number <= 90; number++) {
                commands.append("p" + number + " UID FETCH " + number + " (BODY.PEEK[] UID)\r\n");
            }
            client.send(commands + "p91 UID FETCH 4711 (BODY.PEEK[] UID)\r\np92 NOOP\r\n");
            for (int number = 1; number <= 90; number++) {
                List<String> lines = client.until("p" + number + " ");
                assertThat(last(lines)).contains("OK");
                assertThat(String.join("\n", lines.subList(0, lines.size() - 1)))
                        .contains("{" + message(number).length() + "}\n"
                                + message(number).replace("\r\n", "\n"))
                        .contains("UID " + number)
                        .startsWith("* " + number + " FETCH (");
            }
            assertThat(client.until("p91 ")).singleElement().asString().contains("OK");
            assertThat(client.until("p92 ")).singleElement().asString().contains("OK");
        }
    }

    @Test
    void aRowMayBeCutAnywhereByTheNetwork() throws IOException {
        try (RawImap client = with("Coupes", 12)) {
            StringBuilder commands = new StringBuilder();
            for (int number = 1; number <= 12; number++) {
                commands.append("p" + number + " uid fetch " + number + " (BODY.PEEK[])\r\n");
            }
            for (int from = 0; from < commands.length(); from += 47) {
                client.send(commands.substring(from, Math.min(commands.length(), from + 47)));
            }
            for (int number = 1; number <= 12; number++) {
                assertThat(String.join("\n", client.until("p" + number + " ")))
                        .contains("Bonjour " + number + "\n")
                        .contains("p" + number + " OK");
            }
        }
    }

    @Test
    void readingInARowStillMarksEachMessageAndShowsFlagsAsTheyAre() throws IOException {
        try (RawImap client = with("Lus", 3)) {
            client.send("a UID FETCH 1 (BODY[TEXT])\r\nb UID FETCH 1 (BODY[TEXT])\r\nc UID FETCH 1 (FLAGS)\r\n"
                    + "d UID STORE 1 -FLAGS.SILENT (\\Seen)\r\ne UID FETCH 1 (FLAGS)\r\nf UID FETCH 2 (FLAGS)\r\n");
            assertThat(String.join("\n", client.until("a "))).contains("\\Seen");
            assertThat(String.join("\n", client.until("b "))).doesNotContain("FLAGS");
            assertThat(String.join("\n", client.until("c "))).contains("\\Seen");
            client.until("d ");
            assertThat(String.join("\n", client.until("e "))).doesNotContain("\\Seen");
            assertThat(String.join("\n", client.until("f "))).doesNotContain("\\Seen");
        }
    }

    @Test
    void whatAnotherSessionRemovesMeanwhileDoesNotSpoilTheRow() throws IOException {
        try (RawImap client = with("Retires", 6);
                RawImap other = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            other.command("SELECT Retires");
            other.command("UID STORE 3 +FLAGS.SILENT (\\Deleted)");
            assertThat(last(other.command("EXPUNGE"))).contains("OK");
            List<String> tags = new ArrayList<>();
            StringBuilder commands = new StringBuilder();
            for (int uid = 1; uid <= 6; uid++) {
                tags.add("p" + uid + " ");
                commands.append("p" + uid + " UID FETCH " + uid + " (BODY.PEEK[TEXT])\r\n");
            }
            client.send(commands.toString());
            for (int uid = 1; uid <= 6; uid++) {
                List<String> lines = client.until(tags.get(uid - 1));
                assertThat(last(lines)).contains("OK");
                assertThat(lines.stream().anyMatch(("Bonjour " + uid)::equals)).isEqualTo(uid != 3);
            }
        }
    }

    @Test
    void aBadCommandInTheRowIsRefusedAlone() throws IOException {
        try (RawImap client = with("Fautes", 2)) {
            client.send("a UID FETCH 1 (BODY.PEEK[])\r\nb UID FETCH 1 (NONSENSE)\r\nc UID FETCH 2 (NONSENSE)\r\n"
                    + "d UID FETCH 2 (BODY.PEEK[])\r\ne LOGOUT\r\n");
            assertThat(last(client.until("a "))).contains("OK");
            assertThat(last(client.until("b "))).contains("BAD");
            assertThat(last(client.until("c "))).contains("BAD");
            assertThat(String.join("\n", client.until("d ")))
                    .contains("Bonjour 2")
                    .contains("d OK");
            assertThat(last(client.until("e "))).contains("OK");
        }
    }
}

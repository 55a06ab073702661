package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is meant to break a server, or comes from a broken client: always an answer, soon, and no error of ours. */
class AttackTest {
    private static final Duration SOON = Duration.ofSeconds(4);
    private static final int DEEP = 10_000;

    private static TestImap imap;

    private Logged log;
    private RawImap client;

    @BeforeAll
    static void start() throws IOException {
        imap = new TestImap();
        try (RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            client.command("CREATE " + "a".repeat(190));
            String mail = "Subject: un\r\n\r\nx\r\n";
            for (int i = 0; i < 3; i++) {
                client.command("APPEND INBOX {" + mail.length() + "+}\r\n" + mail);
            }
        }
    }

    @AfterAll
    static void stop() {
        imap.close();
    }

    @BeforeEach
    void session() throws IOException {
        log = Logged.by("ROOT");
        client = selected();
    }

    @AfterEach
    void noErrorIsLogged() throws IOException {
        client.close();
        log.close();
        assertThat(log.errors()).noneMatch(error -> !error.endsWith("MailboxNotFoundException")); // as James tells it
    }

    private static RawImap selected() throws IOException {
        RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire");
        client.command("SELECT INBOX");
        return client;
    }

    static List<String> hostile() {
        return List.of(
                "SEARCH " + "(".repeat(DEEP) + "ALL" + ")".repeat(DEEP),
                "SEARCH " + "(".repeat(DEEP),
                "SEARCH " + "NOT ".repeat(DEEP) + "ALL",
                "SEARCH " + "OR ALL ".repeat(DEEP / 2) + "ALL",
                "SEARCH " + "OR ".repeat(DEEP) + "ALL",
                "UID SEARCH RETURN (" + "(".repeat(DEEP) + " ALL",
                "SEARCH " + "ALL ".repeat(DEEP),
                "SEARCH " + "SUBJECT a ".repeat(3_000),
                "SEARCH CHARSET " + "x".repeat(5_000) + " ALL",
                "FETCH 1 " + "(".repeat(DEEP) + "FLAGS" + ")".repeat(DEEP),
                "FETCH 1 (" + "FLAGS ".repeat(DEEP) + ")",
                "FETCH 1 BODY[" + "1.".repeat(DEEP) + "1]",
                "FETCH 1 BODY[" + ".".repeat(DEEP) + "]",
                "FETCH 1 (" + "BODY.PEEK[1] ".repeat(4_000) + ")",
                "FETCH 1 BODY[99999999999999999999]",
                "FETCH 1 BODY[0]",
                "FETCH 1 BODY[MIME]",
                "FETCH 1 BODY.PEEK[]<99999999999999999999.1>",
                "FETCH 1 BODY.PEEK[]<0.99999999999999999999>",
                "FETCH 1 BODY.PEEK[]<4294967295.4294967295>",
                "FETCH 1 BODY[HEADER.FIELDS (" + "x ".repeat(DEEP) + ")]",
                "FETCH 1 BODY[HEADER.FIELDS (" + "(".repeat(DEEP) + ")]",
                "UID FETCH " + "1:4294967295,".repeat(4_000) + "1 FLAGS",
                "UID FETCH 4294967295:1,*,18446744073709551615 FLAGS",
                "UID FETCH 99999999999999999999 FLAGS",
                "FETCH 0 FLAGS",
                "FETCH 1:4294967296 FLAGS",
                "FETCH *:* FLAGS",
                "FETCH ,,,: FLAGS",
                "UID SEARCH UID " + "1,3,5,".repeat(5_000) + "1",
                "UID FETCH 1 (FLAGS) (CHANGEDSINCE 99999999999999999999)",
                "UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1 VANISHED)",
                "UID STORE 1:* (UNCHANGEDSINCE 18446744073709551615) +FLAGS ($x)",
                "STORE 1 +FLAGS (" + "$k ".repeat(DEEP) + ")",
                "STORE 1 +FLAGS ("
                        + String.join(
                                " ",
                                java.util.stream.IntStream.range(0, 5_000)
                                        .mapToObj(i -> "$k" + i)
                                        .toList()) + ")",
                "STORE 1 +FLAGS ($" + "k".repeat(5_000) + ")",
                "STORE 1 +FLAGS (\\Nonsense \\\\ \\)",
                "STORE 1 +FLAGS " + "(".repeat(DEEP),
                "COPY 1:* " + "x".repeat(5_000),
                "LIST \"\" " + "*%".repeat(50) + "b",
                "LIST \"\" " + "*a".repeat(60) + "b",
                "LSUB \"\" " + "*a".repeat(60) + "b",
                "LIST " + "*%".repeat(100) + " *",
                "LIST (" + "SUBSCRIBED ".repeat(2_000) + ") \"\" *",
                "LIST \"\" (" + "INBOX ".repeat(2_000) + ")",
                "LIST \"\" \"[a-z](?i)\\\\Q*\"",
                "CREATE " + "a.".repeat(5_000) + "b",
                "CREATE \"" + "/".repeat(100) + "\"",
                "CREATE &",
                "CREATE &&&&-&-&AB",
                "CREATE &AAAA-",
                "CREATE \"&2D3cpw\"",
                "CREATE \"&Jjo!\"",
                "SELECT &" + "A".repeat(3_000) + "-",
                "CREATE .",
                "CREATE ..",
                "CREATE \"\"",
                "CREATE \"#private\"",
                "CREATE *",
                "CREATE {3+}\r\na\rb",
                "RENAME INBOX {3+}\r\na\nb",
                "SUBSCRIBE {3+}\r\na\0b",
                "SEARCH SUBJECT {3+}\r\na\0b",
                "SEARCH HEADER X-\u00e9 {3+}\r\n\0\0b",
                "STORE 1 +FLAGS ("
                        + String.join(
                                " ",
                                java.util.stream.IntStream.range(0, 40)
                                        .mapToObj(i -> "$a" + i)
                                        .toList()) + ")",
                "STORE 1 +FLAGS ("
                        + String.join(
                                " ",
                                java.util.stream.IntStream.range(0, 40)
                                        .mapToObj(i -> "$b" + i)
                                        .toList()) + ")",
                "CREATE \"\u00e9t\u00e9\"",
                "RENAME INBOX INBOX",
                "RENAME nothing INBOX",
                "DELETE INBOX",
                "STATUS INBOX (" + "MESSAGES ".repeat(5_000) + ")",
                "STATUS INBOX " + "(".repeat(DEEP),
                "SELECT INBOX (QRESYNC (1 1 " + "1:2,".repeat(3_000) + "1 (1 1)))",
                "SELECT INBOX (QRESYNC (0 0 0))",
                "ENABLE " + "QRESYNC ".repeat(3_000),
                "ID (" + "\"k\" \"v\" ".repeat(2_000) + ")",
                "ID (" + "(".repeat(DEEP),
                "SETMETADATA INBOX (/private/" + "x".repeat(3_000) + " \"v\")",
                "GETMETADATA (DEPTH infinity) INBOX (" + "/private/x ".repeat(2_000) + ")",
                "GETQUOTA \"" + "x".repeat(3_000) + "\"",
                "APPEND INBOX (" + "$k ".repeat(DEEP) + ") {1+}\r\nx",
                "APPEND INBOX \"99-Xxx-9999 99:99:99 +9999\" {1+}\r\nx",
                "APPEND INBOX {1+}\r\nx {1+}\r\ny",
                "APPEND INBOX {0+}\r\n",
                "APPEND INBOX {3+}\r\n\0\0\0",
                "APPEND INBOX CATENATE (URL \"/x\")",
                "APPEND INBOX \"quoted\"",
                "THREAD REFERENCES UTF-8 ALL",
                "SORT (DATE) UTF-8 ALL",
                "NOTIFY SET (SELECTED)",
                "SETACL INBOX x lrs",
                "LISTRIGHTS INBOX \"" + "x".repeat(3_000) + "\"",
                "AUTHENTICATE PLAIN !!!!",
                "LOGIN a b",
                "STARTTLS",
                "COMPRESS LZ4",
                "SELECT \"a\rb\"",
                "SELECT \"a\0b\"",
                "SELECT \"",
                "SELECT \"\\x\"",
                "SELECT {1+}\r\n\0",
                "NOOP\r",
                "\0",
                "",
                " ",
                "()",
                "UID",
                "UID UID UID",
                "x".repeat(5_000),
                "\u00e9\u00e8");
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("hostile")
    void whateverIsSentIsAnsweredSoonAndTheSessionOrTheNextGoesOn(String command) throws IOException {
        long from = System.nanoTime();
        client.send(("a " + command + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        String answer = answer(client);
        assertThat(answer).matches("a (OK|NO|BAD) .*|\\* (BYE|BAD) .*");
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(SOON);
        if (answer.contains("BYE")) {
            client.close();
            client = selected();
        }
        client.send("z NOOP\r\n");
        assertThat(last(client.until("z "))).startsWith("z OK");
    }

    private static String answer(RawImap client) throws IOException {
        for (String line = client.line(); line != null; line = client.line()) {
            if (line.startsWith("a ") || line.startsWith("* BYE") || line.startsWith("* BAD")) {
                return line.length() > 200 ? line.substring(0, 200) : line;
            }
            if (line.startsWith("+")) {
                client.send("*\r\n");
            }
        }
        return "closed";
    }

    @Test
    void rubbishInsteadOfDoneEndsTheIdleAndIsNotRepeated() throws IOException {
        client.send("a IDLE\r\n");
        assertThat(client.line()).startsWith("+");
        client.send("b\0 LOGIN x\ry secret\r\n");
        assertThat(client.line()).startsWith("a BAD").doesNotContain("secret", "\r");
        assertThat(last(client.command("NOOP"))).contains(" OK ");
    }

    @Test
    void rubbishInsteadOfCredentialsIsRefused() throws IOException {
        for (String rubbish : List.of("", "*", "====", "AA==", "x".repeat(5_000), "\0\0\0", "AGEAYg==AGEA")) {
            try (RawImap stranger = imap.tls()) {
                stranger.line();
                stranger.send("a AUTHENTICATE PLAIN\r\n");
                assertThat(stranger.line()).startsWith("+");
                stranger.send(rubbish + "\r\n");
                assertThat(answer(stranger)).matches("a (NO|BAD) .*|\\* BYE .*");
            }
        }
    }

    @Test
    void mixturesOfCommandsAreAnswered() throws IOException {
        Random random = new Random(20261122);
        long from = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            byte[] command = Mixture.of(random).getBytes(StandardCharsets.ISO_8859_1);
            client.send("a ").send(command).send("\r\n");
            String answer = answer(client);
            assertThat(answer)
                    .as(new String(command, StandardCharsets.ISO_8859_1))
                    .matches("a (OK|NO|BAD)( .*)?|\\* (BYE|BAD)( .*)?");
            if (answer.contains("BYE")) {
                client.close();
                client = selected();
            }
        }
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(60));
    }

    /** Words of the protocol in any order, some of them damaged. */
    private static final class Mixture {
        private static final String[] VERBS = {
            "SELECT",
            "EXAMINE",
            "FETCH",
            "UID FETCH",
            "SEARCH",
            "UID SEARCH",
            "STORE",
            "UID STORE",
            "COPY",
            "MOVE",
            "LIST",
            "LSUB",
            "STATUS",
            "CREATE",
            "RENAME",
            "SUBSCRIBE",
            "APPEND",
            "ID",
            "ENABLE",
            "GETQUOTAROOT",
            "GETACL",
            "GETMETADATA",
            "SETMETADATA",
            "NAMESPACE",
            "NOOP",
            "CHECK",
            "EXPUNGE",
            "UID EXPUNGE",
            "IDLE",
            "AUTHENTICATE",
            "REPLACE",
            "CLOSE",
            "UNSELECT",
            "XYZZY"
        };
        private static final String[] WORDS = {
            "INBOX",
            "1",
            "1:*",
            "*",
            "0",
            "4294967296",
            "1,2:3",
            "(",
            ")",
            "()",
            "(FLAGS)",
            "ALL",
            "FULL",
            "BODY[]",
            "BODY.PEEK[1]<0.5>",
            "BODY[",
            "]",
            "<",
            "\"",
            "\"\"",
            "\"a\"",
            "\\Seen",
            "(\\Seen $x)",
            "+FLAGS",
            "-FLAGS.SILENT",
            "NOT",
            "OR",
            "SUBJECT",
            "TEXT",
            "x",
            "SINCE",
            "1-Jan-2026",
            "32-Foo-0000",
            "KEYWORD",
            "HEADER",
            "LARGER",
            "-1",
            "RETURN",
            "(COUNT MIN MAX ALL SAVE)",
            "$",
            "MODSEQ",
            "CHARSET",
            "UTF-8",
            "KLINGON",
            "(CHANGEDSINCE 1)",
            "(UNCHANGEDSINCE x)",
            "(QRESYNC (1 1))",
            "(CONDSTORE)",
            "(MESSAGES RECENT)",
            "%",
            "&AOk-",
            "&",
            "#x",
            "{2+}\r\nab",
            "{0+}\r\n",
            "PLAIN",
            "\0",
            "\r",
            "\t",
            "\u00e9",
            "",
            "NIL",
            "YOUNGER",
            "UID",
            "\"\\\\\"",
            "\"1-Jan-2026 00:00:00 +0000\""
        };

        static String of(Random random) {
            StringBuilder command = new StringBuilder(VERBS[random.nextInt(VERBS.length)]);
            for (int words = random.nextInt(7); words > 0; words--) {
                command.append(random.nextInt(12) == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
            }
            return command.toString();
        }
    }
}

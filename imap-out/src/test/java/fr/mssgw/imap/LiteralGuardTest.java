package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What hostile or unusual clients send, octet by octet (CVE-2024-37358 and its neighbours). */
class LiteralGuardTest {
    private static TestImap imap;

    @BeforeAll
    static void start() throws IOException {
        imap = new TestImap();
    }

    @AfterAll
    static void stop() {
        imap.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a LOGIN {2000000000+}\r\n",
                "a LOGIN {2000000000}\r\n",
                "a LOGIN {8193+}\r\n",
                "a LOGIN {99999999999999999999999+}\r\n",
                "a LOGIN {2000000000+}\n",
                "a APPEND INBOX {9000+}\r\n"
            })
    void aLiteralOfMoreThanEightKibibytesBeforeLoginEndsTheConnection(String attack) throws IOException {
        try (RawImap client = imap.tls()) {
            client.line();
            client.send(attack);
            assertThat(client.line()).isEqualTo("* BYE literal too large");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aSecondLiteralHeaderCutAcrossSegmentsIsSeenToo() throws IOException {
        try (RawImap client = imap.plain()) {
            client.line();
            client.send("a LOGIN {1+}\r\nx {20000");
            client.send("0");
            client.send("00+");
            client.send("}\r");
            client.send("\n");
            assertThat(client.line()).isEqualTo("* BYE literal too large");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void everyCutOfACommandWithLiteralsGivesTheSameCommand() throws IOException {
        byte[] command = ("a LOGIN {" + TestImap.CLAIRE.length() + "+}\r\n" + TestImap.CLAIRE
                        + " {13+}\r\nsecret-claire\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        for (int cut = 1; cut < command.length; cut += 3) {
            try (RawImap client = imap.tls()) {
                client.line();
                client.send(java.util.Arrays.copyOfRange(command, 0, cut));
                client.send(java.util.Arrays.copyOfRange(command, cut, command.length));
                assertThat(client.line()).startsWith("a OK");
            }
        }
    }

    @Test
    void moreThanSixtyFourLiteralsEndTheConnection() throws IOException {
        try (RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            client.send("a LIST " + "{1+}\r\nx ".repeat(65) + "\r\n");
            assertThat(client.line()).isEqualTo("* BYE literal too large");
        }
    }

    @Test
    void theSumOfLiteralsIsBoundedBeforeLogin() throws IOException {
        try (RawImap client = imap.tls()) {
            client.line();
            client.send("a LOGIN ");
            for (int i = 0; i < 5; i++) {
                client.send("{8000+}\r\n" + "x".repeat(8000) + " ");
            }
            assertThat(client.line()).isEqualTo("* BYE literal too large");
        }
    }

    @Test
    void aLineWithoutEndEndsTheConnection() throws IOException {
        try (RawImap client = imap.tls()) {
            client.line();
            client.send("a LOGIN " + "x".repeat(9000));
            assertThat(client.line()).isEqualTo("* BYE line too long");
        }
    }

    @Test
    void eachSynchronisingLiteralGetsItsContinuation() throws IOException {
        try (RawImap client = imap.tls()) {
            client.line();
            client.send("a LOGIN {" + TestImap.CLAIRE.length() + "}\r\n");
            assertThat(client.line()).startsWith("+");
            client.send(TestImap.CLAIRE + " {13}\r\n");
            assertThat(client.line()).startsWith("+");
            client.send("secret-claire\r\n");
            assertThat(client.line()).startsWith("a OK");
        }
    }

    @Test
    void aMessageOverTheLimitIsRefusedBeforeItIsSent() throws IOException {
        try (RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            client.send("a APPEND INBOX {" + (TestImap.MAX_MESSAGE + 1) + "}\r\n");
            assertThat(client.line()).startsWith("a NO [TOOBIG]");
            assertThat(last(client.command("NOOP"))).contains(" OK ");
            client.send("b APPEND INBOX {" + (TestImap.MAX_MESSAGE + 1) + "+}\r\n");
            assertThat(client.line()).isEqualTo("* BYE literal too large");
        }
    }

    @Test
    void onlyAMessageMayBeALargeLiteral() throws IOException {
        try (RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            client.send("a SELECT {100000+}\r\n");
            assertThat(client.line()).isEqualTo("* BYE literal too large");
        }
    }

    @Test
    void anUploadThatBreaksOffLeavesNothingInTheSpool() throws IOException {
        try (RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            client.send("a APPEND INBOX {6000000+}\r\n").send("x".repeat(5_000_000));
            await().until(() -> spooled() == 1);
        }
        await().until(() -> spooled() == 0);
    }

    private static long spooled() throws IOException {
        try (Stream<java.nio.file.Path> files = Files.list(imap.spool)) {
            return files.count();
        }
    }

    @Test
    void anotherNamespaceIsRefusedAndTheConnectionStays() throws IOException {
        try (RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            for (String command : List.of(
                    "SELECT \"#user.someone.INBOX\"",
                    "STATUS \"#shared.x\" (MESSAGES)",
                    "CREATE \"#other.x\"",
                    "DELETE \"#other.x\"",
                    "RENAME INBOX \"#other.x\"",
                    "SUBSCRIBE \"#other.x\"",
                    "GETQUOTAROOT \"#other.x\"")) {
                assertThat(last(client.command(command))).as(command).contains(" NO ");
            }
            assertThat(last(client.command("APPEND \"#other.x\" {1+}\r\nx"))).contains(" NO ");
            assertThat(last(client.command("NOOP"))).contains(" OK ");
        }
    }

    @Test
    void commandsInClearTextBehindStartTlsEndTheConnection() throws IOException {
        try (RawImap client = imap.plain()) {
            client.line();
            client.send("a STARTTLS\r\nb LOGIN " + TestImap.CLAIRE + " secret-claire\r\n");
            assertThat(client.line()).startsWith("* BYE");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void pipelinedCommandsAreAnsweredInOrder() throws IOException {
        try (RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            StringBuilder many = new StringBuilder("x0 SELECT INBOX\r\n");
            for (int i = 1; i <= 500; i++) {
                many.append("x").append(i).append(" NOOP\r\n");
            }
            client.send(many.toString());
            for (int i = 0; i <= 500; i++) {
                assertThat(last(client.until("x"))).startsWith("x" + i + " OK");
            }
        }
    }
}

package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that ask much and read nothing: what they cost, when they are cut, and that nobody waits for them. */
class UnreadAnswersTest {
    private static final int MESSAGES = 1_000;
    private static final int LARGE = 8 * 1024 * 1024;
    private static final int CLIENTS = 100;
    private static final ImapConfig.Timeouts PATIENCE =
            new ImapConfig.Timeouts(Duration.ofMinutes(31), Duration.ofSeconds(30), Duration.ofSeconds(6));

    private static TestImap imap;

    @BeforeAll
    static void start() throws IOException {
        imap = new TestImap(2 * CLIENTS, 2 * CLIENTS, ImapConfig.ClientCertificates.ASKED, PATIENCE);
        try (RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            append(client, "INBOX", large());
            client.command("CREATE Beaucoup");
            append(client, "Beaucoup", "Subject: petit\r\n\r\nx\r\n");
            client.command("SELECT Beaucoup");
            for (int held = 1; held < MESSAGES; held *= 2) {
                client.command("COPY 1:" + Math.min(held, MESSAGES - held) + " Beaucoup");
            }
            assertThat(client.command("STATUS Beaucoup (MESSAGES)").get(0)).contains("MESSAGES " + MESSAGES);
        }
    }

    private static String large() {
        byte[] random = new byte[LARGE * 3 / 4];
        new Random(1).nextBytes(random);
        return "Subject: grand\r\n\r\n" + Base64.getMimeEncoder().encodeToString(random);
    }

    private static void append(RawImap client, String folder, String message) throws IOException {
        assertThat(last(client.command("APPEND " + folder + " {" + message.length() + "+}\r\n" + message)))
                .contains("OK");
    }

    @AfterAll
    static void stop() {
        imap.close();
    }

    private static RawImap reluctant() throws IOException {
        return reluctant(imap);
    }

    private static RawImap reluctant(TestImap server) throws IOException {
        RawImap client = RawImap.reluctant(server.tlsPort(), TestImap.clientTls());
        client.line();
        client.command("login " + TestImap.CLAIRE + " secret-claire");
        return client;
    }

    @Test
    void anIdlingClientThatReadsNothingIsCutAtAMegabyteAndItsColleaguesAreTold() throws IOException {
        try (RawImap deaf = reluctant();
                RawImap idle = imap.loggedIn(TestImap.CLAIRE, "secret-claire");
                RawImap busy = imap.loggedIn(TestImap.CLAIRE, "secret-claire");
                Logged log = Logged.by("fr.mssgw.imap")) {
            deaf.command("SELECT Beaucoup");
            deaf.send("i IDLE\r\n");
            deaf.until("+");
            idle.command("SELECT INBOX");
            idle.send("i IDLE\r\n");
            idle.until("+");
            busy.command("SELECT Beaucoup");
            long slowest = 0;
            for (int change = 0; change < 60 && log.lines().isEmpty(); change++) {
                long from = System.nanoTime();
                assertThat(last(busy.command("STORE 1:* FLAGS.SILENT (" + keywords(change) + ")")))
                        .contains(" OK ");
                slowest = Math.max(slowest, System.nanoTime() - from);
            }
            assertThat(log.lines()).anyMatch(line -> line.contains("does not read"));
            assertThat(closed(deaf)).isTrue();
            assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(3));
            append(busy, "INBOX", "Subject: neuf\r\n\r\nx\r\n");
            assertThat(idle.until("* 2 EXISTS")).isNotEmpty();
        }
    }

    /** Which every message of the folder gets, and everybody who has it open is told for each. */
    private static String keywords(int change) {
        return ("$" + "k".repeat(90) + change + " $" + "l".repeat(90) + " $" + "m".repeat(90) + " $" + "n".repeat(90));
    }

    private static boolean closed(RawImap client) {
        try {
            return client.isClosedByServer();
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void aClientThatAsksALargeMessageAndReadsNothingCostsLittleAndIsCut() throws IOException {
        try (RawImap deaf = reluctant();
                RawImap deflating = reluctant();
                Logged log = Logged.by("fr.mssgw.imap")) {
            assertThat(last(deflating.command("COMPRESS DEFLATE"))).contains(" OK ");
            deflating.deflates();
            long before = Heap.used();
            for (RawImap client : List.of(deaf, deflating)) {
                client.send("e EXAMINE INBOX\r\n" + "f FETCH 1 BODY.PEEK[]\r\n".repeat(4));
            }
            await().during(Duration.ofSeconds(1)).until(() -> true);
            assertThat(Heap.used() - before).as("octets held").isLessThan(6L * 1024 * 1024);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> log.lines().stream()
                                    .filter(line -> line.contains("stopped reading"))
                                    .count()
                            == 2);
            assertThat(closed(deaf)).isTrue();
            assertThat(closed(deflating)).isTrue();
        }
    }

    /** The server cuts none of them for two minutes: the other one is served beside them. */
    @Test
    void aHundredClientsThatDoNotReadTheirAnswersLeaveRoomForTheOthers() throws IOException {
        ImapConfig.Timeouts patience =
                new ImapConfig.Timeouts(Duration.ofMinutes(31), Duration.ofSeconds(30), Duration.ofMinutes(2));
        List<RawImap> deaf = new ArrayList<>();
        try (TestImap server = new TestImap(2 * CLIENTS, 2 * CLIENTS, ImapConfig.ClientCertificates.ASKED, patience)) {
            try (RawImap client = server.loggedIn(TestImap.CLAIRE, "secret-claire")) {
                append(client, "INBOX", large());
            }
            try {
                for (int i = 0; i < CLIENTS; i++) {
                    deaf.add(reluctant(server));
                }
                for (RawImap client : deaf) {
                    client.send("s EXAMINE INBOX\r\nf FETCH 1 BODY.PEEK[]\r\n");
                }
                await().during(Duration.ofSeconds(1)).until(() -> true);
                long from = System.nanoTime();
                try (RawImap client = server.loggedIn(TestImap.PHARMACY, "secret-paul")) {
                    assertThat(last(client.command("NOOP"))).contains(" OK ");
                }
                assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(30));
            } finally {
                for (RawImap client : deaf) {
                    client.close();
                }
            }
        }
    }

    @Test
    void tenThousandPipelinedCommandsWhoseAnswersWaitAreHeldBackAndAnsweredInOrder() throws IOException {
        try (RawImap client = reluctant()) {
            client.command("EXAMINE INBOX");
            StringBuilder many = new StringBuilder();
            for (int i = 0; i < 10_000; i++) {
                many.append('x').append(i).append(" CAPABILITY\r\n");
            }
            long before = Heap.used();
            byte[] octets = many.toString().getBytes(StandardCharsets.US_ASCII);
            Thread sender = new Thread(() -> {
                try {
                    client.send(octets);
                } catch (IOException closed) {
                    throw new java.io.UncheckedIOException(closed);
                }
            });
            sender.start();
            await().during(Duration.ofSeconds(1)).until(() -> true);
            assertThat(Heap.used() - before).as("octets held").isLessThan(4L * 1024 * 1024);
            for (int i = 0; i < 10_000; i++) {
                assertThat(last(client.until("x"))).startsWith("x" + i + " OK");
            }
        }
    }
}

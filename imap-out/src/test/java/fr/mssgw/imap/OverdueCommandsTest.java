package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Commands that take longer than they may, and those that run on when their client has left. */
class OverdueCommandsTest {
    private static final Duration LONGEST = Duration.ofSeconds(3);
    private static final int CONNECTIONS = 12;

    private static TestImap imap;

    @BeforeAll
    static void start() throws IOException {
        imap = new TestImap(
                25,
                100,
                ImapConfig.ClientCertificates.ASKED,
                new ImapConfig.Timeouts(Duration.ofMinutes(31), Duration.ofSeconds(30), Duration.ofSeconds(20))
                        .withCommand(LONGEST));
        try (RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            assertThat(last(client.command("APPEND INBOX {15+}\r\nSubject: x\r\n\r\na")))
                    .contains(" OK ");
            client.command("CREATE Vide");
        }
    }

    @AfterAll
    static void stop() {
        imap.close();
    }

    private static RawImap reading() throws IOException {
        RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire");
        assertThat(last(client.command("SELECT INBOX"))).contains(" OK ");
        return client;
    }

    /** Holds the folder's row, so that whoever writes waits in the database. */
    private static Connection holdingTheFolder() throws SQLException {
        return holding("SELECT id FROM mailbox FOR UPDATE");
    }

    private static Connection holding(String rows) throws SQLException {
        Connection holder = imap.database.connection("test");
        holder.setAutoCommit(false);
        try (var statement = holder.createStatement()) {
            statement.execute(rows);
        }
        return holder;
    }

    @Test
    void aCommandThatTakesTooLongIsEndedWithAGoodbyeAndToldOfOnceForAsLongAsItsThreadRuns() throws Exception {
        long endedBefore = imap.server.endedCommands();
        try (Logged log = Logged.by("fr.mssgw.imap");
                RawImap client = reading()) {
            try (Connection holder = holdingTheFolder()) {
                long from = System.nanoTime();
                List<String> told =
                        client.send("s STORE 1 +FLAGS (\\Flagged)\r\n").until("s ");
                assertThat(told).containsExactly("* BYE la commande a pris trop de temps");
                assertThat(Duration.ofNanos(System.nanoTime() - from)).isBetween(LONGEST, LONGEST.multipliedBy(4));
                assertThat(client.isClosedByServer()).isTrue();
                assertThat(imap.server.overdueCommands()).isOne();
                holder.rollback();
            }
            await().atMost(10, TimeUnit.SECONDS).until(() -> imap.server.overdueCommands() == 0);
            await().atMost(10, TimeUnit.SECONDS).until(() -> Workers.busy() == 0);
            assertThat(log.lines().stream().filter(line -> line.contains("is ended")))
                    .singleElement()
                    .asString()
                    .contains("STORE works for too long without an answer");
            assertThat(imap.server.endedCommands() - endedBefore).isOne();
        }
    }

    @Test
    void aCommandOnFewRowsMayTakeAFifthOfTheTime() throws Exception {
        try (RawImap client = reading();
                Connection holder = holdingTheFolder()) {
            long from = System.nanoTime();
            assertThat(client.send("s RENAME Vide Autre\r\n").until("s "))
                    .singleElement()
                    .asString()
                    .startsWith("* BYE");
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(LONGEST);
            holder.rollback();
        }
        await().atMost(10, TimeUnit.SECONDS).until(() -> Workers.busy() == 0);
    }

    @Test
    void aThreadThatWaitsIsWokenAndServesTheNextClient() throws Exception {
        List<Connection> all = new ArrayList<>();
        try (RawImap client = reading()) {
            try {
                for (int i = 0; i < CONNECTIONS; i++) {
                    all.add(imap.database.dataSource().getConnection());
                }
                assertThat(client.send("s FETCH 1:* (FLAGS)\r\n").until("s "))
                        .singleElement()
                        .asString()
                        .startsWith("* BYE");
                await().atMost(5, TimeUnit.SECONDS).until(() -> Workers.busy() == 0);
            } finally {
                for (Connection one : all) {
                    one.close();
                }
            }
        }
        for (int turn = 0; turn < 3; turn++) {
            try (RawImap next = reading()) {
                assertThat(last(next.command("STORE 1 FLAGS (\\Answered)"))).contains(" OK ");
            }
        }
    }

    @Test
    void aCommandWhoseClientHasLeftIsEndedAndToldOf() throws Exception {
        try (Logged log = Logged.by("fr.mssgw.imap");
                Connection holder = holdingTheFolder()) {
            RawImap client = reading();
            client.send("s STORE 1 +FLAGS (\\Draft)\r\n");
            await().atMost(5, TimeUnit.SECONDS).until(() -> Workers.busy() == 1);
            client.close();
            await().atMost(15, TimeUnit.SECONDS).until(() -> log.lines().stream()
                    .anyMatch(line -> line.contains("STORE runs on without a client and is ended")));
            holder.rollback();
            await().atMost(10, TimeUnit.SECONDS).until(() -> Workers.busy() == 0);
        }
    }

    @Test
    void aSearchThatLooksAtMessagesIsEndedWhenItsClientHasLeft() throws Exception {
        long endedBefore = imap.server.endedCommands();
        try (Logged log = Logged.by("fr.mssgw.imap");
                RawImap client = reading();
                Connection holder = holding("LOCK TABLE message IN ACCESS EXCLUSIVE MODE")) {
            client.send("s SEARCH HEADER X-Rare nothing\r\n");
            await().atMost(5, TimeUnit.SECONDS).until(() -> Workers.busy() == 1);
            client.close();
            await().atMost(15, TimeUnit.SECONDS).until(() -> log.lines().stream()
                    .anyMatch(line -> line.contains("SEARCH runs on without a client and is ended")));
            holder.rollback();
            await().atMost(10, TimeUnit.SECONDS).until(() -> Workers.busy() == 0);
        }
        assertThat(imap.server.endedCommands() - endedBefore).isOne();
    }

    @Test
    void aClientThatIsSlowToReadIsNotTakenForACommandThatIs() throws Exception {
        try (RawImap writer = reading()) {
            writer.command("CREATE Gros");
            String large = "Subject: g\r\n\r\n" + "x".repeat(70).concat("\r\n").repeat(110_000);
            assertThat(last(writer.command("APPEND Gros {" + large.length() + "+}\r\n" + large)))
                    .contains(" OK ");
            try (RawImap slow = RawImap.reluctant(imap.tlsPort(), TestImap.clientTls())) {
                slow.line();
                slow.command("login " + TestImap.CLAIRE + " secret-claire");
                slow.command("EXAMINE Gros");
                slow.send("f FETCH 1 BODY[]\r\n");
                await().during(LONGEST.plusSeconds(2))
                        .atMost(LONGEST.plusSeconds(4))
                        .until(() -> true);
                assertThat(last(slow.until("f "))).startsWith("f OK");
            }
        }
    }
}

package fr.mssgw.store.mailbox;

import static fr.mssgw.store.delivery.Samples.CLAIRE;
import static fr.mssgw.store.delivery.Samples.toInbox;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.store.delivery.QuotaOf;
import fr.mssgw.store.delivery.SqlDeliveries;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.Rounds;
import fr.mssgw.store.sql.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class GarbageTest {
    private static final Database DATABASE = TestDatabase.fresh(8);

    @AfterEach
    void empty() {
        DATABASE.jdbi()
                .useHandle(handle ->
                        handle.execute("TRUNCATE mailbox, message, body, orphan_candidate, bal_usage CASCADE"));
    }

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    private static long count(String table) {
        return DATABASE.jdbi().withHandle(handle -> handle.createQuery("SELECT count(*) FROM " + table)
                .mapTo(Long.class)
                .one());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void aMessageThatIsBeingCopiedWhileItsLastRowGoesIsKept() throws Exception {
        new SqlDeliveries(DATABASE, QuotaOf.UNLIMITED, MailboxListener.NONE).commit(toInbox("x", CLAIRE));
        Garbage garbage = new Garbage(DATABASE);
        try (Connection copying = DATABASE.dataSource().getConnection()) {
            copying.setAutoCommit(false);
            execute(
                    copying,
                    "INSERT INTO mailbox_message (mailbox_id, uid, modseq, message_id, internal_date, save_date)"
                            + " SELECT mailbox_id, 99, 99, message_id, now(), now() FROM mailbox_message");
            DATABASE.jdbi().useHandle(handle -> handle.execute("DELETE FROM mailbox_message"));
            garbage.collect();
            assertThat(count("message")).isOne();
            assertThat(count("orphan_candidate")).isOne();
            copying.commit();
            garbage.collect();
            assertThat(count("message")).isOne();
            assertThat(count("orphan_candidate")).isZero();
        }
    }

    /** Messages that nothing refers to, with their bodies. */
    private static void orphans(int count) {
        DATABASE.jdbi()
                .useHandle(handle -> handle.execute("WITH b AS (INSERT INTO body (content)"
                        + " SELECT '' FROM generate_series(1, " + count + ") RETURNING id), m AS (INSERT INTO message"
                        + " (body_id, header, size, stored_at) SELECT id, '', 0, now() FROM b RETURNING id)"
                        + " INSERT INTO orphan_candidate SELECT id FROM m"));
    }

    @Test
    @Timeout(60)
    void messagesThatSomebodyHasLockedNeitherHoldTheRoundNorKeepTheOthers() throws Exception {
        orphans(1_200);
        Garbage garbage = new Garbage(DATABASE);
        try (Connection holding = DATABASE.dataSource().getConnection()) {
            holding.setAutoCommit(false);
            execute(holding, "SELECT FROM message ORDER BY id LIMIT 1100 FOR KEY SHARE");

            garbage.round(Duration.ofSeconds(30));
            assertThat(count("message")).isEqualTo(1_100);
            assertThat(count("body")).isEqualTo(1_100);
            assertThat(count("orphan_candidate")).isEqualTo(1_100);

            holding.rollback();
            garbage.round(Duration.ofSeconds(30));
            assertThat(count("message")).isZero();
            assertThat(count("body")).isZero();
            assertThat(count("orphan_candidate")).isZero();
        }
    }

    @Test
    void aRoundHasItsTimeAndTheNextGoesOn() {
        orphans(1_200);
        Garbage garbage = new Garbage(DATABASE);
        garbage.round(Duration.ZERO);
        assertThat(count("message")).isEqualTo(700);
        garbage.round(Duration.ofSeconds(30));
        assertThat(count("message")).isZero();
    }

    @Test
    void movesAndRemovalsUnderACollectorLoseNothingAndLeaveNothing() throws Exception {
        SqlDeliveries deliveries = new SqlDeliveries(DATABASE, QuotaOf.UNLIMITED, MailboxListener.NONE);
        AtomicBoolean done = new AtomicBoolean();
        Duration often = Duration.ofMillis(1);
        try (Rounds rounds = new Rounds()) {
            rounds.every("garbage", often, often, "Nothing was removed", new Garbage(DATABASE)::round);
            AtomicInteger moves = new AtomicInteger();
            Thread mover = new Thread(() -> {
                while (!done.get()) {
                    DATABASE.jdbi().useTransaction(handle -> {
                        handle.execute("SELECT FROM mailbox FOR UPDATE");
                        handle.execute("WITH gone AS (DELETE FROM mailbox_message WHERE uid < 1000000 RETURNING *)"
                                + " INSERT INTO mailbox_message SELECT mailbox_id, uid + 1000000, modseq, message_id,"
                                + " internal_date, save_date, flags, keywords FROM gone");
                    });
                    moves.incrementAndGet();
                }
            });
            mover.start();
            for (int i = 0; i < 300; i++) {
                deliveries.commit(toInbox("x" + ThreadLocalRandom.current().nextInt(), CLAIRE));
            }
            done.set(true);
            mover.join();
            assertThat(moves).hasPositiveValue();
            assertThat(count("mailbox_message JOIN message ON message.id = message_id JOIN body ON body.id = body_id"))
                    .isEqualTo(300);
            DATABASE.jdbi().useHandle(handle -> handle.execute("DELETE FROM mailbox_message"));
            Awaitility.await().untilAsserted(() -> assertThat(count("body")).isZero());
            assertThat(count("message")).isZero();
        }
    }
}

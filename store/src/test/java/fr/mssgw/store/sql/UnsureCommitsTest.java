package fr.mssgw.store.sql;

import static fr.mssgw.store.delivery.Samples.CLAIRE;
import static fr.mssgw.store.delivery.Samples.PAUL;
import static fr.mssgw.store.delivery.Samples.toInbox;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import fr.mssgw.core.access.Secret;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.port.Deliveries;
import fr.mssgw.core.port.StoreUnavailable;
import fr.mssgw.store.delivery.QuotaOf;
import fr.mssgw.store.delivery.SqlDeliveries;
import fr.mssgw.store.mailbox.MailboxListener;
import fr.mssgw.store.mailbox.MailboxRow;
import fr.mssgw.store.mailbox.MailboxTable;
import fr.mssgw.store.mailbox.MessageFlags;
import fr.mssgw.store.mailbox.MessageWriting;
import java.io.IOException;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commits whose answer is lost on the way from the server. */
class UnsureCommitsTest {
    private final String name = TestDatabase.create();
    private final CutProxy network = proxy();
    private final Database direct = TestDatabase.another(name, 4);
    private final Database database = Database.connect(
            null,
            network.through(TestDatabase.url(name)),
            TestDatabase.user(),
            new Secret(TestDatabase.password()),
            3,
            false);
    private final SqlDeliveries deliveries = new SqlDeliveries(database, QuotaOf.UNLIMITED, MailboxListener.NONE);
    /** What could be seen when it was told that something may have changed. */
    private final List<String> seen = new CopyOnWriteArrayList<>();

    private CutProxy proxy() {
        try {
            return new CutProxy(TestDatabase.url(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void listen() {
        deliveries.commit(toInbox("earlier", CLAIRE));
        database.unsure().tells(() -> seen.add(content()));
    }

    @AfterEach
    void close() throws IOException {
        database.close();
        direct.close();
        network.close();
    }

    private String content() {
        return direct.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) || ' ' || (SELECT highest_modseq FROM mailbox"
                                + " WHERE bal LIKE 'claire%') || ' ' || sum(flags) FROM mailbox_message")
                        .mapTo(String.class)
                        .one());
    }

    private MailboxRow inbox() {
        return new MailboxTable(direct).find(CLAIRE.wireForm(), "INBOX").orElseThrow();
    }

    @Test
    void aDeliveryWhoseAnswerIsLostIsAcknowledgedAndTold() {
        network.loseTheAnswerTo("MESSAGE_ACCEPTED");

        assertThat(deliveries.commit(toInbox("Bonjour", CLAIRE))).isEqualTo(new Deliveries.Committed());

        assertThat(network.hasCut()).isTrue();
        assertThat(content()).isEqualTo("2 3 32");
        await().until(() -> !seen.isEmpty());
        assertThat(seen).containsExactly(content());
    }

    @Test
    void aLargeDeliveryWhoseCommitIsNotAnsweredIsAcknowledgedAndTold() {
        network.loseTheAnswerTo("COMMIT");

        assertThat(deliveries.commit(toInbox("x".repeat(100_000), CLAIRE))).isEqualTo(new Deliveries.Committed());

        assertThat(network.hasCut()).isTrue();
        await().until(() -> !seen.isEmpty());
        assertThat(seen).containsExactly("2 3 32");
    }

    @Test
    void whatTheServerCommitsLongAfterTheCutIsWaitedForAndNotSentTwice() throws Exception {
        CompletableFuture<Deliveries.Result> result;
        try (Connection blocking = direct.dataSource().getConnection()) {
            blocking.setAutoCommit(false);
            blocking.createStatement().execute("SELECT FROM mailbox FOR UPDATE");
            network.cutAfter("MESSAGE_ACCEPTED");
            Delivery delivery = toInbox("Bonjour", CLAIRE);
            result = CompletableFuture.supplyAsync(() -> deliveries.commit(delivery));
            await().until(network::hasCut);
            assertThat(result).isNotDone();
            assertThat(seen).isEmpty();
            blocking.rollback();
        }
        assertThat(result.get()).isEqualTo(new Deliveries.Committed());
        await().until(() -> !seen.isEmpty());
        assertThat(seen).containsExactly("2 3 32");
    }

    @Test
    void whatNeverReachedTheServerIsNotAcknowledged() throws Exception {
        try (Connection blocking = direct.dataSource().getConnection()) {
            blocking.setAutoCommit(false);
            blocking.createStatement().execute("SELECT FROM mailbox FOR UPDATE");
            network.cutAfter("MESSAGE_ACCEPTED");
            CompletableFuture<Deliveries.Result> result =
                    CompletableFuture.supplyAsync(() -> deliveries.commit(toInbox("Bonjour", CLAIRE)));
            await().until(network::hasCut);
            await().until(() -> direct.jdbi()
                    .withHandle(handle -> handle.createQuery("SELECT count(pg_terminate_backend(pid)) > 0"
                                    + " FROM pg_stat_activity WHERE datname = current_database()"
                                    + " AND wait_event_type = 'Lock'")
                            .mapTo(Boolean.class)
                            .one()));
            assertThatThrownBy(result::get).hasCauseInstanceOf(StoreUnavailable.class);
            blocking.rollback();
        }
        assertThat(content()).isEqualTo("1 2 16");
    }

    @Test
    void flagsThatAClientSetAreTold() {
        network.loseTheAnswerTo("COMMIT");

        assertThatThrownBy(
                        () -> new MessageWriting(database).updateFlags(inbox().id(), 1, 1, UnsureCommitsTest::flagged))
                .isInstanceOf(StoreUnavailable.class);

        await().until(() -> !seen.isEmpty());
        assertThat(seen).containsExactly("1 3 24");
    }

    private static MessageFlags flagged(MessageFlags flags) {
        return new MessageFlags(flags.system() | MessageFlags.FLAGGED, flags.keywords());
    }

    @Test
    void aReportThatIsWrittenInAnotherTransactionIsTold() {
        network.loseTheAnswerTo("COMMIT");

        assertThatThrownBy(() -> database.transaction(
                        "reporting",
                        connection -> deliveries.writeWithin(connection, List.of(toInbox("Rapport", CLAIRE, PAUL)))))
                .isInstanceOf(StoreUnavailable.class);

        await().until(() -> !seen.isEmpty());
        assertThat(seen).containsExactly("3 3 48");
    }

    @Test
    void nothingIsToldOfWhatFailsForAnotherReason() {
        assertThatThrownBy(() -> database.run(
                        "dividing", connection -> connection.createStatement().execute("SELECT 1 / 0")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(deliveries.commit(toInbox("Bonjour", CLAIRE))).isEqualTo(new Deliveries.Committed());
        assertThat(seen).isEmpty();
    }
}

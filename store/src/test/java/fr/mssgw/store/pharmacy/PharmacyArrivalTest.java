package fr.mssgw.store.pharmacy;

import static fr.mssgw.store.delivery.Samples.NOON;
import static fr.mssgw.store.delivery.Samples.PATIENT;
import static fr.mssgw.store.delivery.Samples.copy;
import static fr.mssgw.store.delivery.Samples.inConversation;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.conversation.ConversationChange.Cause;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.InsDeclaration;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.DocumentMark;
import fr.mssgw.core.delivery.PharmacyArrival;
import fr.mssgw.core.delivery.PharmacyArrival.Earlier;
import fr.mssgw.core.delivery.Queued;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.port.Deliveries;
import fr.mssgw.store.delivery.QuotaOf;
import fr.mssgw.store.delivery.Samples;
import fr.mssgw.store.delivery.SentDocuments;
import fr.mssgw.store.delivery.SqlDeliveries;
import fr.mssgw.store.mailbox.MailboxListener;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PharmacyArrivalTest {
    private static final Database DATABASE = TestDatabase.fresh(12);
    private static final MssAddress PHARMACY = MssAddress.parse("pharmacie.centrale@demo.mssante.fr");
    private static final ConversationKey PAIR = new ConversationKey(PATIENT, PHARMACY);

    private final SqlDeliveries deliveries = new SqlDeliveries(DATABASE, QuotaOf.UNLIMITED, MailboxListener.NONE);

    @AfterEach
    void empty() {
        DATABASE.jdbi().useHandle(handle -> {
            // what is only ever added to cannot be emptied otherwise
            handle.execute("SET session_replication_role = replica");
            handle.execute("TRUNCATE message, body, mailbox, bal_usage, queue_entry, conversation, audit_event,"
                    + " patient_document CASCADE");
            handle.execute("SET session_replication_role = DEFAULT");
        });
    }

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    private static long number(String sql) {
        return DATABASE.jdbi()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    private static long acknowledgements() {
        return number("SELECT count(*) FROM queue_entry WHERE sender IS NULL");
    }

    private static DocumentMark mark(int number) {
        return DocumentMark.of(PAIR, "document " + number);
    }

    private static Delivery arriving(Instant at, boolean prescription, Set<DocumentMark> documents) {
        return arriving(at, prescription, documents, Map.of());
    }

    /** A patient's message, accepted in any state, with an answer to it. */
    private static Delivery arriving(
            Instant at, boolean prescription, Set<DocumentMark> documents, Map<DocumentMark, Earlier> earlier) {
        Copy answer = copy("Bien reçu", List.of(), List.of(new Queued(PATIENT.address(), DsnRequest.NONE)));
        Delivery acknowledgement = new Delivery(
                QueueId.random(), at, Optional.empty(), Optional.empty(), false, List.of(answer), List.of(), List.of());
        return new Delivery(
                QueueId.random(),
                at,
                Optional.of(PATIENT.address()),
                Optional.empty(),
                false,
                List.of(copy("Bonjour", List.of(inConversation(PAIR)), List.of())),
                List.of(Samples.arriving(PAIR)),
                List.of(),
                List.of(new PharmacyArrival(
                        PAIR, at, prescription, documents, earlier, Optional.of(acknowledgement), Optional.empty())));
    }

    private static Delivery closing(Instant at) {
        return new Delivery(
                QueueId.random(),
                at,
                Optional.of(PHARMACY),
                Optional.empty(),
                false,
                List.of(),
                List.of(new ConversationChange(
                        PAIR,
                        Set.of(ConversationState.OPEN),
                        ConversationState.CLOSED,
                        Cause.CLOSED_BY_HEADER,
                        Optional.empty(),
                        "10001234567",
                        InsDeclaration.NONE)),
                List.of());
    }

    private void commits(Delivery delivery) {
        assertThat(deliveries.commit(delivery)).isInstanceOf(Deliveries.Committed.class);
    }

    @Test
    void theFirstMessageIsAcknowledgedOnceADayAndReopeningItAgain() {
        commits(arriving(NOON, false, Set.of()));
        assertThat(acknowledgements()).isEqualTo(1);
        commits(arriving(NOON.plusSeconds(60), false, Set.of()));
        commits(arriving(NOON.plusSeconds(120), true, Set.of()));
        assertThat(acknowledgements()).isEqualTo(1);
        commits(closing(NOON.plusSeconds(180)));
        commits(arriving(NOON.plusSeconds(240), false, Set.of()));
        assertThat(acknowledgements())
                .as("one a day, also where it is reopened")
                .isEqualTo(1);
        commits(closing(NOON.plusSeconds(300)));
        commits(arriving(NOON.plus(Duration.ofDays(1)), false, Set.of()));
        assertThat(acknowledgements()).isEqualTo(2);
    }

    @Test
    void inAnOpenExchangeOnlyAPrescriptionIsAcknowledged() {
        commits(arriving(NOON, false, Set.of()));
        commits(arriving(NOON.plus(Duration.ofDays(2)), false, Set.of()));
        assertThat(acknowledgements()).isEqualTo(1);
        commits(arriving(NOON.plus(Duration.ofDays(2)), true, Set.of()));
        assertThat(acknowledgements()).isEqualTo(2);
    }

    @Test
    void manyMessagesAtOnceAreAcknowledgedOnce() throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                Set<DocumentMark> documents = Set.of(mark(i));
                sent.add(senders.submit(() -> commits(arriving(NOON, true, documents))));
            }
            for (Future<?> one : sent) {
                one.get();
            }
        } finally {
            senders.shutdown();
        }
        assertThat(acknowledgements()).isEqualTo(1);
        assertThat(number("SELECT count(*) FROM mailbox_message")).isEqualTo(16);
    }

    @Test
    void aDocumentSentBeforeIsToldAndNothingIsWritten() {
        Delivery first = arriving(NOON, true, Set.of(mark(1), mark(2)));
        commits(first);
        Set<DocumentMark> again = Set.of(mark(2), mark(3));
        Instant later = NOON.plusSeconds(3_600);
        Deliveries.Result result = deliveries.commit(arriving(later, true, again));
        Map<DocumentMark, Earlier> earlier = Map.of(mark(2), new Earlier(first.id(), NOON));
        assertThat(result).isEqualTo(new Deliveries.DocumentsSeen(PAIR, earlier));
        assertThat(number("SELECT count(*) FROM mailbox_message")).isEqualTo(1);
        assertThat(number("SELECT count(*) FROM patient_document")).isEqualTo(2);

        commits(arriving(later, true, again, earlier));
        assertThat(number("SELECT count(*) FROM mailbox_message")).isEqualTo(2);
        assertThat(number("SELECT count(*) FROM patient_document")).isEqualTo(3);
    }

    @Test
    void afterADayADocumentIsNewAgain() {
        commits(arriving(NOON, true, Set.of(mark(1))));
        commits(arriving(NOON.plus(Duration.ofDays(1)), true, Set.of(mark(1))));
        DATABASE.run("forgetting", connection -> {
            SentDocuments.forget(connection, NOON.plus(Duration.ofDays(2)));
            return true;
        });
        assertThat(number("SELECT count(*) FROM patient_document")).isZero();
    }

    @Test
    void ofTheSameDocumentTwiceAtOnceOneLearnsOfTheOther() throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 20; round++) {
                Set<DocumentMark> documents = Set.of(mark(round), mark(round + 1_000));
                Instant at = NOON.plusSeconds(round);
                List<Future<Deliveries.Result>> sent = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    sent.add(senders.submit(() -> deliveries.commit(arriving(at, true, documents))));
                }
                int stored = 0;
                for (Future<Deliveries.Result> one : sent) {
                    stored += one.get() instanceof Deliveries.Committed ? 1 : 0;
                }
                assertThat(stored).isEqualTo(1);
            }
        } finally {
            senders.shutdown();
        }
    }
}

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
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.delivery.PharmacyArrival;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.pharmacy.AwaitedAnswer;
import fr.mssgw.core.pharmacy.Digest;
import fr.mssgw.core.pharmacy.Reminding;
import fr.mssgw.store.delivery.QuotaOf;
import fr.mssgw.store.delivery.Samples;
import fr.mssgw.store.delivery.SqlDeliveries;
import fr.mssgw.store.mailbox.Expunged;
import fr.mssgw.store.mailbox.MailboxListener;
import fr.mssgw.store.mailbox.MessageWriting;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.OneByOne;
import fr.mssgw.store.sql.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.helpers.NOPLogger;

class AwaitedAnswersTest {
    private static final Database DATABASE = TestDatabase.fresh(12);
    private static final MssAddress PHARMACY = MssAddress.parse("pharmacie.centrale@demo.mssante.fr");
    private static final MssAddress OTHER = MssAddress.parse("pharmacie.eglise@demo.mssante.fr");
    private static final InsAddress SECOND = new InsAddress("179037512151842");
    private static final Duration TARGET = Duration.ofHours(2);
    private static final Instant LATE = NOON.plus(TARGET);

    private final SqlDeliveries deliveries = new SqlDeliveries(DATABASE, QuotaOf.UNLIMITED, MailboxListener.NONE);
    private final AwaitedAnswers answers =
            new AwaitedAnswers(DATABASE, deliveries, new OneByOne(() -> true, NOPLogger.NOP_LOGGER, Duration.ZERO));
    private final List<String> told = new CopyOnWriteArrayList<>();

    @AfterEach
    void empty() {
        DATABASE.jdbi().useHandle(handle -> {
            // what is only ever added to cannot be emptied otherwise
            handle.execute("SET session_replication_role = replica");
            handle.execute("TRUNCATE message, body, mailbox, bal_usage, queue_entry, conversation, audit_event,"
                    + " pharmacy_watch CASCADE");
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

    private QueueId arrives(InsAddress patient, MssAddress pharmacy, Instant at) {
        ConversationKey pair = new ConversationKey(patient, pharmacy);
        Delivery delivery = new Delivery(
                QueueId.random(),
                at,
                Optional.of(patient.address()),
                Optional.empty(),
                false,
                List.of(copy("Bonjour", List.of(inConversation(pair)), List.of())),
                List.of(Samples.arriving(pair)),
                List.of(),
                List.of(new PharmacyArrival(
                        pair, at, true, Set.of(), Map.of(), Optional.empty(), Optional.of(at.plus(TARGET)))));
        deliveries.commit(delivery);
        return delivery.id();
    }

    private void steps(Cause cause, ConversationState to) {
        deliveries.commit(new Delivery(
                QueueId.random(),
                NOON,
                Optional.of(PHARMACY),
                Optional.empty(),
                false,
                List.of(),
                List.of(new ConversationChange(
                        new ConversationKey(PATIENT, PHARMACY),
                        Set.of(ConversationState.OPEN),
                        to,
                        cause,
                        Optional.empty(),
                        "10001234567",
                        InsDeclaration.NONE)),
                List.of()));
    }

    /** A mail to the BAL, and the named person an hour later. */
    private Reminding twice(MssAddress bal, List<AwaitedAnswer> waiting, Instant now) {
        waiting.stream()
                .filter(AwaitedAnswer::due)
                .forEach(one -> told.add(bal.localPart() + " " + (one.reminded() ? "named " : "team ")
                        + one.patient().matricule().charAt(0)));
        Delivery mail = Samples.delivery(
                List.of(copy(
                        "Rappel",
                        List.of(new Placement(bal, Folders.INBOX, false, true, Set.of(), Optional.empty())),
                        List.of())),
                List.of());
        return new Reminding(
                List.of(mail),
                waiting.stream()
                        .filter(one -> one.due() && !one.reminded())
                        .collect(java.util.stream.Collectors.toMap(
                                AwaitedAnswer::conversation, one -> now.plus(Duration.ofHours(1)))));
    }

    private void look(Instant at) {
        answers.remind(at, this::twice);
    }

    @Test
    void theTeamIsRemindedOnceThenTheNamedPersonOnce() {
        arrives(PATIENT, PHARMACY, NOON);
        look(LATE.minusSeconds(1));
        assertThat(told).isEmpty();
        look(LATE);
        look(LATE.plusSeconds(1));
        assertThat(told).containsExactly("pharmacie.centrale team 2");
        look(LATE.plus(Duration.ofHours(1)));
        look(LATE.plus(Duration.ofDays(10)));
        assertThat(told).containsExactly("pharmacie.centrale team 2", "pharmacie.centrale named 2");
        assertThat(number("SELECT count(*) FROM awaited_answer")).isZero();
        assertThat(number("SELECT count(*) FROM mailbox_message WHERE flags & 8 = 8"))
                .isEqualTo(2);
    }

    @Test
    void thePagesOfOnePrescriptionAreOneReminder() {
        for (int page = 0; page < 5; page++) {
            arrives(PATIENT, PHARMACY, NOON.plusSeconds(page * 60L));
        }
        arrives(SECOND, PHARMACY, NOON.plusSeconds(30));
        look(LATE);
        look(LATE.plus(Duration.ofMinutes(10)));
        assertThat(told).containsExactly("pharmacie.centrale team 2", "pharmacie.centrale team 1");
    }

    @ParameterizedTest
    @EnumSource(
            value = Cause.class,
            names = {"PROFESSIONAL_WROTE", "CLOSED_BY_HEADER", "CLOSED_BY_FOLDER", "CLOSED_BY_OPERATOR"})
    void anAnswerOrTheEndStopsIt(Cause cause) {
        arrives(PATIENT, PHARMACY, NOON);
        steps(cause, cause == Cause.PROFESSIONAL_WROTE ? ConversationState.OPEN : ConversationState.CLOSED);
        look(LATE);
        assertThat(told).isEmpty();
        assertThat(number("SELECT count(*) FROM awaited_answer")).isZero();
    }

    @Test
    void whatIsAnsweredDoesNotCoverWhatCameAfterIt() {
        arrives(PATIENT, PHARMACY, NOON);
        steps(Cause.PROFESSIONAL_WROTE, ConversationState.OPEN);
        arrives(PATIENT, PHARMACY, NOON.plus(Duration.ofHours(1)));
        look(LATE);
        assertThat(told).isEmpty();
        look(LATE.plus(Duration.ofHours(1)));
        assertThat(told).containsExactly("pharmacie.centrale team 2");
    }

    @Test
    void aMessageAfterTheReminderWaitsByItself() {
        arrives(PATIENT, PHARMACY, NOON);
        look(LATE);
        arrives(PATIENT, PHARMACY, LATE.plusSeconds(60));
        look(LATE.plus(Duration.ofHours(1)));
        assertThat(told)
                .as("the earlier one alone is told to the named person")
                .containsExactly("pharmacie.centrale team 2", "pharmacie.centrale named 2");
        told.clear();
        look(LATE.plusSeconds(60).plus(TARGET));
        look(LATE.plusSeconds(60).plus(TARGET).plus(Duration.ofHours(1)));
        assertThat(told).containsExactly("pharmacie.centrale team 2", "pharmacie.centrale named 2");
    }

    @Test
    void bothWaitsOfOneExchangeAreToldAtOnceWhenBothAreDue() {
        arrives(PATIENT, PHARMACY, NOON);
        look(LATE);
        arrives(PATIENT, PHARMACY, LATE.plusSeconds(60));
        told.clear();
        look(LATE.plus(Duration.ofDays(3)));
        assertThat(told).containsExactlyInAnyOrder("pharmacie.centrale named 2", "pharmacie.centrale team 2");
        look(LATE.plus(Duration.ofDays(4)));
        assertThat(told).hasSize(3).last().isEqualTo("pharmacie.centrale named 2");
    }

    private void expunge() {
        long inbox = number("SELECT id FROM mailbox WHERE name = 'INBOX'");
        new MessageWriting(DATABASE).remove(inbox, List.of(1L));
    }

    private void restore(Instant at) {
        Expunged expunged = new Expunged(DATABASE);
        List<Long> all = expunged.list(PHARMACY.wireForm(), Instant.EPOCH, 0, 10).stream()
                .map(Expunged.Entry::id)
                .toList();
        expunged.restore(PHARMACY.wireForm(), all, "Restaurés", at);
    }

    @Test
    void nobodyIsRemindedOfAnExpungedMessageUntilItIsPutBack() {
        arrives(PATIENT, PHARMACY, NOON);
        expunge();
        look(LATE);
        look(LATE.plus(Duration.ofDays(3)));
        assertThat(told).isEmpty();
        restore(LATE.plus(Duration.ofDays(4)));
        look(LATE.plus(Duration.ofDays(4)));
        assertThat(told).containsExactly("pharmacie.centrale team 2");
        look(LATE.plus(Duration.ofDays(5)));
        look(LATE.plus(Duration.ofDays(6)));
        assertThat(told).containsExactly("pharmacie.centrale team 2", "pharmacie.centrale named 2");
    }

    @Test
    void aMessageThatIsPutBackAfterItsAnswerRemindsNobody() {
        arrives(PATIENT, PHARMACY, NOON);
        expunge();
        look(LATE);
        steps(Cause.PROFESSIONAL_WROTE, ConversationState.OPEN);
        restore(LATE.plusSeconds(60));
        look(LATE.plusSeconds(60));
        assertThat(told).isEmpty();
        assertThat(number("SELECT count(*) FROM awaited_answer")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE mailbox_message SET flags = flags | 1",
                "UPDATE mailbox_message SET keywords = keywords || '{$MSS_Taken_PP}'::text[]",
                "UPDATE mailbox_message SET keywords = keywords || '{$mss_taken_nb}'::text[]",
                "UPDATE mailbox SET name = 'Trash'",
                "DELETE FROM mailbox_message",
            })
    void whoTakesOrRemovesTheMessageStopsIt(String action) {
        arrives(PATIENT, PHARMACY, NOON);
        DATABASE.jdbi().useHandle(handle -> handle.execute(action));
        look(LATE);
        assertThat(told).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE mailbox_message SET flags = flags | 32 | 8",
                "UPDATE mailbox_message SET keywords = keywords || '{$MSS_Takenxx,$Forwarded}'::text[]",
                "UPDATE mailbox SET name = 'Ordonnances'",
            })
    void whoOnlyReadsOrFilesItDoesNot(String action) {
        arrives(PATIENT, PHARMACY, NOON);
        DATABASE.jdbi().useHandle(handle -> handle.execute(action));
        look(LATE);
        assertThat(told).hasSize(1);
    }

    /** As the delivery leaves it where patients have folders. */
    private static void alsoInThePatientsFolder() {
        DATABASE.jdbi().useHandle(handle -> {
            handle.execute(
                    "INSERT INTO mailbox (bal, name, uid_validity, last_uid) SELECT bal, 'Patients.Dupont [1]', 1, 1"
                            + " FROM mailbox WHERE name = 'INBOX'");
            handle.execute("INSERT INTO mailbox_message (mailbox_id, uid, modseq, message_id, internal_date, save_date,"
                    + " flags, keywords) SELECT b.id, 1, 1, mm.message_id, mm.internal_date, mm.save_date, mm.flags,"
                    + " mm.keywords FROM mailbox_message mm, mailbox b WHERE b.name LIKE 'Patients.%'");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE mailbox SET name = 'Trash' WHERE name = 'INBOX'",
                "DELETE FROM mailbox_message USING mailbox b WHERE b.id = mailbox_id AND b.name = 'INBOX'",
                "UPDATE mailbox_message SET flags = flags | 1 FROM mailbox b WHERE b.id = mailbox_id"
                        + " AND b.name LIKE 'Patients.%'",
            })
    void aPatientsFolderKeepsNobodyWaiting(String action) {
        arrives(PATIENT, PHARMACY, NOON);
        alsoInThePatientsFolder();
        DATABASE.jdbi().useHandle(handle -> handle.execute(action));
        look(LATE);
        assertThat(told).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE mailbox_message SET save_date = save_date + interval '1 s' FROM mailbox b"
                        + " WHERE b.id = mailbox_id AND b.name LIKE 'Patients.%'",
                "UPDATE mailbox SET name = 'Dupont' WHERE name LIKE 'Patients.%'",
            })
    void whoKeepsTheMessageInAFolderOfHisOwnIsReminded(String filed) {
        arrives(PATIENT, PHARMACY, NOON);
        alsoInThePatientsFolder();
        DATABASE.jdbi().useHandle(handle -> {
            handle.execute(filed);
            handle.execute("UPDATE mailbox SET name = 'Trash' WHERE name = 'INBOX'");
        });
        look(LATE);
        assertThat(told).hasSize(1);
    }

    @Test
    void whenAnswersAreOwedIsCountedAnewWithOtherHours() {
        arrives(PATIENT, PHARMACY, NOON);
        arrives(SECOND, PHARMACY, NOON.plusSeconds(60));
        Instant evening = NOON.plus(Duration.ofHours(5));
        assertThat(answers.recount(PHARMACY, since -> Optional.of(since.plus(Duration.ofHours(5)))))
                .isTrue();
        answers.recount(OTHER, Optional::of);
        look(LATE.plusSeconds(90));
        assertThat(told).isEmpty();
        look(evening);
        assertThat(told).containsExactly("pharmacie.centrale team 2");

        answers.recount(PHARMACY, since -> Optional.of(since.plusSeconds(1)));
        look(evening.plusSeconds(1));
        assertThat(told)
                .as("who was reminded is not again")
                .containsExactly("pharmacie.centrale team 2", "pharmacie.centrale team 1");
    }

    @Test
    void manyNodesAtOnceRemindOnce() throws Exception {
        for (int i = 0; i < 5; i++) {
            arrives(PATIENT, PHARMACY, NOON.plusSeconds(i));
            arrives(SECOND, OTHER, NOON.plusSeconds(i));
        }
        ExecutorService nodes = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> looks = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                looks.add(nodes.submit(() -> look(LATE.plusSeconds(60))));
            }
            for (Future<?> one : looks) {
                one.get();
            }
        } finally {
            nodes.shutdown();
        }
        assertThat(told).containsExactlyInAnyOrder("pharmacie.centrale team 2", "pharmacie.eglise team 1");
        assertThat(number("SELECT count(*) FROM mailbox_message WHERE flags & 8 = 8"))
                .isEqualTo(2);
    }

    @Test
    void aPharmacyThatCannotBeRemindedKeepsNoOtherFromItsReminder() {
        arrives(PATIENT, PHARMACY, NOON);
        arrives(SECOND, OTHER, NOON);
        for (MssAddress bad : List.of(PHARMACY, OTHER)) {
            told.clear();
            answers.remind(LATE, (bal, waiting, now) -> {
                if (bal.equals(bad)) {
                    throw new IllegalStateException("nobody to remind");
                }
                return twice(bal, waiting, now);
            });
            assertThat(told).hasSize(1);
        }
        assertThat(number("SELECT count(*) FROM mailbox_message WHERE flags & 8 = 8"))
                .isEqualTo(2);
    }

    @Test
    void aPharmacyThatCannotBeRemindedIsLeftAloneForAWhile() {
        arrives(PATIENT, PHARMACY, NOON);
        List<MssAddress> tried = new ArrayList<>();
        AwaitedAnswers usual = new AwaitedAnswers(DATABASE, deliveries);
        for (int round = 0; round < 3; round++) {
            usual.remind(LATE, (bal, waiting, now) -> {
                tried.add(bal);
                throw new IllegalStateException("nobody to remind");
            });
        }
        assertThat(tried).containsExactly(PHARMACY);
    }

    @Test
    void aPatientWithoutAMatriculeKeepsTheOthersOfThePharmacyFromNothing() {
        arrives(PATIENT, PHARMACY, NOON);
        arrives(SECOND, PHARMACY, NOON.plusSeconds(1));
        DATABASE.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE conversation SET ins = '279035121518900' WHERE ins = ?", PATIENT.matricule()));
        look(LATE.plusSeconds(60));
        look(LATE.plusSeconds(120));
        assertThat(told).containsExactly("pharmacie.centrale team 1");
    }

    @Test
    void aReminderThatFailsIsWrittenLater() {
        arrives(PATIENT, PHARMACY, NOON);
        answers.remind(LATE, (bal, waiting, now) -> {
            twice(bal, waiting, now);
            throw new IllegalStateException("killed here");
        });
        assertThat(number("SELECT count(*) FROM mailbox_message WHERE flags & 8 = 8"))
                .isZero();
        told.clear();
        look(LATE);
        assertThat(told).containsExactly("pharmacie.centrale team 2");
    }

    @Test
    void theDigestCountsADayAndIsWrittenOnce() {
        List<Digest> written = new ArrayList<>();
        Digests digests = new Digests(DATABASE, deliveries);
        java.util.function.Function<Digest, Delivery> mail = digest -> {
            written.add(digest);
            return Samples.toInbox("Bilan", PHARMACY);
        };
        Instant day = NOON.minus(Duration.ofDays(1));
        assertThat(digests.write(PHARMACY, day, day, day, mail))
                .as("the first time")
                .isTrue();
        arrives(PATIENT, PHARMACY, NOON.minusSeconds(7_200));
        steps(Cause.PROFESSIONAL_WROTE, ConversationState.OPEN);
        arrives(PATIENT, PHARMACY, NOON.minusSeconds(3_600));
        arrives(SECOND, PHARMACY, NOON.minusSeconds(1_800));
        arrives(SECOND, OTHER, NOON.minusSeconds(1_800));
        for (int node = 0; node < 3; node++) {
            digests.write(PHARMACY, NOON, NOON.plusSeconds(node), NOON, mail);
        }
        assertThat(written).singleElement().satisfies(digest -> {
            assertThat(digest.received()).isEqualTo(3);
            assertThat(digest.answered()).isEqualTo(1);
            assertThat(digest.awaiting()).isEqualTo(2);
            assertThat(digest.oldest())
                    .extracting(AwaitedAnswer::since)
                    .containsExactly(NOON.minusSeconds(3_600), NOON.minusSeconds(1_800));
        });
    }
}

package fr.mssgw.store.mailbox;

import static fr.mssgw.store.delivery.Samples.CLAIRE;
import static fr.mssgw.store.delivery.Samples.CLAIRE_AND_PATIENT;
import static fr.mssgw.store.delivery.Samples.PAUL;
import static fr.mssgw.store.delivery.Samples.answering;
import static fr.mssgw.store.delivery.Samples.closing;
import static fr.mssgw.store.delivery.Samples.ofConversation;
import static fr.mssgw.store.delivery.Samples.opening;
import static fr.mssgw.store.delivery.Samples.toInbox;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Rpps;
import fr.mssgw.core.mailbox.MailboxSettings;
import fr.mssgw.core.mailbox.MailboxSettings.Seen;
import fr.mssgw.core.mailbox.SpaceNotice;
import fr.mssgw.core.port.MailboxPolicy;
import fr.mssgw.store.delivery.QuotaOf;
import fr.mssgw.store.delivery.SqlDeliveries;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens to mail over time: expunged, restored, expired, forgotten; and to a BAL that fills up. */
class ExpungedTest {
    private static final Database DATABASE = TestDatabase.fresh(6);
    private static final String BAL = CLAIRE.wireForm();
    private static final Rpps ANNE = new Rpps("10003456790");
    private static final Duration WINDOW = Duration.ofDays(30);

    private final SqlDeliveries deliveries = new SqlDeliveries(DATABASE, QuotaOf.UNLIMITED, MailboxListener.NONE);
    private final MailboxTable mailboxes = new MailboxTable(DATABASE);
    private final MessageReading reading = new MessageReading(DATABASE);
    private final MessageWriting writing = new MessageWriting(DATABASE);
    private final Expunged expunged = new Expunged(DATABASE);
    private final List<AuditEvent> audit = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private Instant now = Instant.now();

    @AfterEach
    void empty() {
        DATABASE.jdbi()
                .useHandle(handle -> handle.execute("TRUNCATE mailbox, message, body, orphan_candidate, bal_usage,"
                        + " expunged_message, seen_by_person CASCADE"));
    }

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    private MailboxRow inbox() {
        return mailboxes.find(BAL, "INBOX").orElseThrow();
    }

    private List<MessageRow> messages(MailboxRow folder) {
        return reading.page(folder.id(), 1, Long.MAX_VALUE - 1, 1000, false);
    }

    private static long count(String table) {
        return DATABASE.jdbi().withHandle(handle -> handle.createQuery("SELECT count(*) FROM " + table)
                .mapTo(Long.class)
                .one());
    }

    private List<Long> all() {
        return expunged.list(BAL, Instant.EPOCH, 0, 1000).stream()
                .map(Expunged.Entry::id)
                .toList();
    }

    private Expiry expiry(MailboxPolicy policy, String... folders) {
        MailboxListener listener = new MailboxListener() {
            @Override
            public void messagesAdded(long mailboxId, List<Long> uids) {}

            @Override
            public void messagesRemoved(long mailboxId, List<Long> uids) {
                told.add(mailboxId + " " + uids);
            }

            @Override
            public void flagsChanged(long mailboxId, List<Long> uids) {}
        };
        InstantSource clock = () -> now;
        return new Expiry(DATABASE, policy, () -> Set.of(folders), () -> WINDOW, listener, audit::add, clock);
    }

    @Test
    void whatIsExpungedIsOutOfSightAndQuotaAndComesBackWithItsFlags() {
        deliveries.commit(toInbox("un", CLAIRE));
        deliveries.commit(toInbox("deux", CLAIRE));
        MailboxUsage before = mailboxes.usage(BAL);
        writing.updateFlags(
                inbox().id(),
                1,
                1,
                flags -> new MessageFlags(MessageFlags.FLAGGED | MessageFlags.DELETED, List.of("a")));
        writing.seenBy(Optional.of(ANNE))
                .updateFlags(
                        inbox().id(),
                        1,
                        1,
                        flags -> new MessageFlags(flags.system() | MessageFlags.SEEN, flags.keywords()));
        writing.remove(inbox().id(), List.of(1L));
        assertThat(messages(inbox())).extracting(MessageRow::uid).containsExactly(2L);
        assertThat(mailboxes.usage(BAL).messages()).isEqualTo(1);
        assertThat(expunged.hidden(BAL).messages()).isEqualTo(1);
        new Garbage(DATABASE).collect();

        List<Expunged.Restored> restored = expunged.restore(BAL, all(), "Restaurés", now);
        assertThat(restored).containsExactly(new Expunged.Restored(inbox().id(), "INBOX", List.of(3L)));
        MessageRow back = messages(inbox()).get(1);
        assertThat(back.flags()).isEqualTo(new MessageFlags(MessageFlags.FLAGGED | MessageFlags.RECENT, List.of("a")));
        assertThat(reading.seenBy(Optional.of(ANNE))
                                .page(inbox().id(), 3, 3, 1, false)
                                .get(0)
                                .flags()
                                .system()
                        & MessageFlags.SEEN)
                .isNotZero();
        assertThat(mailboxes.usage(BAL)).isEqualTo(before);
        assertThat(all()).isEmpty();
        assertThat(count("body")).isEqualTo(2);
    }

    @Test
    void aMessageWhoseFolderWasDeletedIsRestoredElsewhere() {
        deliveries.commit(toInbox("un", CLAIRE));
        MailboxRow folder = mailboxes.create(BAL, "Dossier", 1).orElseThrow();
        writing.move(inbox().id(), List.of(1L), folder.id(), now);
        assertThat(all()).as("a move is no removal").isEmpty();
        mailboxes.delete(folder.id());
        assertThat(mailboxes.usage(BAL).messages()).isZero();
        assertThat(expunged.list(BAL, Instant.EPOCH, 0, 10))
                .extracting(Expunged.Entry::cause)
                .containsExactly(Expunged.Cause.FOLDER_DELETED);
        assertThat(expunged.restore(BAL, all(), "Restaurés", now))
                .extracting(Expunged.Restored::folder)
                .containsExactly("Restaurés");
        assertThat(mailboxes.subscriptions(BAL)).contains("Restaurés");
    }

    @Test
    void aRestoredMessageShowsWhereItsConversationStandsNow() {
        deliveries.commit(ofConversation("un", CLAIRE_AND_PATIENT, opening(CLAIRE_AND_PATIENT)));
        writing.remove(inbox().id(), List.of(1L));
        DATABASE.jdbi().useHandle(handle -> handle.execute("UPDATE conversation SET state = 'CLOSED'"));
        expunged.restore(BAL, all(), "Restaurés", now);
        assertThat(messages(inbox()).get(0).flags().keywords()).containsExactly("$MSS_Closed");
    }

    @Test
    void aRestoredLetterAwaitsAnAnswerIfItsPatientDoesNow() {
        deliveries.commit(ofConversation("un", CLAIRE_AND_PATIENT, opening(CLAIRE_AND_PATIENT)));
        writing.remove(inbox().id(), List.of(1L));
        deliveries.commit(ofConversation("deux", CLAIRE_AND_PATIENT, answering(CLAIRE_AND_PATIENT)));
        expunged.restore(BAL, all(), "Restaurés", now);
        assertThat(messages(inbox())).hasSize(2).allSatisfy(message -> assertThat(
                        message.flags().keywords())
                .containsExactly("$MSS_Awaiting", "$MSS_Open"));

        writing.remove(inbox().id(), List.of(2L));
        deliveries.commit(ofConversation("trois", CLAIRE_AND_PATIENT, opening(CLAIRE_AND_PATIENT)));
        expunged.restore(BAL, all(), "Restaurés", now);
        assertThat(messages(inbox()))
                .hasSize(3)
                .allSatisfy(message -> assertThat(message.flags().keywords()).containsExactly("$MSS_Open"));
        deliveries.commit(ofConversation("quatre", CLAIRE_AND_PATIENT, closing(CLAIRE_AND_PATIENT)));
        assertThat(messages(inbox()))
                .as("it follows the exchange again")
                .allSatisfy(message -> assertThat(message.flags().keywords()).containsExactly("$MSS_Closed"));
    }

    @Test
    void eachPersonsOwnSeenComesBackFromAFolderThatWasDeletedAndGoesWithTheMessage() {
        deliveries.commit(toInbox("un", CLAIRE));
        deliveries.commit(toInbox("brouillon", CLAIRE));
        MailboxRow folder = mailboxes.create(BAL, "Dossier", 1).orElseThrow();
        writing.move(inbox().id(), List.of(1L, 2L), folder.id(), now);
        writing.updateFlags(folder.id(), 2, 2, flags -> new MessageFlags(MessageFlags.DRAFT, List.of()));
        writing.seenBy(Optional.of(ANNE))
                .updateFlags(
                        folder.id(),
                        1,
                        2,
                        flags -> new MessageFlags(flags.system() | MessageFlags.SEEN, flags.keywords()));
        mailboxes.delete(folder.id());
        assertThat(count("seen_by_person")).isOne();

        expunged.restore(BAL, all(), "Restaurés", now);
        MailboxRow back = mailboxes.find(BAL, "Restaurés").orElseThrow();
        assertThat(reading.seenBy(Optional.of(ANNE)).page(back.id(), 1, 1, 1, false))
                .allSatisfy(message ->
                        assertThat(message.flags().system() & MessageFlags.SEEN).isNotZero())
                .hasSize(1);

        writing.remove(back.id(), List.of(1L));
        now = Instant.now().plus(WINDOW).plusSeconds(60);
        expiry(bal -> MailboxSettings.UNLIMITED).round();
        assertThat(count("seen_by_person")).isZero();
    }

    @Test
    void draftsAreNotKept() {
        deliveries.commit(toInbox("un", CLAIRE));
        writing.updateFlags(inbox().id(), 1, 1, flags -> new MessageFlags(MessageFlags.DRAFT, List.of()));
        writing.remove(inbox().id(), List.of(1L));
        assertThat(all()).isEmpty();
    }

    @Test
    void afterItsWindowWhatWasExpungedIsForgottenWithItsBody() {
        deliveries.commit(toInbox("un", CLAIRE));
        writing.remove(inbox().id(), List.of(1L));
        now = Instant.now().plus(WINDOW).minusSeconds(60);
        expiry(bal -> MailboxSettings.UNLIMITED).round();
        assertThat(all()).hasSize(1);
        now = now.plusSeconds(120);
        expiry(bal -> MailboxSettings.UNLIMITED).round();
        assertThat(all()).isEmpty();
        new Garbage(DATABASE).collect();
        assertThat(count("message") + count("body")).isZero();
        assertThat(audit).extracting(event -> event.details().get("action")).containsExactly("forget-expunged");
    }

    @Test
    void noMoreIsKeptOutOfSightThanTheQuotaLetsInSight() {
        String large = "x".repeat(700_000);
        for (int i = 0; i < 4; i++) {
            deliveries.commit(toInbox(large, CLAIRE));
        }
        writing.remove(inbox().id(), List.of(1L, 2L));
        writing.remove(inbox().id(), List.of(3L, 4L));
        expiry(bal -> MailboxSettings.UNLIMITED.withQuota(2L * 1024 * 1024)).round();
        assertThat(expunged.hidden(BAL).messages()).isEqualTo(2);
    }

    @Test
    void mailExpiresOutOfFoldersWithARetentionAndNoOther() {
        deliveries.commit(toInbox("un", CLAIRE));
        deliveries.commit(toInbox("deux", CLAIRE));
        deliveries.commit(toInbox("trois", CLAIRE));
        MailboxRow trash = mailboxes.create(BAL, "Trash", 1).orElseThrow();
        writing.move(inbox().id(), List.of(1L), trash.id(), now.minus(Duration.ofDays(31)));
        writing.move(inbox().id(), List.of(2L), trash.id(), now.minus(Duration.ofDays(29)));
        MailboxPolicy policy =
                bal -> new MailboxSettings(Seen.SHARED, Long.MAX_VALUE, Map.of("Trash", Duration.ofDays(30)));
        expiry(policy, "Trash").round();
        assertThat(messages(trash)).extracting(MessageRow::uid).containsExactly(2L);
        assertThat(messages(inbox())).hasSize(1);
        assertThat(told).containsExactly(trash.id() + " [1]");
        assertThat(audit).extracting(event -> event.details().get("action")).containsExactly("expire");
        assertThat(expunged.list(BAL, Instant.EPOCH, 0, 10))
                .extracting(Expunged.Entry::cause)
                .containsExactly(Expunged.Cause.EXPIRED);
    }

    @Test
    void aBalIsWarnedOnceAtEachThresholdAndAgainOnlyAfterItWasBelow() {
        long quota = 1_000_000;
        SpaceWatch watch = new SpaceWatch(DATABASE, deliveries, bal -> quota);
        List<Integer> warned = new ArrayList<>();
        SpaceWatch.Warning warning = (bal, threshold, octets, limit) -> {
            warned.add(threshold);
            return SpaceNotice.delivery(bal, threshold, octets, limit, CLAIRE.domain(), now);
        };
        deliveries.commit(toInbox("x".repeat(700_000), CLAIRE));
        watch.round(warning);
        assertThat(warned).isEmpty();
        deliveries.commit(toInbox("x".repeat(120_000), CLAIRE));
        watch.round(warning);
        watch.round(warning);
        assertThat(warned).containsExactly(80);
        assertThat(watch.figures()).isEqualTo(new SpaceWatch.Figures(1, 0));
        deliveries.commit(toInbox("x".repeat(140_000), CLAIRE));
        watch.round(warning);
        assertThat(warned).containsExactly(80, 95);
        writing.remove(inbox().id(), List.of(1L));
        watch.round(warning);
        assertThat(warned).containsExactly(80, 95);
        deliveries.commit(toInbox("x".repeat(600_000), CLAIRE));
        watch.round(warning);
        watch.round(warning);
        assertThat(warned).containsExactly(80, 95, 80);
        String mail = new String(
                reading.header(messages(inbox()).get(1).messageId()).orElseThrow(),
                java.nio.charset.StandardCharsets.US_ASCII);
        assertThat(mail).contains("Auto-Submitted: auto-generated", "postmaster@demo.mssante.fr", "To: <" + BAL);
    }

    @Test
    void aWarningThatFillsTheBalFurtherCausesNoMoreThanTheNextAndAFullBalIsWarnedToo() {
        long quota = 100_000;
        SpaceWatch watch = new SpaceWatch(DATABASE, deliveries, bal -> quota);
        SpaceWatch.Warning warning = (bal, threshold, octets, limit) ->
                SpaceNotice.delivery(bal, threshold, octets, limit, CLAIRE.domain(), now);
        deliveries.commit(toInbox("x".repeat(94_500), CLAIRE));
        for (int round = 0; round < 5; round++) {
            watch.round(warning);
        }
        assertThat(messages(inbox())).hasSize(3);
        writing.remove(inbox().id(), List.of(1L, 2L, 3L));
        watch.round(warning);
        deliveries.commit(toInbox("x".repeat(120_000), CLAIRE));
        for (int round = 0; round < 5; round++) {
            watch.round(warning);
        }
        assertThat(messages(inbox())).hasSize(2);
        assertThat(mailboxes.usage(BAL).octets()).isGreaterThan(quota);
    }

    @Test
    void twoNodesWarnOnce() throws Exception {
        deliveries.commit(toInbox("x".repeat(90_000), CLAIRE));
        SpaceWatch.Warning warning = (bal, threshold, octets, limit) ->
                SpaceNotice.delivery(bal, threshold, octets, limit, CLAIRE.domain(), now);
        ExecutorService nodes = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Object>> rounds = new ArrayList<>();
            for (int node = 0; node < 8; node++) {
                SpaceWatch watch = new SpaceWatch(DATABASE, deliveries, bal -> 100_000);
                rounds.add(Executors.callable(() -> watch.round(warning)));
            }
            for (Future<Object> round : nodes.invokeAll(rounds)) {
                round.get();
            }
        } finally {
            nodes.shutdownNow();
        }
        assertThat(messages(inbox())).hasSize(2);
    }

    @Test
    void aBalThatCannotBeWarnedKeepsNoOtherFromItsWarning() {
        deliveries.commit(toInbox("x".repeat(90_000), CLAIRE, PAUL));
        DATABASE.jdbi()
                .useHandle(
                        handle -> handle.execute(
                                "INSERT INTO bal_usage (bal, octets, messages) VALUES ('aaa', 90000, 1) ON CONFLICT DO NOTHING"));
        List<MssAddress> warned = new ArrayList<>();
        SpaceWatch watch = new SpaceWatch(DATABASE, deliveries, bal -> 100_000);
        watch.round((bal, threshold, octets, limit) -> {
            if (bal.equals(CLAIRE)) {
                throw new IllegalStateException("no warning for her");
            }
            warned.add(bal);
            return SpaceNotice.delivery(bal, threshold, octets, limit, CLAIRE.domain(), now);
        });
        assertThat(warned).containsExactly(PAUL);
        assertThat(watch.figures()).isEqualTo(new SpaceWatch.Figures(2, 0));
    }

    @Test
    void aBalWithoutAPolicyKeepsNoOtherFromItsRetention() {
        deliveries.commit(toInbox("un", CLAIRE));
        deliveries.commit(toInbox("deux", PAUL));
        now = now.plus(Duration.ofDays(40));
        MailboxSettings monthly =
                new MailboxSettings(Seen.SHARED, Long.MAX_VALUE, Map.of("INBOX", Duration.ofDays(30)));
        expiry(
                        bal -> {
                            if (bal.equals(CLAIRE)) {
                                throw new IllegalStateException("no policy for her");
                            }
                            return monthly;
                        },
                        "INBOX")
                .round();
        List<String> left = DATABASE.jdbi().withHandle(handle -> handle.createQuery(
                        "SELECT b.bal FROM mailbox_message mm JOIN mailbox b ON b.id = mm.mailbox_id")
                .mapTo(String.class)
                .list());
        assertThat(left).containsExactly(CLAIRE.wireForm());
    }

    @Test
    void aBalIsFullForAMessageThatDoesNotFitAndForAnyOnceHardlyAnythingFits() {
        long quota = 1_000_000;
        Room room = new Room(DATABASE, bal -> quota, InstantSource.system());
        assertThat(room.isFull(CLAIRE, 0)).isFalse();
        deliveries.commit(toInbox("x".repeat(900_000), CLAIRE));
        assertThat(room.isFull(CLAIRE, 0)).isFalse();
        assertThat(room.isFull(CLAIRE, 90_000)).isFalse();
        assertThat(room.isFull(CLAIRE, 120_000)).isTrue();
        deliveries.commit(toInbox("x".repeat(90_000), CLAIRE));
        assertThat(room.isFull(CLAIRE, 0)).isTrue();
        assertThat(room.isFull(CLAIRE, 2_000)).isFalse();
        // it would fit by itself, and not with what delivery writes on top of it
        assertThat(room.isFull(CLAIRE, 9_000)).isTrue();
    }
}

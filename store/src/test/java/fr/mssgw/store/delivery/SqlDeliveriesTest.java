package fr.mssgw.store.delivery;

import static fr.mssgw.store.delivery.Samples.CLAIRE;
import static fr.mssgw.store.delivery.Samples.CLAIRE_AND_PATIENT;
import static fr.mssgw.store.delivery.Samples.JEAN;
import static fr.mssgw.store.delivery.Samples.PAUL;
import static fr.mssgw.store.delivery.Samples.answering;
import static fr.mssgw.store.delivery.Samples.closing;
import static fr.mssgw.store.delivery.Samples.content;
import static fr.mssgw.store.delivery.Samples.copy;
import static fr.mssgw.store.delivery.Samples.delivery;
import static fr.mssgw.store.delivery.Samples.inConversation;
import static fr.mssgw.store.delivery.Samples.ofConversation;
import static fr.mssgw.store.delivery.Samples.opening;
import static fr.mssgw.store.delivery.Samples.toInbox;
import static fr.mssgw.store.delivery.Samples.toQueue;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.InsDeclaration;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.delivery.Queued;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.port.Deliveries;
import fr.mssgw.core.port.StoreUnavailable;
import fr.mssgw.store.mailbox.MailboxListener;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SqlDeliveriesTest {
    private static final Database DATABASE = TestDatabase.fresh(12);
    private static final List<String> TABLES = List.of(
            "body",
            "message",
            "mailbox",
            "mailbox_message",
            "subscription",
            "bal_usage",
            "queue_entry",
            "conversation",
            "conversation_event",
            "conversation_message",
            "audit_event");

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final SqlDeliveries deliveries = deliveries(QuotaOf.UNLIMITED);

    private SqlDeliveries deliveries(QuotaOf quota) {
        return new SqlDeliveries(DATABASE, quota, new MailboxListener() {
            @Override
            public void messagesAdded(long mailboxId, List<Long> uids) {
                told.add("added " + uids);
            }

            @Override
            public void flagsChanged(long mailboxId, List<Long> uids) {
                told.add("changed " + uids);
            }
        });
    }

    @AfterEach
    void empty() {
        DATABASE.jdbi().useHandle(handle -> {
            // what is only ever added to cannot be emptied otherwise
            handle.execute("SET session_replication_role = replica");
            handle.execute("TRUNCATE " + String.join(", ", TABLES) + " CASCADE");
            handle.execute("SET session_replication_role = DEFAULT");
        });
    }

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    private static long count(String table) {
        return number("SELECT count(*) FROM " + table);
    }

    private static long number(String sql) {
        return DATABASE.jdbi()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    private static String text(String sql) {
        return DATABASE.jdbi()
                .withHandle(handle ->
                        handle.createQuery(sql).mapTo(String.class).list().toString());
    }

    private static void nothingIsWritten() {
        for (String table : TABLES) {
            assertThat(count(table)).as(table).isZero();
        }
    }

    @Test
    void aMessageForOneMailboxIsWrittenWithAllItCauses() {
        assertThat(deliveries.commit(toInbox("Bonjour", CLAIRE))).isEqualTo(new Deliveries.Committed());

        assertThat(text("SELECT convert_from(header || content, 'UTF8') FROM message JOIN body ON body.id = body_id"))
                .isEqualTo("[Subject: essai\r\n\r\nBonjour]");
        assertThat(text("SELECT bal || ' ' || name || ' ' || last_uid || ' ' || highest_modseq FROM mailbox"))
                .isEqualTo("[claire.martin@demo.mssante.fr INBOX 1 2]");
        assertThat(text("SELECT uid || ' ' || modseq || ' ' || flags || ' ' || internal_date FROM mailbox_message"))
                .isEqualTo("[1 2 16 2026-11-22 12:00:00+00]");
        assertThat(text("SELECT octets || ' ' || messages FROM bal_usage")).isEqualTo("[25 1]");
        assertThat(text("SELECT kind || ' ' || actor FROM audit_event")).isEqualTo("[MESSAGE_ACCEPTED gateway]");
        assertThat(told).containsExactly("added [1]");
    }

    @Test
    void aBodyIsStoredOnceForCopiesWithHeadersOfTheirOwn() {
        RawMessage source = content("Old: 1\r\n\r\nBonjour");
        deliveries.commit(delivery(
                List.of(
                        new Copy(
                                "A: 1\r\n\r\n".getBytes(UTF_8),
                                source,
                                10,
                                List.of(Placement.inbox(CLAIRE)),
                                List.of()),
                        new Copy("B: 2\r\n\r\n".getBytes(UTF_8), source, 10, List.of(Placement.inbox(PAUL)), List.of()),
                        new Copy("C: 3\r\n\r\n".getBytes(UTF_8), content("Autre"), 0, List.of(), List.of())),
                List.of()));
        assertThat(count("body")).isOne();
        assertThat(text("SELECT convert_from(header || content, 'UTF8') FROM message JOIN body ON body.id = body_id"
                        + " ORDER BY message.id"))
                .isEqualTo("[A: 1\r\n\r\nBonjour, B: 2\r\n\r\nBonjour]");
    }

    @Test
    void severalFoldersAreFilledEachWithItsOwnFlagsAndKeywords() {
        Placement sent = new Placement(CLAIRE, Folders.SENT, true, Set.of("$B", "$A"), Optional.empty());
        deliveries.commit(delivery(
                List.of(copy(
                        "x",
                        List.of(Placement.inbox(PAUL), sent, Placement.inbox(CLAIRE), Placement.inbox(CLAIRE)),
                        List.of(new Queued(
                                JEAN, new DsnRequest(Set.of(DsnRequest.Notify.SUCCESS), Optional.of("rfc822;j")))))),
                List.of()));
        assertThat(text("SELECT bal || ' ' || name || ' ' || uid || ' ' || flags || ' ' || keywords::text"
                        + " FROM mailbox_message JOIN mailbox ON mailbox.id = mailbox_id ORDER BY bal, name, uid"))
                .isEqualTo(
                        "[claire.martin@demo.mssante.fr INBOX 1 16 {}, claire.martin@demo.mssante.fr INBOX 2 16 {},"
                                + " claire.martin@demo.mssante.fr Sent 1 48 {$A,$B}, paul.petit@demo.mssante.fr INBOX 1 16 {}]");
        assertThat(text("SELECT sender || ' ' || recipient || ' ' || domain || ' ' || dsn_notify || ' ' || dsn_orcpt"
                        + " FROM queue_entry"))
                .isEqualTo("[claire.martin@demo.mssante.fr jean.dupont@pair.mssante.fr pair.mssante.fr SUCCESS"
                        + " rfc822;j]");
        assertThat(text("SELECT bal || ' ' || messages FROM bal_usage ORDER BY bal"))
                .isEqualTo("[claire.martin@demo.mssante.fr 3, paul.petit@demo.mssante.fr 1]");
        assertThat(deliveries.queued().count()).isOne();
    }

    @Test
    void aFullMailboxLeavesNothingOfTheDelivery() {
        SqlDeliveries limited = deliveries(bal -> bal.equals(PAUL) ? 24 : 1000);
        assertThat(limited.commit(toInbox("Bonjour", CLAIRE, PAUL)))
                .isEqualTo(new Deliveries.MailboxFull(Set.of(PAUL)));
        nothingIsWritten();
        assertThat(told).isEmpty();
        assertThat(deliveries(bal -> 25).commit(toInbox("Bonjour", PAUL))).isEqualTo(new Deliveries.Committed());
    }

    @Test
    void allMailboxesThatAreFullAreNamedAtOnce() {
        MssAddress labo = MssAddress.parse("labo.auto@demo.mssante.fr");
        assertThat(deliveries(bal -> bal.equals(CLAIRE) ? 1000 : 24).commit(toInbox("Bonjour", PAUL, CLAIRE, labo)))
                .isEqualTo(new Deliveries.MailboxFull(Set.of(PAUL, labo)));
        nothingIsWritten();
    }

    @Test
    void whatIsStoredOverTheQuotaCountsAndLeavesNoRoomForMore() {
        SqlDeliveries limited = deliveries(bal -> 30);
        Placement within = Placement.inbox(PAUL);
        limited.commit(delivery(List.of(copy("Bonjour", List.of(within), List.of())), List.of()));
        assertThat(limited.commit(
                        delivery(List.of(copy("Rapport", List.of(within.storedOverQuota()), List.of())), List.of())))
                .isEqualTo(new Deliveries.Committed());
        assertThat(text("SELECT octets || ' ' || messages FROM bal_usage")).isEqualTo("[50 2]");
        assertThat(limited.commit(delivery(
                        List.of(
                                copy("Rapport", List.of(within.storedOverQuota()), List.of()),
                                copy("Bonjour", List.of(within), List.of())),
                        List.of())))
                .isEqualTo(new Deliveries.MailboxFull(Set.of(PAUL)));
    }

    @Test
    void aConversationIsOpenedItsMessagesMarkedAndMarkedAgainWhenItCloses() {
        deliveries.commit(ofConversation("1", CLAIRE_AND_PATIENT, opening(CLAIRE_AND_PATIENT)));
        deliveries.commit(ofConversation("2", CLAIRE_AND_PATIENT, answering(CLAIRE_AND_PATIENT)));
        assertThat(text("SELECT uid || ' ' || modseq || keywords::text FROM mailbox_message ORDER BY uid"))
                .isEqualTo("[1 3{$MSS_Open,$MSS_Awaiting}, 2 3{$MSS_Open,$MSS_Awaiting}]");
        told.clear();

        deliveries.commit(ofConversation("3", CLAIRE_AND_PATIENT, closing(CLAIRE_AND_PATIENT)));
        assertThat(text("SELECT uid || ' ' || modseq || keywords::text FROM mailbox_message ORDER BY uid"))
                .isEqualTo("[1 4{$MSS_Closed}, 2 4{$MSS_Closed}, 3 4{$MSS_Closed}]");
        assertThat(told).containsExactly("added [3]", "changed [1, 2]");
        assertThat(text("SELECT cause || ' ' || state FROM conversation_event ORDER BY id"))
                .isEqualTo("[PROFESSIONAL_WROTE OPEN, PATIENT_WROTE OPEN, CLOSED_BY_HEADER CLOSED]");

        assertThat(deliveries.commit(ofConversation("4", CLAIRE_AND_PATIENT, answering(CLAIRE_AND_PATIENT))))
                .isEqualTo(new Deliveries.ConversationMoved(CLAIRE_AND_PATIENT, ConversationState.CLOSED));
        assertThat(count("message")).isEqualTo(3);
    }

    private static Delivery filed(ConversationKey key, String folder, ConversationChange change) {
        Placement inFolder = new Placement(key.contact(), folder, false, Set.of(), Optional.of(key));
        return delivery(List.of(copy("x", List.of(inConversation(key), inFolder), List.of())), List.of(change));
    }

    @Test
    void aLetterInThePatientsFolderFollowsItsExchangeThereAndInTheInbox() {
        ConversationKey other = new ConversationKey(new InsAddress("179037512151842"), CLAIRE);
        deliveries.commit(filed(CLAIRE_AND_PATIENT, "Patients.Durand [1]", opening(CLAIRE_AND_PATIENT)));
        deliveries.commit(filed(other, "Patients.Durand [2]", opening(other)));
        assertThat(count("body")).isEqualTo(2);
        assertThat(text("SELECT name FROM subscription ORDER BY name"))
                .isEqualTo("[INBOX, Patients, Patients.Durand [1], Patients.Durand [2]]")
                .isEqualTo(text("SELECT name FROM mailbox ORDER BY name"));

        deliveries.commit(delivery(List.of(), List.of(closing(CLAIRE_AND_PATIENT))));
        assertThat(text("SELECT name || ' ' || uid || keywords::text FROM mailbox_message JOIN mailbox"
                        + " ON mailbox.id = mailbox_id ORDER BY name, uid"))
                .isEqualTo("[INBOX 1{$MSS_Closed}, INBOX 2{$MSS_Open},"
                        + " Patients.Durand [1] 1{$MSS_Closed}, Patients.Durand [2] 1{$MSS_Open}]");
    }

    @Test
    void aBalHasRoomForTwoThousandPatientsFoldersAndFillsThoseThatItHas() {
        DATABASE.jdbi()
                .useHandle(
                        handle -> handle.execute(
                                "INSERT INTO mailbox (bal, name, uid_validity)"
                                        + " SELECT 'claire.martin@demo.mssante.fr', 'Patients.' || n, 1 FROM generate_series(1, 2000) n"));
        assertThat(deliveries.commit(filed(CLAIRE_AND_PATIENT, "Patients.2001", opening(CLAIRE_AND_PATIENT))))
                .isEqualTo(new Deliveries.MailboxFull(Set.of(CLAIRE)));
        assertThat(count("message")).isZero();
        assertThat(deliveries.commit(filed(CLAIRE_AND_PATIENT, "Patients.2000", opening(CLAIRE_AND_PATIENT))))
                .isEqualTo(new Deliveries.Committed());
    }

    @Test
    void thePatientAwaitsAnAnswerUntilTheProfessionalWrites() {
        ConversationKey other = new ConversationKey(new InsAddress("179037512151842"), CLAIRE);
        deliveries.commit(ofConversation("0", other, opening(other)));
        deliveries.commit(delivery(List.of(), List.of(opening(CLAIRE_AND_PATIENT))));
        deliveries.commit(ofConversation("1", CLAIRE_AND_PATIENT, answering(CLAIRE_AND_PATIENT)));
        assertThat(text("SELECT uid || keywords::text FROM mailbox_message ORDER BY uid"))
                .isEqualTo("[1{$MSS_Open}, 2{$MSS_Open,$MSS_Awaiting}]");
        told.clear();
        deliveries.commit(ofConversation("2", CLAIRE_AND_PATIENT, answering(CLAIRE_AND_PATIENT)));
        assertThat(told).containsExactly("added [3]");
        told.clear();

        deliveries.commit(delivery(List.of(), List.of(opening(CLAIRE_AND_PATIENT))));
        assertThat(text("SELECT uid || keywords::text FROM mailbox_message ORDER BY uid"))
                .isEqualTo("[1{$MSS_Open}, 2{$MSS_Open}, 3{$MSS_Open}]");
        assertThat(told).containsExactly("changed [2, 3]");

        deliveries.commit(ofConversation("3", CLAIRE_AND_PATIENT, answering(CLAIRE_AND_PATIENT)));
        deliveries.commit(delivery(List.of(), List.of(closing(CLAIRE_AND_PATIENT))));
        assertThat(text("SELECT DISTINCT keywords::text FROM mailbox_message WHERE uid > 1"))
                .isEqualTo("[{$MSS_Closed}]");
        assertThat(text("SELECT awaiting || ' ' || active_on FROM conversation WHERE state = 'CLOSED'"))
                .isEqualTo("[false 2026-11-22]");
    }

    @Test
    void aStepThatExpectsAnotherStateIsNotTakenAndWritesNothing() {
        assertThat(deliveries.commit(ofConversation("1", CLAIRE_AND_PATIENT, answering(CLAIRE_AND_PATIENT))))
                .isEqualTo(new Deliveries.ConversationMoved(CLAIRE_AND_PATIENT, ConversationState.NONE));
        nothingIsWritten();
    }

    @Test
    void aMessagePlacedInAConversationWithoutAStepShowsItsState() {
        Delivery copyOnly =
                delivery(List.of(copy("x", List.of(Samples.inConversation(CLAIRE_AND_PATIENT)), List.of())), List.of());
        deliveries.commit(copyOnly);
        deliveries.commit(ofConversation("1", CLAIRE_AND_PATIENT, opening(CLAIRE_AND_PATIENT)));
        deliveries.commit(delivery(
                List.of(copy("y", List.of(Samples.inConversation(CLAIRE_AND_PATIENT)), List.of())), List.of()));
        assertThat(text("SELECT uid || keywords::text FROM mailbox_message ORDER BY uid"))
                .isEqualTo("[1{}, 2{$MSS_Open}, 3{$MSS_Open}]");
        assertThat(count("conversation_message")).isEqualTo(2);
    }

    @Test
    void aMovedMessageOfAConversationFollowsItsStateInAnyFolder() {
        deliveries.commit(ofConversation("1", CLAIRE_AND_PATIENT, opening(CLAIRE_AND_PATIENT)));
        deliveries.commit(toInbox("autre", PAUL));
        DATABASE.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE mailbox_message SET mailbox_id = (SELECT id FROM mailbox WHERE bal LIKE 'paul%'), uid = 7,"
                                + " keywords = '{$MSS_Open,$Forwarded}' WHERE keywords <> '{}'"));
        told.clear();
        deliveries.commit(delivery(List.of(), List.of(closing(CLAIRE_AND_PATIENT))));
        assertThat(text("SELECT uid || keywords::text FROM mailbox_message ORDER BY uid"))
                .isEqualTo("[1{}, 7{$Forwarded,$MSS_Closed}]");
        assertThat(told).containsExactly("changed [7]");
    }

    @Test
    void aConversationNeverGoesBackToNone() {
        assertThatThrownBy(() -> deliveries.commit(delivery(
                        List.of(),
                        List.of(new ConversationChange(
                                CLAIRE_AND_PATIENT,
                                Set.of(ConversationState.OPEN),
                                ConversationState.NONE,
                                ConversationChange.Cause.CLOSED_BY_OPERATOR,
                                Optional.empty(),
                                "operator",
                                InsDeclaration.NONE)))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatPostgresqlCannotStoreIsReplacedAndNotRefused() {
        deliveries.commit(delivery(
                List.of(copy(
                        "x",
                        List.of(),
                        List.of(new Queued(JEAN, new DsnRequest(Set.of(), Optional.of("a\0b\uD800")))))),
                List.of()));
        assertThat(text("SELECT dsn_orcpt FROM queue_entry")).isEqualTo("[a\uFFFDb\uFFFD]");
    }

    @Test
    void aContentThatBreaksOffLeavesNothing() {
        for (int size : new int[] {1000, 3_000_000}) {
            RawMessage broken = new RawMessage() {
                @Override
                public long size() {
                    return size;
                }

                @Override
                public InputStream open() {
                    return new InputStream() {
                        private int read;

                        @Override
                        public int read() throws IOException {
                            if (++read > size / 2) {
                                throw new IOException("disk gone");
                            }
                            return 'x';
                        }
                    };
                }

                @Override
                public void close() {}
            };
            Delivery delivery = delivery(
                    List.of(
                            copy("whole", List.of(Placement.inbox(PAUL)), List.of()),
                            new Copy(new byte[0], broken, 0, List.of(Placement.inbox(CLAIRE)), List.of())),
                    List.of(opening(CLAIRE_AND_PATIENT)));
            assertThatThrownBy(() -> deliveries.commit(delivery)).isInstanceOf(StoreUnavailable.class);
            nothingIsWritten();
        }
        assertThat(deliveries.commit(toInbox("next", CLAIRE))).isEqualTo(new Deliveries.Committed());
    }

    @Test
    void aFailureInTheMiddleLeavesNothing() {
        DATABASE.jdbi()
                .useHandle(handle ->
                        handle.execute("ALTER TABLE bal_usage ADD CONSTRAINT no_paul CHECK (bal NOT LIKE 'paul%')"));
        try {
            assertThatThrownBy(() -> deliveries.commit(delivery(
                            List.of(copy(
                                    "x".repeat(2_000_000),
                                    List.of(Placement.inbox(CLAIRE), Placement.inbox(PAUL)),
                                    List.of(new Queued(JEAN, DsnRequest.NONE)))),
                            List.of(opening(CLAIRE_AND_PATIENT)))))
                    .isInstanceOf(IllegalArgumentException.class);
            nothingIsWritten();
        } finally {
            DATABASE.jdbi().useHandle(handle -> handle.execute("ALTER TABLE bal_usage DROP CONSTRAINT no_paul"));
        }
    }

    @Test
    void aLargeBodyIsStreamedAndNeverWholeInTheHeap() throws Exception {
        int size = 25 * 1024 * 1024;
        RawMessage large = new RawMessage() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public InputStream open() {
                return new InputStream() {
                    private int at;

                    @Override
                    public int read() {
                        return at < size ? (at++ * 31 >>> 3) & 0xFF : -1;
                    }

                    @Override
                    public int read(byte[] into, int offset, int length) {
                        if (length > 1024 * 1024) {
                            throw new AssertionError("asked for " + length + " octets at once");
                        }
                        int n = Math.min(length, size - at);
                        for (int i = 0; i < n; i++) {
                            into[offset + i] = (byte) (at++ * 31 >>> 3);
                        }
                        return n == 0 ? -1 : n;
                    }
                };
            }

            @Override
            public void close() {}
        };
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        deliveries.commit(delivery(
                List.of(new Copy(new byte[0], large, 0, List.of(Placement.inbox(CLAIRE)), List.of())), List.of()));
        assertThat(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
                .as("octets allocated")
                .isLessThan(4 * 1024 * 1024);
        assertThat(number("SELECT length(content) FROM body")).isEqualTo(size);

        long id = number("SELECT id FROM message");
        before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        try (RawMessage stored = new StoredMessage(DATABASE, id, size);
                InputStream kept = stored.open();
                InputStream given = large.open()) {
            byte[] one = new byte[8192];
            byte[] other = new byte[8192];
            int n;
            while ((n = kept.readNBytes(one, 0, one.length)) > 0) {
                given.readNBytes(other, 0, n);
                assertThat(java.util.Arrays.mismatch(one, 0, n, other, 0, n)).isEqualTo(-1);
            }
            assertThat(given.read()).isEqualTo(-1);
        }
    }

    @Test
    void uidsGrowStrictlyUnderEightThreadsInOneMailbox() throws Exception {
        int each = 60;
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<String> gap = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            while (!done.get()) { // a UID that shows before a lower one would be a gap for a moment
                String gaps = text("SELECT mailbox_id || ': ' || max(uid) FROM mailbox_message GROUP BY mailbox_id"
                        + " HAVING count(*) <> max(uid)");
                if (!gaps.equals("[]")) {
                    gap.set(gaps);
                }
            }
        });
        reader.start();
        inParallel(8, thread -> {
            for (int i = 0; i < each; i++) {
                assertThat(deliveries.commit(toInbox("x", CLAIRE, PAUL))).isEqualTo(new Deliveries.Committed());
            }
        });
        assertThat(number("SELECT count(DISTINCT uid) FROM mailbox_message JOIN mailbox ON mailbox.id = mailbox_id"
                        + " WHERE bal LIKE 'claire%'"))
                .isEqualTo(8 * each);
        assertThat(number("SELECT last_uid FROM mailbox WHERE bal LIKE 'claire%'"))
                .isEqualTo(8 * each);
        assertThat(number("SELECT count(*) FROM mailbox")).isEqualTo(2);
        assertThat(number("SELECT messages FROM bal_usage WHERE bal LIKE 'claire%'"))
                .isEqualTo(8 * each);
        done.set(true);
        reader.join();
        assertThat(gap).hasNullValue();
        assertThat(told).hasSize(2 * 8 * each);
    }

    @Test
    void aSessionThatIsCutLeavesNothingAndTheSenderMayTryAgain() throws Exception {
        deliveries.commit(toInbox("first", CLAIRE));
        try (Connection blocking = DATABASE.dataSource().getConnection()) {
            blocking.setAutoCommit(false);
            blocking.createStatement().execute("SELECT FROM mailbox FOR UPDATE");
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Delivery second = toInbox("second", CLAIRE);
            Thread delivering = new Thread(() -> {
                try {
                    deliveries.commit(second);
                } catch (StoreUnavailable e) {
                    thrown.set(e);
                }
            });
            delivering.start();
            Awaitility.await()
                    .until(() -> number(
                                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE"
                                            + " datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%deliver%'")
                            > 0);
            delivering.join();
            assertThat(thrown.get()).isInstanceOf(StoreUnavailable.class).hasMessage("storing " + second.id());
            blocking.rollback();
            assertThat(count("message")).isOne();
            assertThat(deliveries.commit(second)).isEqualTo(new Deliveries.Committed());
        }
    }

    @Test
    void aClosureAndAnswersThatArriveTogetherNeverEndHalfWay() throws Exception {
        for (int round = 0; round < 15; round++) {
            deliveries.commit(ofConversation("opening", CLAIRE_AND_PATIENT, opening(CLAIRE_AND_PATIENT)));
            List<Deliveries.Result> answers = new CopyOnWriteArrayList<>();
            inParallel(6, thread -> {
                if (thread == 0) {
                    assertThat(deliveries.commit(
                                    ofConversation("closing", CLAIRE_AND_PATIENT, closing(CLAIRE_AND_PATIENT))))
                            .isEqualTo(new Deliveries.Committed());
                } else {
                    answers.add(deliveries.commit(
                            ofConversation("answer", CLAIRE_AND_PATIENT, answering(CLAIRE_AND_PATIENT))));
                }
            });
            assertThat(answers)
                    .allMatch(result -> result instanceof Deliveries.Committed
                            || result.equals(
                                    new Deliveries.ConversationMoved(CLAIRE_AND_PATIENT, ConversationState.CLOSED)));
            long accepted = answers.stream()
                    .filter(Deliveries.Committed.class::isInstance)
                    .count();
            assertThat(count("message")).isEqualTo(2 + accepted);
            assertThat(count("mailbox_message")).isEqualTo(2 + accepted);
            assertThat(number("SELECT count(*) FROM mailbox_message WHERE keywords <> '{$MSS_Closed}'"))
                    .isZero();
            // nobody answered after the closure
            assertThat(text("SELECT cause FROM conversation_event ORDER BY id DESC LIMIT 1"))
                    .isEqualTo("[CLOSED_BY_HEADER]");
            empty();
        }
    }

    @Test
    void crossingDeliveriesToTheSameMailboxesDoNotDeadlock() throws Exception {
        inParallel(8, thread -> {
            for (int i = 0; i < 25; i++) {
                deliveries.commit(thread % 2 == 0 ? toInbox("x", CLAIRE, PAUL) : toInbox("x", PAUL, CLAIRE));
                deliveries.commit(toQueue("x", JEAN));
            }
        });
        assertThat(count("mailbox_message")).isEqualTo(400);
    }

    private interface Work {
        void run(int thread) throws Exception;
    }

    private static void inParallel(int threads, Work work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                futures.add(pool.submit(() -> {
                    work.run(number);
                    return null;
                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}

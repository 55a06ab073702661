package fr.mssgw.store.queue;

import static fr.mssgw.store.delivery.Samples.CLAIRE;
import static fr.mssgw.store.delivery.Samples.JEAN;
import static fr.mssgw.store.delivery.Samples.NOON;
import static fr.mssgw.store.delivery.Samples.copy;
import static fr.mssgw.store.delivery.Samples.delivery;
import static fr.mssgw.store.delivery.Samples.toInbox;
import static fr.mssgw.store.delivery.Samples.toQueue;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.Queued;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.port.OutboundQueue.Delivered;
import fr.mssgw.core.port.OutboundQueue.Failed;
import fr.mssgw.core.port.OutboundQueue.Item;
import fr.mssgw.core.port.OutboundQueue.Later;
import fr.mssgw.core.port.OutboundQueue.Lease;
import fr.mssgw.store.delivery.QuotaOf;
import fr.mssgw.store.delivery.SqlDeliveries;
import fr.mssgw.store.mailbox.Garbage;
import fr.mssgw.store.mailbox.MailboxListener;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.TestDatabase;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SqlQueueTest {
    private static final String NAME = TestDatabase.create();
    private static final Database DATABASE = TestDatabase.another(NAME, 8);
    private static final Database OTHER_NODE = TestDatabase.another(NAME, 8);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final MssAddress ANNE = MssAddress.parse("anne@pair.mssante.fr");
    private static final MssAddress PATIENT = MssAddress.parse("279035121518989@patient.mssante.fr");

    private final SqlDeliveries deliveries = new SqlDeliveries(DATABASE, bal -> 1, MailboxListener.NONE);
    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final SqlQueue queue = new SqlQueue(DATABASE, deliveries, now::get);
    private final OperatorQueue operator = new OperatorQueue(DATABASE, deliveries.queued());

    @AfterEach
    void empty() {
        DATABASE.jdbi()
                .useHandle(
                        handle -> handle.execute(
                                "TRUNCATE queue_entry, message, body, audit_event, mailbox, orphan_candidate, bal_usage CASCADE"));
    }

    @AfterAll
    static void close() {
        OTHER_NODE.close();
        DATABASE.close();
    }

    private static long count(String table) {
        return DATABASE.jdbi().withHandle(handle -> handle.createQuery("SELECT count(*) FROM " + table)
                .mapTo(Long.class)
                .one());
    }

    private static AuditEvent event(AuditEvent.Kind kind) {
        return AuditEvent.of(NOON, kind, "pair.mssante.fr", "to", PATIENT);
    }

    private Lease leaseOne() {
        List<Lease> leases = queue.lease("w", 10, MINUTE, Set.of(), now.get());
        assertThat(leases).hasSize(1);
        return leases.get(0);
    }

    @Test
    void recipientsOfOneContentAndDomainAreLeasedTogetherWithTheirContent() throws Exception {
        Delivery sent = delivery(
                List.of(copy(
                        "Bonjour",
                        List.of(),
                        List.of(
                                new Queued(
                                        JEAN,
                                        new DsnRequest(
                                                Set.of(DsnRequest.Notify.DELAY, DsnRequest.Notify.SUCCESS),
                                                java.util.Optional.of("rfc822;x"))),
                                new Queued(PATIENT, DsnRequest.NONE),
                                new Queued(ANNE, DsnRequest.NONE)))),
                List.of());
        deliveries.commit(sent);
        List<Lease> leases = queue.lease("w", 10, MINUTE, Set.of(), NOON);
        assertThat(leases).hasSize(2);
        Lease pair = leases.get(0);
        assertThat(pair.id()).isEqualTo(sent.id());
        assertThat(pair.sender()).contains(CLAIRE);
        assertThat(pair.domain().name()).isEqualTo("pair.mssante.fr");
        assertThat(pair.queuedAt()).isEqualTo(NOON);
        assertThat(pair.leasedUntil()).isEqualTo(NOON.plus(MINUTE));
        assertThat(pair.items()).extracting(Item::recipient).containsExactly(JEAN, ANNE);
        assertThat(pair.items().get(0).dsn())
                .isEqualTo(new DsnRequest(
                        Set.of(DsnRequest.Notify.DELAY, DsnRequest.Notify.SUCCESS), java.util.Optional.of("rfc822;x")));
        try (InputStream content = pair.content().open()) {
            assertThat(new String(content.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("Subject: essai\r\n\r\nBonjour");
        }
        assertThat(pair.content().size()).isEqualTo(25);
        assertThat(queue.lease("w2", 10, MINUTE, Set.of(), NOON)).isEmpty();
    }

    @Test
    void noMoreGroupsAreLeasedThanAskedFor() {
        for (int i = 0; i < 5; i++) {
            deliveries.commit(toQueue("x", JEAN, ANNE));
        }
        assertThat(queue.lease("w", 3, MINUTE, Set.of(), NOON))
                .hasSize(3)
                .allMatch(lease -> lease.items().size() == 2);
        assertThat(queue.lease("w", 3, MINUTE, Set.of(), NOON)).hasSize(2);
    }

    @Test
    void mailForDomainsThatHaveEnoughUnderWayStaysWhereItIs() {
        deliveries.commit(toQueue("x", JEAN, PATIENT));
        assertThat(queue.lease("w", 3, MINUTE, Set.of(JEAN.domain()), NOON))
                .extracting(lease -> lease.domain())
                .containsExactly(PATIENT.domain());
    }

    @Test
    void aLeaseThatExpiresComesBackAndItsFirstHolderNoLongerDecides() {
        deliveries.commit(toQueue("x", JEAN));
        Lease lost = leaseOne();
        now.set(NOON.plusSeconds(61));
        Lease mine = leaseOne();
        Item item = lost.items().get(0);

        queue.settle(
                lost,
                List.of(new Failed(item, event(AuditEvent.Kind.RELAY_FAILED))),
                List.of(toInbox("report", CLAIRE)));
        queue.settle(lost, List.of(new Later(item, NOON, "no", true, event(AuditEvent.Kind.RELAY_DELAYED))), List.of());
        queue.release(lost, NOON);
        assertThat(queue.renew(lost, NOON.plusSeconds(500))).isEmpty();
        assertThat(count("queue_entry")).isOne();
        assertThat(count("mailbox_message")).isZero();
        assertThat(count("audit_event")).isOne();
        assertThat(queue.lease("w", 10, MINUTE, Set.of(), now.get())).isEmpty();

        Lease renewed = queue.renew(mine, now.get().plusSeconds(300)).orElseThrow();
        assertThat(renewed.leasedUntil()).isEqualTo(now.get().plusSeconds(300));
        queue.settle(renewed, List.of(new Delivered(item, event(AuditEvent.Kind.MESSAGE_RELAYED))), List.of());
        assertThat(count("queue_entry")).isZero();
    }

    @Test
    void whatWasDeliveredLeavesTheQueueEvenWhenTheLeaseWasLost() {
        deliveries.commit(toQueue("x", JEAN));
        Lease lost = leaseOne();
        now.set(NOON.plusSeconds(61));
        leaseOne();
        queue.settle(
                lost, List.of(new Delivered(lost.items().get(0), event(AuditEvent.Kind.MESSAGE_RELAYED))), List.of());
        assertThat(count("queue_entry")).isZero();
        assertThat(count("audit_event")).isEqualTo(2);
    }

    @Test
    void anItemForLaterIsDueThenAndCountsTheAttempt() {
        deliveries.commit(toQueue("x", JEAN));
        Lease lease = leaseOne();
        queue.settle(
                lease,
                List.of(new Later(
                        lease.items().get(0),
                        NOON.plusSeconds(90),
                        "451 4.3.0 plus tard\0",
                        true,
                        event(AuditEvent.Kind.RELAY_DELAYED))),
                List.of());
        assertThat(queue.lease("w", 10, MINUTE, Set.of(), NOON.plusSeconds(89))).isEmpty();
        assertThat(operator.list(0, 10)).singleElement().satisfies(entry -> {
            assertThat(entry.lastError()).contains("451 4.3.0 plus tard\uFFFD");
            assertThat(entry.leasedBy()).isEmpty();
        });
        now.set(NOON.plusSeconds(90));
        Item again = leaseOne().items().get(0);
        assertThat(again.attempts()).isOne();
        assertThat(again.delayNoticed()).isTrue();
    }

    @Test
    void aFailureAndItsReportAreOneTransactionAndAFullMailboxTakesTheReport() {
        deliveries.commit(toQueue("x", JEAN));
        Lease lease = leaseOne();
        queue.settle(
                lease,
                List.of(new Failed(lease.items().get(0), event(AuditEvent.Kind.RELAY_FAILED))),
                List.of(toInbox("longer than the quota", CLAIRE)));
        assertThat(count("queue_entry")).isZero();
        assertThat(count("mailbox_message")).isOne();
        assertThat(count("audit_event WHERE kind = 'RELAY_FAILED'")).isOne();
    }

    @Test
    void anItemWithoutAnOutcomeStaysLeased() {
        deliveries.commit(toQueue("x", JEAN, ANNE));
        Lease lease = leaseOne();
        queue.settle(
                lease, List.of(new Delivered(lease.items().get(0), event(AuditEvent.Kind.MESSAGE_RELAYED))), List.of());
        assertThat(queue.lease("w", 10, MINUTE, Set.of(), NOON)).isEmpty();
        assertThat(queue.renew(lease, NOON.plusSeconds(100)).orElseThrow().items())
                .extracting(Item::recipient)
                .containsExactly(ANNE);
    }

    @Test
    void aLeaseGivenBackCountsNoAttempt() {
        deliveries.commit(toQueue("x", JEAN));
        queue.release(leaseOne(), NOON);
        assertThat(leaseOne().items().get(0).attempts()).isZero();
        queue.releaseAll("another", NOON);
        assertThat(queue.lease("w", 10, MINUTE, Set.of(), NOON)).isEmpty();
        queue.releaseAll("w", NOON);
        assertThat(leaseOne().items()).hasSize(1);
    }

    @Test
    void twoNodesLeaseAtOnceAndNoRowIsLeasedTwice() throws Exception {
        int messages = 200;
        for (int i = 0; i < messages; i++) {
            deliveries.commit(toQueue("x", JEAN, PATIENT));
        }
        SqlQueue other = new SqlQueue(
                OTHER_NODE, new SqlDeliveries(OTHER_NODE, QuotaOf.UNLIMITED, MailboxListener.NONE), now::get);
        ConcurrentLinkedQueue<Long> rows = new ConcurrentLinkedQueue<>();
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            SqlQueue mine = i % 2 == 0 ? queue : other;
            String name = "w" + i;
            Thread worker = new Thread(() -> {
                while (rows.size() < 2 * messages) {
                    for (Lease lease : mine.lease(name, 5, MINUTE, Set.of(), NOON)) {
                        lease.items().forEach(item -> rows.add(item.row()));
                    }
                }
            });
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join(30_000);
        }
        assertThat(rows).hasSize(2 * messages).doesNotHaveDuplicates();
    }

    @Test
    void waitingEndsWhenSomethingIsQueued() throws Exception {
        SqlQueue real = new SqlQueue(DATABASE, deliveries, InstantSource.system());
        CountDownLatch woken = new CountDownLatch(1);
        Thread waiter = new Thread(() -> {
            try {
                real.awaitWork(Duration.ofSeconds(30));
                woken.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        waiter.start();
        deliveries.commit(toQueue("x", JEAN));
        assertThat(woken.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void waitingEndsWhenSomethingFallsDueOrTheTimeIsUp() throws Exception {
        queue.awaitWork(Duration.ofMillis(20));
        deliveries.commit(toQueue("x", JEAN));
        leaseOne();
        now.set(NOON.plus(MINUTE).minusMillis(30));
        long before = System.nanoTime();
        queue.awaitWork(Duration.ofSeconds(20));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void theOperatorHoldsReleasesHastensAndDrops() {
        Delivery one = toQueue("x", PATIENT, JEAN);
        deliveries.commit(one);
        assertThat(operator.hold(one.id())).isEqualTo(2);
        assertThat(queue.lease("w", 10, MINUTE, Set.of(), NOON)).isEmpty();
        assertThat(operator.counts().held()).isEqualTo(2);
        assertThat(operator.retryAll(NOON)).isZero();
        assertThat(operator.release(one.id())).isEqualTo(2);
        Lease lease = queue.lease("w", 1, MINUTE, Set.of(), NOON).get(0);
        assertThat(operator.counts()).isEqualTo(new OperatorQueue.Counts(1, 1, 0, java.util.Optional.of(NOON)));
        queue.release(lease, NOON.plusSeconds(1000));
        assertThat(operator.retry(one.id(), NOON)).isEqualTo(2);
        assertThat(operator.show(one.id())).hasSize(2).allMatch(entry -> entry.dueAt()
                .equals(NOON));
        assertThat(operator.list(operator.list(0, 1).get(0).row(), 10)).hasSize(1);

        assertThat(operator.drop(one.id(), "operator", NOON)).isEqualTo(2);
        assertThat(count("queue_entry")).isZero();
        assertThat(count("audit_event WHERE kind = 'OPERATOR_ACTION' AND details::text LIKE '%2**************@%'"))
                .isOne();
        assertThat(operator.drop(one.id(), "operator", NOON)).isZero();
    }

    @Test
    void aMessageGoesWithTheLastRowThatRefersToIt() {
        deliveries.commit(toQueue("both", JEAN, PATIENT));
        SqlDeliveries unlimited = new SqlDeliveries(DATABASE, QuotaOf.UNLIMITED, MailboxListener.NONE);
        unlimited.commit(delivery(
                List.of(copy(
                        "kept",
                        List.of(fr.mssgw.core.delivery.Placement.inbox(CLAIRE)),
                        List.of(new Queued(ANNE, DsnRequest.NONE)))),
                List.of()));
        Garbage garbage = new Garbage(DATABASE);
        assertThat(garbage.collect()).isZero();
        for (Lease lease : queue.lease("w", 2, MINUTE, Set.of(), NOON)) {
            queue.settle(
                    lease,
                    List.of(new Delivered(lease.items().get(0), event(AuditEvent.Kind.MESSAGE_RELAYED))),
                    List.of());
        }
        assertThat(garbage.collect()).isOne();
        assertThat(count("message")).isOne();
        for (Lease lease : queue.lease("w", 2, MINUTE, Set.of(), NOON)) {
            queue.settle(
                    lease,
                    List.of(new Delivered(lease.items().get(0), event(AuditEvent.Kind.MESSAGE_RELAYED))),
                    List.of());
        }
        garbage.collect();
        assertThat(count("message")).isOne();
        assertThat(count("body")).isOne();
        assertThat(count("orphan_candidate")).isZero();
        DATABASE.jdbi().useHandle(handle -> handle.execute("DELETE FROM mailbox"));
        garbage.collect();
        assertThat(count("message")).isZero();
        assertThat(count("body")).isZero();
    }
}

package fr.mssgw.relay;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.Queued;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.port.Deliveries;
import fr.mssgw.store.delivery.QuotaOf;
import fr.mssgw.store.delivery.SqlDeliveries;
import fr.mssgw.store.mailbox.MailboxListener;
import fr.mssgw.store.queue.SqlQueue;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.subethamail.smtp.RejectException;

/** The relay on the queue that it really works with. */
@Timeout(60)
class RelayOnPostgresTest {
    private final Database database = TestDatabase.fresh();
    private final SqlDeliveries deliveries = new SqlDeliveries(database, QuotaOf.UNLIMITED, MailboxListener.NONE);
    private final SqlQueue queue = new SqlQueue(database, deliveries, InstantSource.system());
    private final RelayFixture relay = new RelayFixture();

    @AfterEach
    void stop() {
        relay.close();
        database.close();
    }

    private void queue(String... recipients) {
        byte[] octets = RelayFixture.MESSAGE;
        int body = new String(octets, StandardCharsets.US_ASCII).indexOf("\r\n\r\n") + 4;
        Copy copy = new Copy(
                Arrays.copyOf(octets, body),
                RawMessage.of(octets),
                body,
                List.of(),
                Arrays.stream(recipients)
                        .map(address -> new Queued(MssAddress.parse(address), DsnRequest.NONE))
                        .toList());
        assertThat(deliveries.commit(new Delivery(
                        QueueId.random(),
                        Instant.now(),
                        Optional.of(RelayFixture.CLAIRE),
                        Optional.empty(),
                        false,
                        List.of(copy),
                        List.of(),
                        List.of())))
                .isInstanceOf(Deliveries.Committed.class);
    }

    private String first(String sql) {
        return database.jdbi()
                .withHandle(handle ->
                        handle.createQuery(sql).mapTo(String.class).findFirst().orElse(""));
    }

    private void awaitEmptyQueue() {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> first("SELECT count(*) FROM queue_entry")
                .equals("0"));
    }

    @Test
    void mailLeavesTheQueueWithItsTraceAndAFailureComesBackAsAReport() {
        try (SinkPeer peer = new SinkPeer(Operators.LISTED)) {
            AtomicInteger tries = new AtomicInteger();
            peer.judgeRecipients(address -> {
                if (address.startsWith("inconnu")) {
                    throw new RejectException(550, "5.1.1 boite inconnue");
                }
                if (tries.incrementAndGet() == 1) {
                    throw new RejectException(451, "4.3.2 plus tard");
                }
            });
            // on a busy machine the first handshake alone may take longer than the fixture waits for a reply
            relay.route(peer.address()).replyWithin(Duration.ofSeconds(15)).start(queue);
            queue("jean.dupont@pair.mssante.fr", "inconnu@pair.mssante.fr");

            awaitEmptyQueue();
            assertThat(peer.received()).singleElement().satisfies(received -> assertThat(received.octets())
                    .isEqualTo(RelayFixture.MESSAGE));
            assertThat(first("SELECT string_agg(kind, ' ' ORDER BY kind) FROM audit_event"))
                    .isEqualTo("MESSAGE_RELAYED RELAY_DELAYED RELAY_FAILED");
            assertThat(first("SELECT convert_from(m.header, 'UTF8') FROM mailbox b"
                            + " JOIN mailbox_message e ON e.mailbox_id = b.id JOIN message m ON m.id = e.message_id"
                            + " WHERE b.bal = 'claire.martin@demo.mssante.fr' AND b.name = 'INBOX'"))
                    .contains("Subject: Message non remis", "multipart/report");
        }
    }

    @Test
    void whatAKilledRunHadLeasedIsSentAtOnce() {
        try (SinkPeer peer = new SinkPeer(Operators.LISTED)) {
            queue("jean.dupont@pair.mssante.fr");
            assertThat(queue.lease(
                            "node-1",
                            10,
                            Duration.ofHours(1),
                            java.util.Set.of(),
                            Instant.now().plusSeconds(1)))
                    .hasSize(1);

            relay.route(peer.address()).start(queue);

            awaitEmptyQueue();
            assertThat(peer.received()).hasSize(1);
        }
    }

    @Test
    void everyMessageArrivesOnceWhileLeasesAreRenewedAllTheTime() {
        try (SinkPeer peer = new SinkPeer(Operators.LISTED)) {
            relay.route(peer.address()).leaseFor(Duration.ofSeconds(4)).start(queue);
            for (int i = 0; i < 100; i++) {
                queue("n" + i + "@pair.mssante.fr", "m" + i + "@pair.mssante.fr");
            }

            awaitEmptyQueue();
            assertThat(peer.received().stream()
                            .map(received -> received.recipients().get(0)))
                    .doesNotHaveDuplicates()
                    .hasSize(100);
        }
    }
}

package fr.mssgw.relay;

import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.peer.WhiteList;
import fr.mssgw.core.port.OutboundQueue;
import fr.mssgw.core.port.OutboundQueue.Delivered;
import fr.mssgw.core.port.OutboundQueue.Failed;
import fr.mssgw.core.port.OutboundQueue.Later;
import fr.mssgw.core.port.OutboundQueue.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;

/** A relay on a queue in memory, with short time limits. */
final class RelayFixture implements AutoCloseable {
    static final MssAddress CLAIRE = MssAddress.parse("claire.martin@demo.mssante.fr");
    static final byte[] MESSAGE = ("From: claire.martin@demo.mssante.fr\r\nTo: jean.dupont@pair.mssante.fr\r\n"
                    + "Subject: =?UTF-8?Q?R=C3=A9sultats?=\r\nMessage-ID: <1@demo.mssante.fr>\r\n\r\nBonjour\r\n.\r\n..\r\n")
            .getBytes(StandardCharsets.UTF_8);

    final MemoryQueue queue = new MemoryQueue();
    private final Map<MailDomain, Destination> routes = new HashMap<>();
    private final List<Duration> retry = new ArrayList<>(List.of(Duration.ofMillis(50)));
    private int workers = 4;
    private int perHost = 2;
    private Duration expireAfter = Duration.ofHours(48);
    private Duration warnAfter = Duration.ofHours(4);
    private Duration reply = Duration.ofSeconds(2);
    private Duration lease = Duration.ofSeconds(30);
    private WhiteList whiteList = Operators.WHITE_LIST;
    private Relay relay;

    RelayFixture route(Destination to) {
        return route(Operators.PAIR, to);
    }

    RelayFixture route(MailDomain domain, Destination to) {
        routes.put(domain, to);
        return this;
    }

    RelayFixture retry(Duration... waits) {
        retry.clear();
        retry.addAll(List.of(waits));
        return this;
    }

    RelayFixture workers(int count, int forOneHost) {
        workers = count;
        perHost = forOneHost;
        return this;
    }

    RelayFixture expireAfter(Duration limit) {
        expireAfter = limit;
        return this;
    }

    RelayFixture warnAfter(Duration limit) {
        warnAfter = limit;
        return this;
    }

    RelayFixture replyWithin(Duration limit) {
        reply = limit;
        return this;
    }

    RelayFixture leaseFor(Duration length) {
        lease = length;
        return this;
    }

    RelayFixture whiteList(WhiteList list) {
        whiteList = list;
        return this;
    }

    RelayFixture start() {
        return start(queue);
    }

    /** On another queue than the one in memory. */
    RelayFixture start(OutboundQueue rows) {
        RelayConfig.Timeouts timeouts =
                new RelayConfig.Timeouts(Duration.ofSeconds(2), reply, reply, reply, Duration.ofSeconds(5), lease);
        RelayConfig config = new RelayConfig(
                "node-1", "mx.demo.mssante.fr", routes, retry, warnAfter, expireAfter, workers, perHost, timeouts);
        relay = new Relay(
                config,
                rows,
                () -> whiteList,
                Operators.TRUST,
                Operators::ourClient,
                RelayMeter.NONE,
                InstantSource.system(),
                domain -> new MailExchangers.Unavailable("no DNS in this test"));
        relay.start();
        return this;
    }

    Relay relay() {
        return relay;
    }

    QueueId send(String... recipients) {
        return send(MESSAGE, recipients);
    }

    QueueId send(byte[] octets, String... recipients) {
        return send(RawMessage.of(octets), recipients);
    }

    QueueId send(RawMessage content, String... recipients) {
        return queue.put(
                content,
                Optional.of(CLAIRE),
                Instant.now(),
                List.of(recipients).stream().map(MemoryQueue.Queued::to).toArray(MemoryQueue.Queued[]::new));
    }

    List<Outcome> outcomes(int atLeast) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(20))
                .until(() -> queue.outcomes().size() >= atLeast);
        return queue.outcomes();
    }

    Delivered delivered() {
        return await(Delivered.class);
    }

    Later later() {
        return await(Later.class);
    }

    Failed failed() {
        return await(Failed.class);
    }

    private <T extends Outcome> T await(Class<T> kind) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(20))
                .until(() -> queue.outcomes().stream().anyMatch(kind::isInstance));
        return kind.cast(
                queue.outcomes().stream().filter(kind::isInstance).findFirst().orElseThrow());
    }

    /** The only report there is, whole. */
    /** The body of the first report, with its human part readable before it. */
    String report() throws Exception {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !queue.reports()
                .isEmpty());
        try (var in = queue.reports().get(0).copies().get(0).source().open()) {
            String body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String mark = "Content-Transfer-Encoding: base64\r\n\r\n";
            int start = body.indexOf(mark) + mark.length();
            byte[] text = Base64.getMimeDecoder().decode(body.substring(start, body.indexOf("\r\n--", start)));
            return new String(text, StandardCharsets.UTF_8) + body;
        }
    }

    @Override
    public void close() {
        if (relay != null) {
            relay.close(Duration.ofMillis(500));
        }
    }
}

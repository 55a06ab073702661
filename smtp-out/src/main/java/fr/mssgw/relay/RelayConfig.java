package fr.mssgw.relay;

import fr.mssgw.core.identity.MailDomain;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the relay needs, already checked.
 *
 * @param node under which leases are taken; the same after a restart, another on every node that shares the database
 * @param hostname said in EHLO and in reports
 * @param routes domains with a fixed host; the others go by MX
 * @param retry waits after the first, second … failed attempt; the last one repeats
 * @param warnAfter when the sender is told, once, that its mail still waits
 * @param expireAfter when the relay gives up
 * @param workers transactions under way at most
 * @param connectionsPerDestination transactions under way at most with one host
 */
public record RelayConfig(
        String node,
        String hostname,
        Map<MailDomain, Destination> routes,
        List<Duration> retry,
        Duration warnAfter,
        Duration expireAfter,
        int workers,
        int connectionsPerDestination,
        Timeouts timeouts) {
    public RelayConfig {
        routes = Map.copyOf(routes);
        retry = List.copyOf(retry);
        if (node.isBlank() || hostname.isBlank()) {
            throw new IllegalArgumentException("the node and the host name must be given");
        }
        if (retry.isEmpty() || retry.stream().anyMatch(wait -> wait.isNegative() || wait.isZero())) {
            throw new IllegalArgumentException("the retry schedule needs at least one wait, each longer than zero");
        }
        if (workers < 1 || workers > 1_000 || connectionsPerDestination < 1) {
            throw new IllegalArgumentException("workers must be 1 to 1000, connections per destination at least 1");
        }
    }

    /** With the usual time limits, and half of the workers at most on one host, so that none can occupy all. */
    public RelayConfig(
            String node,
            String hostname,
            Map<MailDomain, Destination> routes,
            List<Duration> retry,
            Duration warnAfter,
            Duration expireAfter,
            int workers) {
        this(node, hostname, routes, retry, warnAfter, expireAfter, workers, Math.max(1, workers / 2), Timeouts.USUAL);
    }

    /**
     * How long the relay waits for a peer. Shorter than RFC 5321 §4.5.3.2 allows: peers are listed operators, and a
     * worker that waits serves nobody else.
     *
     * @param connect for the TCP connection to one address
     * @param reply for the greeting, the TLS handshake and each group of replies
     * @param content for the octets, to which a second is added for each 64 KiB
     * @param acceptance for the reply to the whole message
     * @param idle how long a connection is kept for the next message
     * @param lease length of a lease, renewed while the work goes on; after a crash of one of several nodes the others
     *     take over when it ends
     */
    public record Timeouts(
            Duration connect, Duration reply, Duration content, Duration acceptance, Duration idle, Duration lease) {
        public static final Timeouts USUAL = new Timeouts(
                Duration.ofSeconds(15),
                Duration.ofSeconds(60),
                Duration.ofMinutes(2),
                Duration.ofMinutes(5),
                Duration.ofSeconds(20),
                Duration.ofSeconds(90));
    }
}

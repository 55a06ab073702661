package fr.mssgw.relay;

import fr.mssgw.core.identity.MailDomain;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Idle connections kept for the next message to the same host. Thread-safe. */
final class Connections implements AutoCloseable {
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(5);
    private static final int MOST_MESSAGES = 200;

    private final TlsClient client;
    private final Duration idle;
    private final RelayMeter meter;
    private final Map<Destination, Deque<SmtpConnection>> kept = new HashMap<>();
    private boolean closed;

    Connections(TlsClient client, Duration idle, RelayMeter meter) {
        this.client = client;
        this.idle = idle;
        this.meter = meter;
    }

    /** An idle connection that may carry this domain's mail, now. */
    Optional<SmtpConnection> reuse(Destination host, MailDomain domain) {
        while (true) {
            SmtpConnection connection;
            synchronized (this) {
                Deque<SmtpConnection> idleOnes = kept.get(host);
                if (idleOnes == null || idleOnes.isEmpty()) {
                    return Optional.empty();
                }
                connection = idleOnes.removeLast();
            }
            if (fit(connection)) {
                try {
                    client.admit(host, connection.chain(), domain);
                    return Optional.of(connection);
                } catch (Trouble notForThisDomain) {
                    connection.close(); // a new one may show another certificate
                }
            } else {
                connection.close();
            }
        }
    }

    SmtpConnection open(Destination host, MailDomain domain) throws Trouble {
        try {
            SmtpConnection connection = client.open(host, domain);
            meter.connected(host);
            return connection;
        } catch (Trouble e) {
            meter.unreachable(host);
            throw e;
        }
    }

    void giveBack(SmtpConnection connection) {
        synchronized (this) {
            if (!closed && fit(connection)) {
                kept.computeIfAbsent(connection.peer().host(), host -> new ArrayDeque<>())
                        .addLast(connection);
                return;
            }
        }
        connection.close();
    }

    private boolean fit(SmtpConnection connection) {
        return connection.usable()
                && connection.idleFor().compareTo(idle) < 0
                && connection.age().compareTo(LONGEST_LIFE) < 0
                && connection.transactions() < MOST_MESSAGES;
    }

    /** Closes what has been idle too long. */
    void sweep() {
        List<SmtpConnection> old = new ArrayList<>();
        synchronized (this) {
            kept.values()
                    .forEach(idleOnes -> idleOnes.removeIf(connection -> {
                        boolean unfit = !fit(connection);
                        if (unfit) {
                            old.add(connection);
                        }
                        return unfit;
                    }));
            kept.values().removeIf(Deque::isEmpty);
        }
        old.forEach(SmtpConnection::close);
    }

    @Override
    public void close() {
        List<SmtpConnection> all = new ArrayList<>();
        synchronized (this) {
            closed = true;
            kept.values().forEach(all::addAll);
            kept.clear();
        }
        all.forEach(SmtpConnection::close);
    }
}

package fr.mssgw.relay;

import fr.mssgw.core.port.OutboundQueue;
import fr.mssgw.core.port.OutboundQueue.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** A lease in this relay's hands, kept alive until it is let go. Thread-safe. */
final class Held {
    /** A lease this near its end counts as lost: the peer's answer must come before another worker starts. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private Lease lease;
    private boolean done;

    Held(Lease lease) {
        this.lease = lease;
    }

    synchronized Lease lease() {
        return lease;
    }

    synchronized boolean isOurs(Instant now) {
        return !done && now.isBefore(lease.leasedUntil().minus(MARGIN));
    }

    /** Prolongs the lease where less than two thirds are left. */
    synchronized void renew(OutboundQueue queue, Duration length, Instant now) {
        if (done || lease.leasedUntil().isAfter(now.plus(length.multipliedBy(2).dividedBy(3)))) {
            return;
        }
        Optional<Lease> longer = queue.renew(lease, now.plus(length));
        if (longer.isPresent()) {
            lease = longer.get();
        } else {
            done = true;
        }
    }

    /** Ends it, on the lease as last renewed: a renewal in between would make the queue take us for a stranger. */
    synchronized void end(Consumer<Lease> ending) {
        ending.accept(lease);
    }

    synchronized void letGo() {
        done = true;
    }
}

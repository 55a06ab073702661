package fr.mssgw.relay;

import fr.mssgw.core.port.OutboundQueue.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/** When to try again, when to tell the sender, when to give up. Pure but for the jitter. */
record Schedule(List<Duration> retry, Duration warnAfter, Duration expireAfter, DoubleSupplier jitter) {
    /** A tenth more or less, so that what failed together does not come back together. */
    static Schedule of(RelayConfig config) {
        return new Schedule(config.retry(), config.warnAfter(), config.expireAfter(), () -> ThreadLocalRandom.current()
                .nextDouble(0.9, 1.1));
    }

    /**
     * The next attempt; the last one falls on the expiry, not after it.
     *
     * @param attempts made before the one that has just failed
     */
    Instant next(int attempts, Instant queuedAt, Instant now) {
        Duration wait = retry.get(Math.min(attempts, retry.size() - 1));
        Instant next = now.plusMillis(Math.max(1, Math.round(wait.toMillis() * jitter.getAsDouble())));
        Instant last = expiry(queuedAt);
        return next.isAfter(last) && last.isAfter(now) ? last : next;
    }

    /** A last attempt is always made first, also when the gateway had been stopped for longer. */
    boolean expired(Instant queuedAt, Instant now) {
        return !now.isBefore(expiry(queuedAt));
    }

    Instant expiry(Instant queuedAt) {
        return queuedAt.plus(expireAfter);
    }

    boolean warns(Item item, Instant queuedAt, Instant now) {
        return !item.delayNoticed() && item.dsn().wantsDelay() && !now.isBefore(queuedAt.plus(warnAfter));
    }
}

package fr.mssgw.imap.james.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long commands wait for clients that do not read their answers. Each that waits holds a thread: where many wait, and
 * for a client that has not logged in, little patience is left, so that there are always threads for the others.
 * Thread-safe.
 */
final class Patience {
    private static final Duration LITTLE = Duration.ofSeconds(2);

    private final Duration longest;
    private final int many;
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param many how many commands may wait for long */
    Patience(Duration longest, int many) {
        this.longest = longest;
        this.many = many;
    }

    void begins() {
        waiting.incrementAndGet();
    }

    void ends() {
        waiting.decrementAndGet();
    }

    /**
     * Milliseconds that are left as things stand now; not positive: none.
     *
     * @param since {@link System#nanoTime} when the wait began
     */
    long leftMillis(long since, boolean loggedIn) {
        boolean little = !loggedIn || waiting.get() > many;
        long most = little ? Math.min(LITTLE.toMillis(), longest.toMillis()) : longest.toMillis();
        return most - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
    }
}

package fr.mssgw.imap.james.connection;

import java.util.concurrent.ConcurrentHashMap;

/** Open connections per client address, or per BAL, on all listeners together. Thread-safe. */
public final class ConnectionCounter<K> {
    private final int most;
    private final ConcurrentHashMap<K, Integer> open = new ConcurrentHashMap<>();

    public ConnectionCounter(int most) {
        this.most = most;
    }

    /** Counts one more, unless there are too many; each success is followed by one {@link #leave}. */
    public boolean enter(K key) {
        boolean[] entered = new boolean[1];
        open.compute(key, (k, count) -> {
            int now = count == null ? 0 : count;
            entered[0] = now < most;
            return entered[0] ? Integer.valueOf(now + 1) : Integer.valueOf(now);
        });
        return entered[0];
    }

    public void leave(K key) {
        open.computeIfPresent(key, (k, count) -> count <= 1 ? null : Integer.valueOf(count - 1));
    }
}

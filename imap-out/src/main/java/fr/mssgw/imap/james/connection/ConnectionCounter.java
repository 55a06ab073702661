package fr.mssgw.imap.james.connection;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;

/** Open connections per client address, on all listeners together. */
final class ConnectionCounter {
    private final int most;
    private final ConcurrentHashMap<InetAddress, Integer> open = new ConcurrentHashMap<>();

    ConnectionCounter(int most) {
        this.most = most;
    }

    /** Counts one more, unless there are too many; each success is followed by one {@link #leave}. */
    boolean enter(InetAddress address) {
        boolean[] entered = new boolean[1];
        open.compute(address, (a, count) -> {
            int now = count == null ? 0 : count;
            entered[0] = now < most;
            return entered[0] ? Integer.valueOf(now + 1) : Integer.valueOf(now);
        });
        return entered[0];
    }

    void leave(InetAddress address) {
        open.computeIfPresent(address, (a, count) -> count <= 1 ? null : Integer.valueOf(count - 1));
    }
}

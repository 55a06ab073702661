package fr.mssgw.imap.james.connection;

import java.util.concurrent.atomic.AtomicLong;

/** How many octets of literals all sessions together may hold at a time. */
final class SpoolQuota {
    private final long most;
    private final AtomicLong held = new AtomicLong();

    SpoolQuota(long most) {
        this.most = most;
    }

    boolean reserve(long octets) {
        while (true) {
            long before = held.get();
            if (before + octets > most) {
                return false;
            }
            if (held.compareAndSet(before, before + octets)) {
                return true;
            }
        }
    }

    void release(long octets) {
        held.addAndGet(-octets);
    }

    long held() {
        return held.get();
    }
}

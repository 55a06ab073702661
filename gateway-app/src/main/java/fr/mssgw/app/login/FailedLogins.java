package fr.mssgw.app.login;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;

/**
 * Counts wrong credentials per BAL and address: after ten in ten minutes the pair is locked until the first of them is
 * ten minutes old (contract §3). A right one in between forgives nothing. Bounded; thread-safe.
 */
final class FailedLogins {

    static final int ALLOWED = 10;
    static final Duration WINDOW = Duration.ofMinutes(10);

    private record Pair(String user, InetAddress from) {}

    private final Cache<Pair, ArrayDeque<Instant>> failures =
            Caffeine.newBuilder().maximumSize(200_000).expireAfterAccess(WINDOW).build();

    boolean locked(String user, InetAddress from, Instant now) {
        ArrayDeque<Instant> times = failures.getIfPresent(new Pair(user, from));
        if (times == null) {
            return false;
        }
        synchronized (times) {
            forget(times, now);
            return times.size() >= ALLOWED;
        }
    }

    /** @return how many are counted now */
    int wrong(String user, InetAddress from, Instant now) {
        ArrayDeque<Instant> times = failures.get(new Pair(user, from), pair -> new ArrayDeque<>(ALLOWED));
        synchronized (times) {
            forget(times, now);
            if (times.size() < ALLOWED) {
                times.addLast(now);
            }
            return times.size();
        }
    }

    private static void forget(ArrayDeque<Instant> times, Instant now) {
        while (!times.isEmpty() && !times.getFirst().plus(WINDOW).isAfter(now)) {
            times.removeFirst();
        }
    }
}

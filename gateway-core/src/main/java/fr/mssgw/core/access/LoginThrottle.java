package fr.mssgw.core.access;

import fr.mssgw.core.identity.MssAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts wrong credentials per BAL and address (docs/contract.md §3): after ten in ten minutes the next try, right or
 * wrong, is not even looked at, until fewer than ten lie in the last ten minutes. Other addresses and other BAL are not
 * touched. A right credential forgives nothing, and a try that was not looked at does not count.
 *
 * <p>Memory is bounded: beyond {@link #MAX_PAIRS} the pair whose last mistake is the oldest is forgotten. Only BAL that
 * exist should be counted, so that invented names cannot push real pairs out. Thread-safe.
 */
public final class LoginThrottle {
    public static final int WRONG_TRIES = 10;
    public static final Duration WINDOW = Duration.ofMinutes(10);
    static final int MAX_PAIRS = 20_000;

    private record Pair(MssAddress bal, InetAddress from) {}

    private final InstantSource clock;
    private final int maxPairs;
    // in the order of the last mistake
    private final Map<Pair, ArrayDeque<Instant>> mistakes = new LinkedHashMap<>();

    public LoginThrottle(InstantSource clock) {
        this(clock, MAX_PAIRS);
    }

    LoginThrottle(InstantSource clock, int maxPairs) {
        this.clock = clock;
        this.maxPairs = maxPairs;
    }

    /** Whether the next try must be answered {@link Login.Locked}, whatever its credential. */
    public synchronized boolean isLocked(MssAddress bal, InetAddress from) {
        ArrayDeque<Instant> recent = mistakes.get(new Pair(bal, from));
        if (recent == null) {
            return false;
        }
        forget(recent, clock.instant());
        return recent.size() >= WRONG_TRIES;
    }

    /**
     * Who is not looked at.
     *
     * @param until when the next try is looked at again
     */
    public record Lock(MssAddress bal, InetAddress from, Instant until) {}

    /** Those that are locked now, the oldest first. */
    public synchronized List<Lock> locks() {
        List<Lock> locks = new ArrayList<>();
        mistakes.forEach((pair, recent) -> {
            if (isLocked(pair.bal(), pair.from())) {
                locks.add(new Lock(pair.bal(), pair.from(), recent.getFirst().plus(WINDOW)));
            }
        });
        return locks;
    }

    /** Forgets the mistakes for a BAL, from wherever; answers which locks that ends. */
    public synchronized List<Lock> lift(MssAddress bal) {
        List<Lock> lifted =
                locks().stream().filter(lock -> lock.bal().equals(bal)).toList();
        mistakes.keySet().removeIf(pair -> pair.bal().equals(bal));
        return lifted;
    }

    /** A credential that was looked at was wrong. @return whether the pair is locked by it */
    public synchronized boolean wrong(MssAddress bal, InetAddress from) {
        Instant now = clock.instant();
        Pair pair = new Pair(bal, from);
        ArrayDeque<Instant> removed = mistakes.remove(pair);
        ArrayDeque<Instant> recent = removed == null ? new ArrayDeque<>(2) : removed;
        forget(recent, now);
        recent.addLast(now);
        if (recent.size() > WRONG_TRIES) {
            recent.removeFirst();
        }
        mistakes.put(pair, recent);
        prune(now);
        return recent.size() >= WRONG_TRIES;
    }

    private void prune(Instant now) {
        var oldestFirst = mistakes.values().iterator();
        while (oldestFirst.hasNext()) {
            Instant last = oldestFirst.next().peekLast();
            if (mistakes.size() <= maxPairs && last != null && last.isAfter(now.minus(WINDOW))) {
                return;
            }
            oldestFirst.remove();
        }
    }

    private static void forget(ArrayDeque<Instant> recent, Instant now) {
        Instant limit = now.minus(WINDOW);
        while (!recent.isEmpty() && !recent.getFirst().isAfter(limit)) {
            recent.removeFirst();
        }
    }

    synchronized int pairs() {
        return mistakes.size();
    }
}

package fr.mssgw.relay;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers hosts that cannot be reached, so that a thousand waiting messages do not each try. After a few failures in
 * a row a host is left alone, each time for twice as long; then one message probes it. Thread-safe.
 */
final class Breakers {
    static final int FAILURES = 3;
    static final Duration FIRST_PAUSE = Duration.ofSeconds(15);
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private static final Duration PROBE = Duration.ofSeconds(30);

    private final Map<Destination, State> states = new HashMap<>();

    /** Until when the host is left alone; empty when it may be tried, and then, after a pause, by this caller only. */
    synchronized Optional<Instant> closedUntil(Destination host, Instant now) {
        State state = states.get(host);
        if (state == null || state.failures < FAILURES) {
            return Optional.empty();
        }
        if (now.isBefore(state.until)) {
            return Optional.of(state.until);
        }
        state.until = now.plus(PROBE);
        return Optional.empty();
    }

    synchronized void failed(Destination host, Instant now) {
        State state = states.computeIfAbsent(host, unknown -> new State());
        state.failures++;
        if (state.failures >= FAILURES) {
            int doublings = Math.min(state.failures - FAILURES, 10);
            Duration pause = FIRST_PAUSE.multipliedBy(1L << doublings);
            state.until = now.plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
        }
    }

    synchronized void reached(Destination host) {
        states.remove(host);
    }

    private static final class State {
        int failures;
        Instant until = Instant.MIN;
    }
}

package fr.mssgw.smtp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Keeps one BAL or one peer from holding all threads that judge messages. Whoever has a quarter of them at messages that
 * take longer than a second gets no further one until one of those is done; what is judged fast is never counted.
 * Thread-safe.
 */
final class JudgingShares {
    /** A message takes some milliseconds; one that takes so long is large, made to be slow, or waits for the store. */
    private static final long SLOW_NANOS = 1_000_000_000L;

    private final int most;
    private final LongSupplier nanos;
    private final Map<String, Deque<Turn>> running = new HashMap<>();

    JudgingShares(int threads) {
        this(threads, System::nanoTime);
    }

    JudgingShares(int threads, LongSupplier nanos) {
        this.most = Math.max(1, threads / 4);
        this.nanos = nanos;
    }

    /** One message being judged; to be closed in any case. */
    final class Turn implements AutoCloseable {
        private final String who;
        private final boolean granted;
        private final long begun = nanos.getAsLong();

        private Turn(String who, boolean granted) {
            this.who = who;
            this.granted = granted;
        }

        boolean granted() {
            return granted;
        }

        @Override
        public void close() {
            if (granted) {
                end(this);
            }
        }
    }

    /** @param who a BAL or a peer */
    synchronized Turn begin(String who) {
        Deque<Turn> turns = running.computeIfAbsent(who, first -> new ArrayDeque<>());
        long now = nanos.getAsLong();
        long slow = turns.stream().filter(turn -> now - turn.begun > SLOW_NANOS).count();
        Turn turn = new Turn(who, slow < most);
        if (turn.granted()) {
            turns.add(turn);
        }
        return turn;
    }

    private synchronized void end(Turn turn) {
        Deque<Turn> turns = running.get(turn.who);
        if (turns != null && turns.remove(turn) && turns.isEmpty()) {
            running.remove(turn.who);
        }
    }
}

package fr.mssgw.smtp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Keeps one BAL or one peer from holding all threads that judge messages. Whoever has a quarter of them at messages that
 * take longer than a second gets no further one until one of those is done; what is judged fast is never counted. Whom a
 * peer sends for, as Mon espace santé does for every patient, has half of that, and counts for no more of it; and not more
 * messages at once than all of it, since none is slow yet while they begin. Thread-safe.
 */
final class JudgingShares {
    /** A message takes some milliseconds; one that takes so long is large, made to be slow, or waits for the store. */
    private static final long SLOW_NANOS = 1_000_000_000L;

    private final int most;
    private final int mostOfOne;
    private final LongSupplier nanos;
    private final Map<String, Deque<Turn>> running = new HashMap<>();

    JudgingShares(int threads) {
        this(threads, System::nanoTime);
    }

    JudgingShares(int threads, LongSupplier nanos) {
        // a peer for one patient at a slow message is left a thread for another where there are two at all
        this.most = Math.max(Math.min(2, threads), threads / 4);
        this.mostOfOne = Math.max(1, most / 2);
        this.nanos = nanos;
    }

    /** One message being judged; to be closed in any case. */
    final class Turn implements AutoCloseable {
        private final String who;
        private final Optional<String> sentFor;
        private final boolean granted;
        private final long begun = nanos.getAsLong();

        private Turn(String who, Optional<String> sentFor, boolean granted) {
            this.who = who;
            this.sentFor = sentFor;
            this.granted = granted;
        }

        private boolean isSlow(long now) {
            return now - begun > SLOW_NANOS;
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

    /**
     * Asks for a thread.
     *
     * @param who a BAL or a peer
     * @param sentFor the one of many for whom a peer sends
     */
    synchronized Turn begin(String who, Optional<String> sentFor) {
        Deque<Turn> turns = running.computeIfAbsent(who, first -> new ArrayDeque<>());
        boolean granted =
                slow(turns) < most && sentFor.map(one -> hasRoom(turns, one)).orElse(true);
        Turn turn = new Turn(who, sentFor, granted);
        if (granted) {
            turns.add(turn);
        }
        return turn;
    }

    /** Slow messages, but for those that somebody has beyond the share. */
    private int slow(Deque<Turn> turns) {
        long now = nanos.getAsLong();
        Map<String, Integer> ofOne = new HashMap<>();
        int slow = 0;
        for (Turn turn : turns) {
            if (turn.isSlow(now)) {
                boolean within = turn.sentFor
                        .map(one -> ofOne.merge(one, 1, Integer::sum) <= mostOfOne)
                        .orElse(true);
                slow += within ? 1 : 0;
            }
        }
        return slow;
    }

    private boolean hasRoom(Deque<Turn> turns, String one) {
        long now = nanos.getAsLong();
        int all = 0;
        int slow = 0;
        for (Turn turn : turns) {
            if (turn.sentFor.filter(one::equals).isPresent()) {
                all++;
                slow += turn.isSlow(now) ? 1 : 0;
            }
        }
        return all < most && slow < mostOfOne;
    }

    private synchronized void end(Turn turn) {
        Deque<Turn> turns = running.get(turn.who);
        if (turns != null && turns.remove(turn) && turns.isEmpty()) {
            running.remove(turn.who);
        }
    }
}

package fr.mssgw.store.sql;

import fr.mssgw.core.port.StoreUnavailable;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a gateway does again and again, each round by its name and on a thread of its own, so that a slow one holds no other
 * up. A round that fails comes again, and is logged: at once, then no more than once a minute. Thread-safe.
 */
public final class Rounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);
    private static final long MILLIS_TO_END_BY_ITSELF = 2_000;
    private static final long MILLIS_TO_END_INTERRUPTED = 10_000;

    private final ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(0, work -> {
        Thread thread = new Thread(work, "round");
        thread.setDaemon(true);
        return thread;
    });
    private int count;

    /**
     * Begins a round.
     *
     * @param name of its thread
     * @param first after which it is gone for the first time
     * @param pause between the end of one and the beginning of the next
     * @param otherwise what the log says where it fails, without personal data
     */
    public synchronized void every(String name, Duration first, Duration pause, String otherwise, Runnable work) {
        threads.setCorePoolSize(++count);
        var unused = threads.scheduleWithFixedDelay(
                new Round(name, otherwise, work), first.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Run by one thread at a time. */
    private static final class Round implements Runnable {
        private final String name;
        private final String otherwise;
        private final Runnable work;
        private long told = System.nanoTime() - BETWEEN_WARNINGS.toNanos();

        Round(String name, String otherwise, Runnable work) {
            this.name = name;
            this.otherwise = otherwise;
            this.work = work;
        }

        @Override
        public void run() {
            Thread.currentThread().setName(name);
            try {
                work.run();
            } catch (StoreUnavailable e) {
                if (isToBeTold()) {
                    LOG.warn("{}, a later round will: {}", otherwise, e.getMessage());
                }
            } catch (RuntimeException | Error e) { // an executor would end the round for ever, and tell nobody
                if (isToBeTold()) {
                    LOG.error("{}, a later round will", otherwise, e);
                }
            }
        }

        private boolean isToBeTold() {
            long now = System.nanoTime();
            if (now - told < BETWEEN_WARNINGS.toNanos()) {
                return false;
            }
            told = now;
            return true;
        }
    }

    /** Begins no round any more, and waits for those that are gone: they are interrupted where they do not end soon. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(MILLIS_TO_END_BY_ITSELF, TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
                if (!threads.awaitTermination(MILLIS_TO_END_INTERRUPTED, TimeUnit.MILLISECONDS)) {
                    LOG.warn("a round did not end in time");
                }
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}

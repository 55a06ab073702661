package fr.mssgw.app.login;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Where tries for a BAL that many addresses guess have to pass: each waits, and few wait at a time, over all BAL, so that
 * the threads that judge stay free for others. Thread-safe.
 */
final class SlowLane {
    static final Duration WAIT = Duration.ofSeconds(1);
    static final int PLACES = 4;

    private final Semaphore places;
    private final Duration wait;

    SlowLane(int places, Duration wait) {
        this.places = new Semaphore(places);
        this.wait = wait;
    }

    /** Waits and then does the work; where every place is taken, answers {@code full} at once. */
    <T> T pass(Supplier<T> work, T full) {
        if (!places.tryAcquire()) {
            return full;
        }
        try {
            Thread.sleep(wait.toMillis());
            return work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return full;
        } finally {
            places.release();
        }
    }
}

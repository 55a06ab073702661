package fr.mssgw.imap;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** What the server and its test hold in memory. */
final class Heap {
    private Heap() {}

    /** Does something. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    /** The most octets that were held while something was done, above what was held before. */
    static long mostDuring(Action action) throws IOException {
        long before = used();
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong most = new AtomicLong(before);
        Thread watch = new Thread(() -> {
            while (!over.get()) {
                LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
                System.gc();
                Runtime runtime = Runtime.getRuntime();
                most.accumulateAndGet(runtime.totalMemory() - runtime.freeMemory(), Math::max);
            }
        });
        watch.start();
        try {
            action.run();
        } finally {
            over.set(true);
        }
        return most.get() - before;
    }

    /** Octets in use after a collection: the least of three. */
    static long used() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}

package fr.mssgw.store.sql;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes the queue's workers when a commit may have given them work, here and on other nodes. Thread-safe. */
public final class WorkSignal {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition raised = lock.newCondition();
    private volatile Runnable others = () -> {};
    private long count;

    /** @param telling tells the other nodes; quick, and throws nothing */
    public void tells(Runnable telling) {
        others = telling;
    }

    /** There may be work, for the workers of any node. */
    public void raise() {
        wake();
        others.run();
    }

    /** Another node said so. */
    public void wake() {
        lock.lock();
        try {
            count++;
            raised.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How often it was raised; read before looking for work, so that none is missed between looking and waiting. */
    public long count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it was raised more often than {@code seen}, or the time is up. */
    public void await(long seen, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (count == seen && left > 0) {
                left = raised.awaitNanos(Math.min(left, TimeUnit.HOURS.toNanos(1)));
            }
        } finally {
            lock.unlock();
        }
    }
}

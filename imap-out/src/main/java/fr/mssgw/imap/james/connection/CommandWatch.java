package fr.mssgw.imap.james.connection;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the commands that run. One that works without a word to its client for longer than it may is ended with its
 * session; one that runs on after its client has left is ended where it is. Both are told to the operator once, with the
 * place in the code. Ending is an interrupt: it wakes what waits and stops the loops that look ({@link NoLongerWanted});
 * statements on their way to the database and what other sessions are told are finished. A thread that looks at nothing
 * cannot be stopped, and stays in {@link #overdue}. Thread-safe.
 */
final class CommandWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommandWatch.class);

    /** After so much silence it is looked whether the client is there, and so long may work go on when it is not. */
    private static final Duration WITHOUT_CLIENT = Duration.ofSeconds(10);

    /** Commands that touch few rows may take this part of what the others may. */
    private static final int SHORTER = 5;

    private final Duration longest;
    private final Duration longestWithoutClient;
    private final Set<Running> running = ConcurrentHashMap.newKeySet();
    private final AtomicLong ended = new AtomicLong();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "imap-command-watch");
        thread.setDaemon(true);
        return thread;
    });

    /** @param longest that a command over many messages may work in silence */
    CommandWatch(Duration longest) {
        this.longest = longest;
        Duration third = longest.dividedBy(3);
        this.longestWithoutClient = third.compareTo(WITHOUT_CLIENT) < 0 ? third : WITHOUT_CLIENT;
        long millis = Math.max(10, Math.min(1_000, longest.toMillis() / 4));
        var unused = timer.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
    }

    /**
     * Notes that this thread begins a command; to be closed by the same thread.
     *
     * @param name for the log, without anything that the client wrote
     * @param manyMessages whether it may take long
     * @param end says goodbye to the client; does not block
     */
    Running begins(String name, boolean manyMessages, ResponseWriter client, Runnable end) {
        Running begun = new Running(name, manyMessages ? longest : longest.dividedBy(SHORTER), client, end);
        running.add(begun);
        return begun;
    }

    /** Commands that run now, beyond their time or without a client. */
    int overdue() {
        return (int) running.stream().filter(one -> one.overdue).count();
    }

    /** Commands that were ended since the start. */
    long ended() {
        return ended.get();
    }

    private void look() {
        for (Running one : running) {
            try {
                one.look();
            } catch (RuntimeException e) {
                LOG.error("an IMAP command could not be ended", e);
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** A command on its thread. */
    final class Running implements AutoCloseable {
        private final String name;
        private final Duration mayWork;
        private final ResponseWriter client;
        private final Runnable end;
        private final Thread thread = Thread.currentThread();
        private final long begun = System.nanoTime();
        private volatile boolean overdue;
        private long gone; // of the timer's thread, like what follows; 0: the client is there
        private boolean listens;
        private boolean done; // guarded by this

        Running(String name, Duration mayWork, ResponseWriter client, Runnable end) {
            this.name = name;
            this.mayWork = mayWork;
            this.client = client;
            this.end = end;
        }

        private void look() {
            long now = System.nanoTime();
            if (overdue) {
                return;
            }
            if (!client.isConnected()) {
                gone = gone == 0 ? now : gone;
                if (now - gone > longestWithoutClient.toNanos()) {
                    stop("runs on without a client", now);
                }
                return;
            }
            long silent = client.awaitsReader() ? 0 : now - client.lastWord(begun);
            if (silent > mayWork.toNanos()) {
                stop("works for too long without an answer", now);
            } else if (!listens && silent > longestWithoutClient.toNanos()) {
                listens = true;
                client.listens();
            }
        }

        private void stop(String why, long now) {
            Throwable place = new Throwable("where it runs");
            synchronized (this) {
                if (done) {
                    return;
                }
                overdue = true;
                place.setStackTrace(thread.getStackTrace());
                end.run();
                thread.interrupt();
            }
            ended.incrementAndGet();
            LOG.warn(
                    "an IMAP {} {} and is ended, after {} s on {}",
                    name,
                    why,
                    TimeUnit.NANOSECONDS.toSeconds(now - begun),
                    thread.getName(),
                    place);
        }

        /** The thread goes on to other work, which must not be interrupted in its stead. */
        @Override
        public void close() {
            running.remove(this);
            synchronized (this) {
                done = true;
            }
            if (overdue) {
                boolean unused = Thread.interrupted();
            }
        }
    }
}

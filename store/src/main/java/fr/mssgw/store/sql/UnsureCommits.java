package fr.mssgw.store.sql;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Statements whose connection broke before their answer came: each may have been committed, or may still be. PostgreSQL
 * works on for a client that is gone, until the backend writes its answer and notices. So what such a statement did can
 * be seen only once its backend has ended; then whoever shows the store's content is told to look at it again.
 *
 * <p>Which backends still work is read from {@code pg_stat_activity}: by no more than the process id, so that a backend
 * is waited for rather too long than not. Thread-safe.
 */
public final class UnsureCommits implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UnsureCommits.class);
    private static final long SHORTEST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    private final DataSource pool;
    private final Set<Integer> backends = new HashSet<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread looking = new Thread(work, "store-unsure-commits");
        looking.setDaemon(true);
        return looking;
    });
    private volatile Runnable told = () -> {};
    private boolean closed;

    UnsureCommits(DataSource pool) {
        this.pool = pool;
    }

    /** The server process that a connection of the pool speaks to; to be asked for while the connection is whole. */
    public static int backend(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getBackendPID();
    }

    /** @param telling that anything may have changed; called when it can be seen. Must be quick */
    public void tells(Runnable telling) {
        told = telling;
    }

    /** Notes a failed statement, where its effect is unknown; returns the exception that the caller throws. */
    public SQLException noted(int backend, SQLException failure) {
        if (!SqlErrors.mayBeCommitted(failure)) {
            return failure;
        }
        synchronized (this) {
            if (backends.add(backend) && backends.size() == 1 && !closed) {
                thread.execute(() -> look(SHORTEST_PAUSE_MILLIS));
            }
        }
        return new AnswerLost(backend, failure);
    }

    /** It is unknown whether the statement was committed. */
    public static final class AnswerLost extends SQLException {
        private static final long serialVersionUID = 1;
        private final int backend;

        AnswerLost(int backend, SQLException cause) {
            super(cause.getMessage(), cause.getSQLState(), cause);
            this.backend = backend;
        }
    }

    /** Waits until what the statement did can be seen; false when that takes longer, or the thread is interrupted. */
    public synchronized boolean awaitEnd(AnswerLost lost, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (backends.contains(lost.backend) && !closed) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return !closed;
    }

    private void look(long pause) {
        Set<Integer> asked;
        synchronized (this) {
            asked = new HashSet<>(backends);
        }
        boolean ended = false;
        try {
            asked.removeAll(working(asked));
            ended = !asked.isEmpty();
        } catch (SQLException away) {
            LOG.debug("what lost commits did is looked at later", away);
            asked.clear();
        }
        boolean again;
        synchronized (this) {
            backends.removeAll(asked);
            again = !backends.isEmpty() && !closed;
            notifyAll();
            if (again) {
                var unused = thread.schedule(
                        () -> look(Math.min(2 * pause, LONGEST_PAUSE_MILLIS)), pause, TimeUnit.MILLISECONDS);
            }
        }
        if (ended) {
            tell();
        }
    }

    private void tell() {
        LOG.info("a connection to the database was lost; open folders and the queue are looked at again");
        try {
            told.run();
        } catch (RuntimeException e) {
            LOG.error("what a lost commit may have changed was not told", e);
        }
    }

    /** Those that may still commit. The one that answers may have inherited the number of one that ended. */
    private Set<Integer> working(Set<Integer> asked) throws SQLException {
        Set<Integer> working = new HashSet<>();
        try (Connection connection = pool.getConnection();
                PreparedStatement query = connection.prepareStatement("SELECT pid FROM pg_stat_activity"
                        + " WHERE pid = ANY (?) AND pid <> pg_backend_pid() AND state IS DISTINCT FROM 'idle'")) {
            Array pids = connection.createArrayOf("int4", asked.toArray());
            query.setArray(1, pids);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    working.add(rows.getInt(1));
                }
            }
        }
        return working;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.shutdownNow();
    }
}

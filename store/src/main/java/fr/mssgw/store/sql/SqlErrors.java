package fr.mssgw.store.sql;

import fr.mssgw.core.port.StoreUnavailable;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** What an SQLSTATE means to us (PostgreSQL manual, appendix A). */
public final class SqlErrors {
    private static final Set<String> TRY_AGAIN = Set.of(
            "40001", // serialization_failure
            "40P01" // deadlock_detected
            );

    public static final int ATTEMPTS = 6;

    private SqlErrors() {}

    /** Waits a little, longer each time, before another try. */
    public static void pause(int attempt) {
        try {
            TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(1, 10L << attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public static boolean isWorthAnotherTry(SQLException e) {
        return TRY_AGAIN.contains(state(e));
    }

    /** Whether it is unknown if the statement's effect was committed. */
    static boolean mayBeCommitted(SQLException e) {
        String state = state(e);
        if (e instanceof SQLTransientConnectionException) {
            return false; // of the pool: there was no connection to begin with
        }
        return state.startsWith("08") || state.startsWith("57P");
    }

    /** Classes of what is refused whenever it is asked: data exception, constraint violation, program limit exceeded. */
    private static final Set<String> REFUSED = Set.of("22", "23", "54");

    /**
     * What the caller is told: that the store is unavailable, or that the arguments were wrong, which is a bug; also that
     * they were too much, such as a text of more words than a tsvector holds.
     *
     * @param doing what was being done, without personal data
     */
    public static RuntimeException translated(String doing, SQLException e) {
        String state = state(e);
        boolean refused = state.length() > 2 && REFUSED.contains(state.substring(0, 2));
        return refused ? new IllegalArgumentException(doing, e) : new StoreUnavailable(doing, e);
    }

    private static String state(SQLException e) {
        String state = e.getSQLState();
        return state == null ? "" : state;
    }
}

package fr.mssgw.store.mailbox;

import fr.mssgw.core.port.StoreUnavailable;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.SqlErrors;
import fr.mssgw.store.sql.UnsureCommits;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Runs the statements of this package, says what they were for when they fail, and tries again after a deadlock. Throws
 * IllegalArgumentException for what the database refuses whenever it is asked, else StoreUnavailable.
 */
final class Transactions {
    private static final int TRIES = 3;
    private static final String DEADLOCK = "40P01";
    private static final String SERIALIZATION_FAILURE = "40001";

    private final Jdbi jdbi;
    private final UnsureCommits unsure;

    Transactions(Database database) {
        this.unsure = database.unsure();
        this.jdbi = database.jdbi();
        jdbi.registerArrayType(Long.class, "bigint");
        jdbi.registerArrayType(String.class, "text");
    }

    <T> T read(String doing, HandleCallback<T, RuntimeException> work) {
        try {
            return jdbi.withHandle(work);
        } catch (JdbiException e) {
            throw translated(doing, e);
        }
    }

    <T> T write(String doing, HandleCallback<T, RuntimeException> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return jdbi.withHandle(handle -> noting(handle, work));
            } catch (JdbiException e) {
                if (attempt == TRIES || !worthAnotherTry(e)) {
                    throw translated(doing, e);
                }
            }
        }
    }

    void run(String doing, java.util.function.Consumer<Handle> work) {
        boolean done = write(doing, handle -> {
            work.accept(handle);
            return true;
        });
        assert done;
    }

    private <T> T noting(Handle handle, HandleCallback<T, RuntimeException> work) {
        int backend;
        try {
            backend = UnsureCommits.backend(handle.getConnection());
        } catch (SQLException e) {
            throw new ConnectionException(e);
        }
        try {
            return handle.inTransaction(work);
        } catch (JdbiException e) {
            Optional<SQLException> unused = sql(e).map(cause -> unsure.noted(backend, cause));
            throw e;
        }
    }

    private static RuntimeException translated(String doing, JdbiException failure) {
        return sql(failure)
                .map(cause -> SqlErrors.translated(doing, cause))
                .orElseGet(() -> new StoreUnavailable(doing, failure));
    }

    private static boolean worthAnotherTry(Throwable failure) {
        return sql(failure)
                .map(SQLException::getSQLState)
                .filter(state -> DEADLOCK.equals(state) || SERIALIZATION_FAILURE.equals(state))
                .isPresent();
    }

    private static Optional<SQLException> sql(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return Optional.of(sql);
            }
        }
        return Optional.empty();
    }
}

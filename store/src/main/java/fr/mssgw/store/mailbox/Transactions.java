package fr.mssgw.store.mailbox;

import fr.mssgw.core.port.StoreUnavailable;
import fr.mssgw.store.Database;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Runs the statements of this package, says what they were for when they fail, and tries again after a deadlock. */
final class Transactions {
    private static final int TRIES = 3;
    private static final String DEADLOCK = "40P01";
    private static final String SERIALIZATION_FAILURE = "40001";

    private final Jdbi jdbi;

    Transactions(Database database) {
        this.jdbi = database.jdbi();
        jdbi.registerArrayType(Long.class, "bigint");
        jdbi.registerArrayType(String.class, "text");
    }

    <T> T read(String doing, HandleCallback<T, RuntimeException> work) {
        try {
            return jdbi.withHandle(work);
        } catch (JdbiException e) {
            throw new StoreUnavailable(doing, e);
        }
    }

    <T> T write(String doing, HandleCallback<T, RuntimeException> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return jdbi.inTransaction(work);
            } catch (JdbiException e) {
                if (attempt == TRIES || !worthAnotherTry(e)) {
                    throw new StoreUnavailable(doing, e);
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

    private static boolean worthAnotherTry(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && (DEADLOCK.equals(sql.getSQLState()) || SERIALIZATION_FAILURE.equals(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }
}

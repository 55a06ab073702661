package fr.mssgw.store.embedded;

import org.jspecify.annotations.Nullable;

/** The embedded PostgreSQL cannot run; the message is one line that says what, where, and what to do. */
public final class EmbeddedDatabaseFailed extends RuntimeException {
    public EmbeddedDatabaseFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    public EmbeddedDatabaseFailed(String message) {
        this(message, null);
    }
}

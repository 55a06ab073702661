package fr.mssgw.app;

import org.jspecify.annotations.Nullable;

/** Something the gateway needs is not there: one line that names the file or port and says what to do. */
public final class CannotStart extends Exception {

    private static final long serialVersionUID = 1L;

    public CannotStart(String line, @Nullable Throwable cause) {
        super(line, cause);
    }
}

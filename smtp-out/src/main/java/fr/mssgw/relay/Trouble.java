package fr.mssgw.relay;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A connection or transaction that came to nothing, whoever the recipients were: they all wait. */
final class Trouble extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Reason reason;
    private final boolean hostFails;
    private final boolean inTransaction;

    /** No connection came about. @param hostFails whether the next message for this host would fare the same */
    Trouble(Reason reason, boolean hostFails, @Nullable Throwable cause) {
        this(reason, hostFails, false, cause);
    }

    private Trouble(Reason reason, boolean hostFails, boolean inTransaction, @Nullable Throwable cause) {
        super(reason.masked(), cause);
        this.reason = reason;
        this.hostFails = hostFails;
        this.inTransaction = inTransaction;
    }

    /** The connection broke while a message was handed over. */
    static Trouble inTransaction(Reason reason, boolean hostFails, Throwable cause) {
        return new Trouble(reason, hostFails, true, cause);
    }

    Reason reason() {
        return reason;
    }

    boolean hostFails() {
        return hostFails;
    }

    boolean inTransaction() {
        return inTransaction;
    }
}

package fr.mssgw.core.port;

/** The database did not answer or refused; nothing was written, and the sender is asked to retry. */
public final class StoreUnavailable extends RuntimeException {
    public StoreUnavailable(String doing, Throwable cause) {
        super(doing, cause);
    }
}

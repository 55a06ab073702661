package fr.mssgw.certs.archive;

import java.io.IOException;

/** An archive that cannot be read to its end, passes a bound, or that two readers might understand differently. */
public final class UnreadableArchive extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean encrypted;

    UnreadableArchive(String message) {
        this(message, false);
    }

    private UnreadableArchive(String message, boolean encrypted) {
        super(message);
        this.encrypted = encrypted;
    }

    static UnreadableArchive encrypted() {
        return new UnreadableArchive("an encrypted entry", true);
    }

    /** Whether only a password is missing: what the sender should know first. */
    public boolean isEncrypted() {
        return encrypted;
    }
}

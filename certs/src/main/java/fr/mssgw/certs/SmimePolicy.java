package fr.mssgw.certs;

/**
 * What S/MIME does to outgoing mail.
 *
 * @param gcm AES-256-GCM for every encrypted copy; otherwise only where each recipient's certificate announces it
 */
public record SmimePolicy(Sign sign, Encrypt encrypt, boolean gcm) {
    /** Signing with the sender's key. */
    public enum Sign {
        /** Mail of a BAL without a usable key is refused. */
        ALWAYS,
        WHEN_POSSIBLE,
        NEVER
    }

    /** Encrypting to other operators' people; never to patients, nor between our own BAL. */
    public enum Encrypt {
        /** Mail to somebody whose certificate is not known and valid is refused. */
        REQUIRED,
        WHEN_POSSIBLE,
        NEVER
    }

    public static final SmimePolicy DEFAULT = new SmimePolicy(Sign.WHEN_POSSIBLE, Encrypt.WHEN_POSSIBLE, false);
}

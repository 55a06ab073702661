package fr.mssgw.core.message;

import java.util.Locale;
import java.util.Optional;

/**
 * What S/MIME says of a received message: the value of {@code X-MSSGW-SMIME} (contract §6).
 *
 * @param signer the address in the signer's certificate, or its subject's common name; header-safe text
 */
public record SmimeLabel(Status status, Optional<String> signer, boolean decrypted) {
    public enum Status {
        VERIFIED,
        UNSIGNED,
        /** The signature does not match the content, or cannot be read. */
        INVALID,
        /** The signer's certificate does not chain to a trusted root. */
        UNTRUSTED,
        EXPIRED,
        REVOKED,
        /** A valid signature, by somebody else than the From. */
        MISMATCH,
        /** Encrypted to none of our keys, or damaged: delivered inside an explanation. */
        UNREADABLE
    }

    public static final SmimeLabel UNSIGNED = new SmimeLabel(Status.UNSIGNED, Optional.empty(), false);

    /** Whether {@code $MSS_Unverified} marks it: a signature is there and does not hold. */
    public boolean signatureFails() {
        return status != Status.VERIFIED && status != Status.UNSIGNED && status != Status.UNREADABLE;
    }

    public String headerValue() {
        return status.name().toLowerCase(Locale.ROOT)
                + signer.map(s -> "; signer=" + s).orElse("")
                + (decrypted ? "; decrypted=yes" : "");
    }
}

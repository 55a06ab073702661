package fr.mssgw.core.message;

import fr.mssgw.core.text.Ascii;
import java.util.List;
import java.util.Optional;

/**
 * What S/MIME says of a received message: the value of {@code X-MSSGW-SMIME} (docs/contract.md §6).
 *
 * @param reason why, in one word; empty where the status says it all
 * @param signer the address in the signer's certificate, or its subject's common name; header-safe text
 * @param differing protected fields that say something else than those outside (RFC 9788), in lower case
 */
public record SmimeLabel(
        Status status, Optional<Reason> reason, Optional<String> signer, boolean decrypted, List<String> differing) {
    public SmimeLabel(Status status, Optional<String> signer, boolean decrypted) {
        this(status, Optional.empty(), signer, decrypted, List.of());
    }

    /** Why a status is what it is (docs/contract.md §6). */
    public enum Reason {
        /** The content is not what was signed. */
        ALTERED,
        /** The structure can be read in two ways, so that what was signed need not be what is shown. */
        AMBIGUOUS,
        /** It calls itself signed, and holds no signature that can be read (RFC 1847 §2.1, RFC 5652 §5). */
        MALFORMED,
        /** The signature uses an algorithm that this gateway lacks: nothing can be said of it. */
        UNSUPPORTED,
        /** The signature uses a digest that proves nothing any more. */
        WEAK,
        /** The signer's certificate did not come with the signature. */
        NO_CERTIFICATE;

        /** As the field and the trace have it, such as {@code no-certificate}. */
        public String word() {
            return Ascii.lower(name()).replace('_', '-');
        }
    }

    public enum Status {
        VERIFIED,
        UNSIGNED,
        /** The signature does not match the content, or cannot be read. */
        INVALID,
        /** The signer's certificate does not chain to a trusted root, or the signature cannot be checked. */
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

    /** The label of the same message where its structure can be read in two ways: never that it is verified. */
    public SmimeLabel ambiguous() {
        return status == Status.VERIFIED
                ? new SmimeLabel(Status.INVALID, Optional.of(Reason.AMBIGUOUS), signer, decrypted, differing)
                : this;
    }

    public String headerValue() {
        return Ascii.lower(status.name())
                + reason.map(why -> "; reason=" + why.word()).orElse("")
                + signer.map(s -> "; signer=" + s).orElse("")
                + (decrypted ? "; decrypted=yes" : "")
                + (differing.isEmpty() ? "" : "; differs=" + String.join(",", differing));
    }
}

package fr.mssgw.core.port;

import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.message.SmimeLabel;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** S/MIME, as the flows see it (RFC 8551). Blocking and CPU-bound; thread-safe. */
public interface MessageSecurity {
    /**
     * Signs with the sender's key and encrypts where the policy says and certificates allow. Patients' copies are
     * signed and never encrypted; copies for BAL of ours are signed and not encrypted. A message that the client signed
     * or encrypted itself is left as it is.
     *
     * @param recipients all of one message; each appears in exactly one copy
     */
    Outgoing secure(RawMessage message, Bal sender, List<MssAddress> recipients, Instant at) throws IOException;

    /**
     * Decrypts, verifies and labels, for each recipient by itself: what a recipient's key opens is for that recipient
     * alone. Recipients share a content where no key was used, or where the key of each of them opens that very
     * content. Never fails on bad content: what a recipient's keys do not open comes inside an explanation with the
     * message as it was received attached, labelled {@code unreadable}.
     *
     * @param recipients not empty
     * @param from the header From, which the signer's certificate must name
     * @return at most one content for each recipient; each recipient is named by exactly one
     */
    List<Incoming> open(RawMessage message, List<Bal> recipients, MssAddress from, Instant at) throws IOException;

    /** What {@link #secure} made of a message. */
    sealed interface Outgoing {
        /** @param copies the caller closes each content, but for those that are the message given */
        record Secured(List<Copy> copies) implements Outgoing {}

        /** The policy requires what cannot be done. @param reason French, for the sender */
        record Impossible(String reason) implements Outgoing {}
    }

    /**
     * One content and those it is for.
     *
     * @param ambiguous whether a client secured it so that two readers may see different contents
     */
    record Copy(RawMessage content, Set<MssAddress> recipients, boolean signed, boolean encrypted, boolean ambiguous) {
        /** Of one that every reader sees alike. */
        public Copy(RawMessage content, Set<MssAddress> recipients, boolean signed, boolean encrypted) {
            this(content, recipients, signed, encrypted, false);
        }
    }

    /**
     * What some recipients read of a message.
     *
     * @param content the caller closes it, unless it is the message given
     * @param ambiguous whether two readers may see different contents in one of the layers, whatever its signature is worth
     */
    record Incoming(RawMessage content, SmimeLabel label, Set<MssAddress> recipients, boolean ambiguous) {
        public Incoming {
            recipients = Set.copyOf(recipients);
        }

        /** Of one that every reader sees alike. */
        public Incoming(RawMessage content, SmimeLabel label, Set<MssAddress> recipients) {
            this(content, label, recipients, false);
        }
    }
}

package fr.mssgw.core.flow;

import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.peer.Peer;
import fr.mssgw.core.policy.Verdict;
import java.util.Optional;

/**
 * The way of a message that another operator hands in on port 25 (ARCHITECTURE.md, "A patient answers Dr Martin").
 * Methods block; thread-safe. Addresses arrive as the text between the angle brackets.
 */
public interface InboundFlow {
    /** Judges MAIL FROM: TLS, the peer's certificate, its domain in the white list. Empty text is the null sender. */
    Verdict onMailFrom(Peer peer, String sender);

    /**
     * Judges RCPT TO for a sender that {@link #onMailFrom} let pass.
     *
     * @param announced octets of the message (SIZE, RFC 1870); 0 when not said
     */
    Verdict onRecipient(Peer peer, Optional<MssAddress> sender, String recipient, long announced);

    /** Judges and stores the message; when it returns {@link Reception.Stored}, the transaction is committed. */
    Reception onMessage(Peer peer, Envelope envelope, RawMessage message);
}

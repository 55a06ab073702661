package fr.mssgw.core.flow;

import fr.mssgw.core.access.Identity;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.policy.Verdict;
import java.net.InetAddress;
import java.util.Optional;

/**
 * The way of a message that a client submits on port 587 or 465 (ARCHITECTURE.md, "Dr Martin sends a report"). Methods
 * block; thread-safe. Addresses arrive as the text between the angle brackets. The adapter has asked for TLS and login.
 */
public interface SubmissionFlow {
    /**
     * Judges MAIL FROM: it must be the authenticated BAL, or null for a report.
     *
     * @param announced octets of the message (SIZE, RFC 1870); 0 when not said
     */
    Verdict onMailFrom(Identity identity, String sender, long announced);

    /** @param announced octets of the message (SIZE, RFC 1870); 0 when not said */
    Verdict onRecipient(Identity identity, Optional<MssAddress> sender, String recipient, long announced);

    /** Judges, secures and stores the message; {@link Reception.Stored} means committed. */
    Reception onMessage(Client client, Envelope envelope, RawMessage message);

    /** The submitting end, for the trace. */
    record Client(Identity identity, InetAddress address, String helo) {}
}

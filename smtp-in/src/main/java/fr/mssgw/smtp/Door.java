package fr.mssgw.smtp;

import fr.mssgw.core.flow.Reception;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.policy.Reply;
import fr.mssgw.core.policy.Verdict;
import java.util.Optional;

/** What stands behind a port: who is let in, and the flow that judges the mail. Methods block; thread-safe. */
public interface Door {
    /** Whether AUTH is offered here. */
    boolean offersLogin();

    /** What this visitor has to do before MAIL, as a refusal; empty when nothing is missing. */
    Optional<Reply> missing(Visitor visitor);

    /** @param announced octets of the message (SIZE, RFC 1870), 0 when not said */
    Verdict onMailFrom(Visitor visitor, String sender, long announced);

    /** @param announced octets of the message, 0 when not said */
    Verdict onRecipient(Visitor visitor, Optional<MssAddress> sender, String recipient, long announced);

    /** The caller keeps the message and closes it. */
    Reception onMessage(Visitor visitor, Envelope envelope, RawMessage message);
}

package fr.mssgw.smtp;

import fr.mssgw.core.flow.InboundFlow;
import fr.mssgw.core.flow.Reception;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.policy.Reply;
import fr.mssgw.core.policy.Verdict;
import java.util.Optional;

/** Port 25: other operators, told apart by the certificate they present, which the flow judges. */
public record MxDoor(InboundFlow flow) implements Door {
    @Override
    public boolean offersLogin() {
        return false;
    }

    @Override
    public Optional<Reply> missing(Visitor visitor) {
        return visitor.tls() ? Optional.empty() : Optional.of(Replies.TLS_NEEDED);
    }

    @Override
    public Verdict onMailFrom(Visitor visitor, String sender, long announced) {
        return flow.onMailFrom(visitor.peer(), sender);
    }

    @Override
    public Verdict onRecipient(Visitor visitor, Optional<MssAddress> sender, String recipient, long announced) {
        return flow.onRecipient(visitor.peer(), sender, recipient, announced);
    }

    @Override
    public Reception onMessage(Visitor visitor, Envelope envelope, RawMessage message) {
        return flow.onMessage(visitor.peer(), envelope, message);
    }
}

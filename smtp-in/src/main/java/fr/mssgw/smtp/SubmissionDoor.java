package fr.mssgw.smtp;

import fr.mssgw.core.access.Identity;
import fr.mssgw.core.flow.Reception;
import fr.mssgw.core.flow.SubmissionFlow;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.policy.Reply;
import fr.mssgw.core.policy.Verdict;
import java.util.Optional;

/** Ports 587 and 465: clients that log in. */
public record SubmissionDoor(SubmissionFlow flow) implements Door {
    @Override
    public boolean offersLogin() {
        return true;
    }

    @Override
    public Optional<Reply> missing(Visitor visitor) {
        if (!visitor.tls()) {
            return Optional.of(Replies.TLS_NEEDED);
        }
        return visitor.identity().isPresent() ? Optional.empty() : Optional.of(Replies.LOGIN_NEEDED);
    }

    @Override
    public Verdict onMailFrom(Visitor visitor, String sender, long announced) {
        return flow.onMailFrom(identity(visitor), sender, announced);
    }

    @Override
    public Verdict onRecipient(Visitor visitor, Optional<MssAddress> sender, String recipient, long announced) {
        return flow.onRecipient(identity(visitor), sender, recipient, announced);
    }

    @Override
    public Reception onMessage(Visitor visitor, Envelope envelope, RawMessage message) {
        return flow.onMessage(
                new SubmissionFlow.Client(identity(visitor), visitor.address(), visitor.helo()), envelope, message);
    }

    private static Identity identity(Visitor visitor) {
        return visitor.identity()
                .orElseThrow(() -> new IllegalStateException("a visitor without login came past AUTH"));
    }
}

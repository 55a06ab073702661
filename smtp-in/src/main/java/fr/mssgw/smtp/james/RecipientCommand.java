package fr.mssgw.smtp.james;

import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.policy.Reply;
import fr.mssgw.smtp.PathArgument;
import fr.mssgw.smtp.RecipientParameters;
import fr.mssgw.smtp.Replies;
import fr.mssgw.smtp.SyntaxFault;
import fr.mssgw.smtp.Visitor;
import java.util.Optional;
import org.apache.james.protocols.api.Response;

/** RCPT TO (RFC 5321 §4.1.1.3). A recipient named twice is accepted twice and gets one copy. */
final class RecipientCommand extends Command {
    RecipientCommand() {
        super("RCPT");
    }

    @Override
    Response run(GatewaySession session, String verb, String argument) throws SyntaxFault {
        demandAdmission(session);
        Visitor visitor = session.visitor();
        Transaction transaction = session.transaction().orElseThrow(() -> new SyntaxFault(Replies.MAIL_FIRST));
        PathArgument path = PathArgument.parse(argument, "TO");
        DsnRequest dsn = RecipientParameters.read(path.parameters());
        Optional<MssAddress> recipient = parse(path.address());
        if (recipient.isPresent() && transaction.has(recipient.get())) {
            return GatewaySession.response(Replies.RECIPIENT_ACCEPTED);
        }
        if (transaction.recipients() >= session.listening().config().limits().recipients()) {
            throw new SyntaxFault(Replies.TOO_MANY_RECIPIENTS);
        }
        Reply reply = ask(
                session,
                () -> session.listening()
                        .door()
                        .onRecipient(visitor, transaction.sender(), path.address(), transaction.announced()),
                Replies.RECIPIENT_ACCEPTED);
        if (reply.accepts()) {
            transaction.add(recipient.orElseThrow(() -> new SyntaxFault(Replies.MALFORMED_ADDRESS)), dsn);
        }
        return GatewaySession.response(reply);
    }

    private static Optional<MssAddress> parse(String address) {
        try {
            return Optional.of(MssAddress.parse(address));
        } catch (MalformedAddress forTheFlowToRefuse) {
            return Optional.empty();
        }
    }
}

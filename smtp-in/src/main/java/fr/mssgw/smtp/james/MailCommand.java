package fr.mssgw.smtp.james;

import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.policy.Reply;
import fr.mssgw.smtp.MailParameters;
import fr.mssgw.smtp.PathArgument;
import fr.mssgw.smtp.Replies;
import fr.mssgw.smtp.SyntaxFault;
import fr.mssgw.smtp.Visitor;
import java.util.Optional;
import org.apache.james.protocols.api.Response;

/** MAIL FROM (RFC 5321 §4.1.1.2): form and order here, everything else is the flow's. */
final class MailCommand extends Command {
    MailCommand() {
        super("MAIL");
    }

    @Override
    Response run(GatewaySession session, String verb, String argument) throws SyntaxFault {
        demandAdmission(session);
        Visitor visitor = session.visitor();
        if (session.helo().isEmpty()) {
            throw new SyntaxFault(Replies.HELLO_FIRST);
        }
        if (session.transaction().isPresent()) {
            throw new SyntaxFault(Replies.SENDER_GIVEN);
        }
        PathArgument path = PathArgument.parse(argument, "FROM");
        MailParameters parameters =
                MailParameters.read(path.parameters(), session.listening().getMaxMessageSize());
        Reply reply = ask(
                session,
                () -> session.listening().door().onMailFrom(visitor, path.address(), parameters.size()),
                Replies.SENDER_ACCEPTED);
        if (reply.accepts()) {
            session.begin(new Transaction(sender(path.address()), parameters));
        }
        return GatewaySession.response(reply);
    }

    private static Optional<MssAddress> sender(String address) throws SyntaxFault {
        try {
            return address.isEmpty() ? Optional.empty() : Optional.of(MssAddress.parse(address));
        } catch (MalformedAddress letPassByTheFlow) {
            throw new SyntaxFault(Replies.MALFORMED_ADDRESS);
        }
    }
}

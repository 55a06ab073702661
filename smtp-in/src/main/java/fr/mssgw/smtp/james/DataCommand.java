package fr.mssgw.smtp.james;

import fr.mssgw.smtp.Replies;
import fr.mssgw.smtp.SyntaxFault;
import org.apache.james.protocols.api.Response;

/** DATA (RFC 5321 §4.1.1.4): what follows is the message. */
final class DataCommand extends Command {
    DataCommand() {
        super("DATA");
    }

    @Override
    Response run(GatewaySession session, String verb, String argument) throws SyntaxFault {
        demandAdmission(session);
        if (!argument.isEmpty()) {
            throw new SyntaxFault(Replies.syntax("DATA takes no argument"));
        }
        Transaction transaction = session.transaction().orElseThrow(() -> new SyntaxFault(Replies.MAIL_FIRST));
        if (transaction.recipients() == 0) {
            throw new SyntaxFault(Replies.RECIPIENT_FIRST);
        }
        MessageReceiver receiver = new MessageReceiver(session, transaction);
        transaction.receiving(receiver);
        session.transport().framer().receive(receiver);
        return GatewaySession.response(Replies.SEND_DATA);
    }
}

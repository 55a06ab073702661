package fr.mssgw.smtp.james;

import fr.mssgw.core.policy.Reply;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.smtp.Replies;
import fr.mssgw.smtp.SyntaxFault;
import fr.mssgw.smtp.WireText;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.smtp.SMTPStartTlsResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** STARTTLS (RFC 3207): what the client said before is forgotten, what it sent behind ends the session. */
final class StartTlsCommand extends Command {
    private static final Logger LOG = LoggerFactory.getLogger(StartTlsCommand.class);

    StartTlsCommand() {
        super("STARTTLS");
    }

    @Override
    Response run(GatewaySession session, String verb, String argument) throws SyntaxFault {
        if (session.isTLSStarted()) {
            throw new SyntaxFault(Replies.TLS_ACTIVE);
        }
        if (!argument.isEmpty()) {
            throw new SyntaxFault(Replies.syntax("STARTTLS takes no argument"));
        }
        if (session.transport().framer().holdsMore()) {
            LOG.warn("session {}: refused commands pipelined behind STARTTLS", session.getSessionID());
            session.tracePremature(Rules.TLS_NEEDED, Replies.PIPELINED_AFTER_STARTTLS);
            return GatewaySession.last(Replies.PIPELINED_AFTER_STARTTLS);
        }
        try {
            session.transport().prepareTls();
        } catch (RuntimeException noCertificate) {
            LOG.error("session {}: TLS cannot be started", session.getSessionID(), noCertificate);
            return GatewaySession.response(Replies.TLS_UNAVAILABLE);
        }
        session.forgetHello();
        Reply ready = Replies.START_TLS;
        return new SMTPStartTlsResponse(Integer.toString(ready.code()), WireText.of(ready));
    }
}

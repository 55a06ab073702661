package fr.mssgw.smtp.james;

import fr.mssgw.core.access.Credential;
import fr.mssgw.core.access.Login;
import fr.mssgw.core.policy.Reply;
import fr.mssgw.smtp.Replies;
import fr.mssgw.smtp.SaslExchange;
import fr.mssgw.smtp.SaslExchange.Step;
import fr.mssgw.smtp.SyntaxFault;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.LineHandler;
import org.apache.james.protocols.smtp.SMTPResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** AUTH (RFC 4954): under TLS, once, before MAIL. The credential is judged by the authenticator. */
final class AuthCommand extends Command {
    private static final Logger LOG = LoggerFactory.getLogger(AuthCommand.class);

    AuthCommand() {
        super("AUTH");
    }

    @Override
    Response run(GatewaySession session, String verb, String argument) throws SyntaxFault {
        if (!session.listening().door().offersLogin()) {
            throw new SyntaxFault(Replies.NOT_OFFERED);
        }
        if (!session.isTLSStarted()) {
            throw new SyntaxFault(Replies.TLS_NEEDED);
        }
        if (session.helo().isEmpty()) {
            throw new SyntaxFault(Replies.HELLO_FIRST);
        }
        if (session.identity().isPresent()) {
            throw new SyntaxFault(Replies.LOGGED_IN_ALREADY);
        }
        if (session.transaction().isPresent()) {
            throw new SyntaxFault(Replies.NOT_DURING_MAIL);
        }
        String[] words = argument.split(" +");
        if (words[0].isEmpty() || words.length > 2) {
            throw new SyntaxFault(Replies.syntax("Usage: AUTH mechanism [initial-response]"));
        }
        SaslExchange exchange = SaslExchange.begin(words[0], session.visitor().chain());
        Step first = exchange.start(words.length == 2 ? Optional.of(words[1]) : Optional.empty());
        if (first instanceof Step.Challenge) {
            session.pushLineHandler(new Answers(exchange));
        }
        return proceed(session, exchange, first);
    }

    private static Response proceed(GatewaySession session, SaslExchange exchange, Step step) {
        if (step instanceof Step.Challenge challenge) {
            return new SMTPResponse("334", challenge.base64());
        }
        if (step instanceof Step.Shown shown) {
            return judged(session, exchange, shown.credential());
        }
        return GatewaySession.response(Replies.LOGIN_REFUSED);
    }

    private static Response judged(GatewaySession session, SaslExchange exchange, Credential credential) {
        Login login;
        try {
            login = session.listening()
                    .authenticator()
                    .login(credential, session.getRemoteAddress().getAddress(), "smtp");
        } catch (RuntimeException fault) {
            LOG.error("session {}: a login could not be judged", session.getSessionID(), fault);
            return GatewaySession.response(Reply.LATER);
        }
        if (login instanceof Login.Granted granted) {
            session.loggedIn(granted);
            return GatewaySession.response(Replies.LOGGED_IN);
        }
        if (login instanceof Login.Locked) {
            return GatewaySession.last(Replies.LOGIN_LOCKED);
        }
        if (exchange.mechanism().refusesByChallenge()) {
            session.pushLineHandler(new AfterRefusedToken());
            return new SMTPResponse("334", SaslExchange.TOKEN_REFUSED);
        }
        return GatewaySession.response(Replies.LOGIN_REFUSED);
    }

    /** The client's answers to challenges. */
    private static final class Answers implements LineHandler<GatewaySession> {
        private final SaslExchange exchange;

        Answers(SaslExchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public Response onLine(GatewaySession session, byte[] line) {
            Step step;
            try {
                step = exchange.answer(new String(line, StandardCharsets.ISO_8859_1).strip());
            } catch (SyntaxFault fault) {
                session.popLineHandler();
                return GatewaySession.response(fault.reply());
            }
            if (!(step instanceof Step.Challenge)) {
                session.popLineHandler();
            }
            return proceed(session, exchange, step);
        }
    }

    /** The blank line with which a client takes note of a refused token, whatever it holds. */
    private static final class AfterRefusedToken implements LineHandler<GatewaySession> {
        @Override
        public Response onLine(GatewaySession session, byte[] line) {
            session.popLineHandler();
            return GatewaySession.response(Replies.LOGIN_REFUSED);
        }
    }
}

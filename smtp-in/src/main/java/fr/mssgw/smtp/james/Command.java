package fr.mssgw.smtp.james;

import fr.mssgw.core.policy.Reply;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.smtp.SyntaxFault;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.james.protocols.api.Request;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.CommandHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A command of SMTP as James calls it; its own faults become replies here. */
abstract class Command implements CommandHandler<GatewaySession> {
    private static final Logger LOG = LoggerFactory.getLogger(Command.class);

    private final List<String> verbs;

    Command(String... verbs) {
        this.verbs = List.of(verbs);
    }

    /** @param argument without the verb and the space behind it; empty when there is none */
    abstract Response run(GatewaySession session, String verb, String argument) throws SyntaxFault;

    @Override
    public final Response onCommand(GatewaySession session, Request request) {
        String argument = request.getArgument();
        try {
            return run(session, request.getCommand(), argument == null ? "" : argument.strip());
        } catch (SyntaxFault fault) {
            return GatewaySession.response(fault.reply());
        }
    }

    @Override
    public final Collection<String> getImplCommands() {
        return verbs;
    }

    /** Refuses when TLS or login is missing (docs/contract.md §4). */
    static void demandAdmission(GatewaySession session) throws SyntaxFault {
        Optional<Reply> missing = session.listening().door().missing(session.visitor());
        if (missing.isPresent()) {
            session.tracePremature(session.isTLSStarted() ? Rules.LOGIN_NEEDED : Rules.TLS_NEEDED, missing.get());
            throw new SyntaxFault(missing.get());
        }
    }

    /** Asks a flow; when it fails, the client is to try again. */
    static Reply ask(GatewaySession session, Supplier<Verdict> question, Reply accepted) {
        try {
            Verdict verdict = question.get();
            session.logIfLater(verdict);
            return Reply.to(verdict, accepted.text(), accepted.enhanced());
        } catch (RuntimeException fault) {
            LOG.error("session {}: a command could not be judged", session.getSessionID(), fault);
            return Reply.LATER;
        }
    }
}

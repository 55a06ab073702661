package fr.mssgw.smtp.james;

import fr.mssgw.core.policy.Reply;
import fr.mssgw.smtp.Replies;
import fr.mssgw.smtp.SyntaxFault;
import java.util.List;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.UnknownCommandHandler;

/** The commands with one answer: NOOP, RSET, QUIT, VRFY, EXPN, HELP, and those nobody knows. */
final class PlainCommand extends Command {
    private enum Effect {
        NONE,
        RESET,
        END
    }

    private final Reply reply;
    private final boolean takesArgument;
    private final Effect effect;

    private PlainCommand(String verb, Reply reply, boolean takesArgument, Effect effect) {
        super(verb);
        this.reply = reply;
        this.takesArgument = takesArgument;
        this.effect = effect;
    }

    static List<PlainCommand> all() {
        return List.of(
                new PlainCommand("NOOP", Replies.OK, true, Effect.NONE),
                new PlainCommand("RSET", Replies.OK, false, Effect.RESET),
                new PlainCommand("QUIT", Replies.BYE, false, Effect.END),
                new PlainCommand("VRFY", Replies.CANNOT_VERIFY, true, Effect.NONE),
                new PlainCommand("EXPN", Replies.NOT_OFFERED, true, Effect.NONE),
                new PlainCommand("HELP", Replies.HELP, true, Effect.NONE),
                new PlainCommand(UnknownCommandHandler.COMMAND_IDENTIFIER, Replies.UNKNOWN_COMMAND, true, Effect.NONE));
    }

    @Override
    Response run(GatewaySession session, String verb, String argument) throws SyntaxFault {
        if (!takesArgument && !argument.isEmpty()) {
            throw new SyntaxFault(Replies.syntax(verb + " takes no argument"));
        }
        if (effect == Effect.RESET) {
            session.resetState();
        }
        return effect == Effect.END ? GatewaySession.last(reply) : GatewaySession.response(reply);
    }
}

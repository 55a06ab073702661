package fr.mssgw.smtp.james;

import fr.mssgw.core.policy.Reply;
import org.apache.james.protocols.api.ProtocolSession;
import org.apache.james.protocols.api.ProtocolTransport;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.ConnectHandler;
import org.apache.james.protocols.api.handler.ProtocolHandlerChain;
import org.apache.james.protocols.api.handler.ProtocolHandlerChainImpl;
import org.apache.james.protocols.api.handler.WiringException;
import org.apache.james.protocols.smtp.SMTPProtocol;

/**
 * The commands of one port, as James' protocol. James' own command handlers are not used: they write malformed addresses
 * to the log, read SIZE as an int, know no DSN, no EXTERNAL, and answer without enhanced codes.
 */
final class SmtpDialogue extends SMTPProtocol {
    private final Listening listening;

    SmtpDialogue(Listening listening) {
        super(chain(), listening);
        this.listening = listening;
    }

    private static ProtocolHandlerChain chain() {
        ProtocolHandlerChainImpl chain = new ProtocolHandlerChainImpl();
        chain.add(new CommandLines());
        chain.add(new Greeting());
        chain.add(new HelloCommand());
        chain.add(new StartTlsCommand());
        chain.add(new AuthCommand());
        chain.add(new MailCommand());
        chain.add(new RecipientCommand());
        chain.add(new DataCommand());
        chain.addAll(PlainCommand.all());
        try {
            chain.wireExtensibleHandlers();
        } catch (WiringException fault) {
            throw new IllegalStateException("wiring the SMTP commands", fault);
        }
        return chain;
    }

    @Override
    public ProtocolSession newSession(ProtocolTransport transport) {
        return new GatewaySession((SessionTransport) transport, listening);
    }

    private static final class Greeting implements ConnectHandler<GatewaySession> {
        @Override
        public Response onConnect(GatewaySession session) {
            return GatewaySession.response(
                    new Reply(220, "", session.listening().getGreeting()));
        }
    }
}

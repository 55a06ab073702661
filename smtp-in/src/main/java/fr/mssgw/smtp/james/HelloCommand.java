package fr.mssgw.smtp.james;

import fr.mssgw.smtp.Replies;
import fr.mssgw.smtp.SyntaxFault;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.smtp.SMTPResponse;

/** EHLO and HELO (RFC 5321 §4.1.1.1): ends an open transaction, says what is offered now. */
final class HelloCommand extends Command {
    private static final int LONGEST_NAME = 255;

    HelloCommand() {
        super("EHLO", "HELO");
    }

    @Override
    Response run(GatewaySession session, String verb, String argument) throws SyntaxFault {
        if (argument.isEmpty() || argument.length() > LONGEST_NAME) {
            throw new SyntaxFault(Replies.syntax(verb + " takes the name of your host"));
        }
        session.resetState();
        session.hello(argument);
        Listening listening = session.listening();
        SMTPResponse response = new SMTPResponse("250", listening.getHelloName());
        if (verb.equals("EHLO")) {
            response.appendLine("PIPELINING");
            response.appendLine("ENHANCEDSTATUSCODES");
            response.appendLine("8BITMIME");
            response.appendLine("SIZE " + listening.getMaxMessageSize());
            response.appendLine("DSN");
            if (session.isStartTLSSupported() && !session.isTLSStarted()) {
                response.appendLine("STARTTLS");
            }
            if (session.isAuthAnnounced()) {
                boolean certificate = !session.visitor().chain().isEmpty();
                response.appendLine("AUTH PLAIN LOGIN XOAUTH2 OAUTHBEARER" + (certificate ? " EXTERNAL" : ""));
            }
        }
        return response;
    }
}

package fr.mssgw.imap.james.login;

import fr.mssgw.core.access.Credential;
import fr.mssgw.core.access.Secret;
import fr.mssgw.imap.james.connection.ClientSession;
import fr.mssgw.imap.james.connection.NoMetrics;
import java.util.List;
import org.apache.james.imap.api.message.Capability;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.message.request.LoginRequest;
import org.apache.james.imap.processor.AbstractMailboxProcessor;
import org.apache.james.imap.processor.CapabilityImplementingProcessor;
import org.apache.james.mailbox.MailboxManager;
import org.apache.james.util.MDCBuilder;

/** LOGIN, under TLS only. */
public final class LoginCommand extends AbstractMailboxProcessor<LoginRequest>
        implements CapabilityImplementingProcessor {
    private final LoginRule rule;
    private final LoginAnswer answer;

    public LoginCommand(MailboxManager mailboxes, StatusResponseFactory responses, LoginRule rule) {
        super(LoginRequest.class, mailboxes, responses, new NoMetrics());
        this.rule = rule;
        this.answer = new LoginAnswer(responses);
    }

    @Override
    protected void processRequest(LoginRequest request, ImapSession session, Responder responder) {
        if (!session.isTLSActive()) {
            answer.needsTls(request, responder);
            return;
        }
        ClientSession client = (ClientSession) session;
        if (request.getUserid() == null || request.getPassword() == null) {
            answer.refused(request, client, responder);
            return;
        }
        Credential credential =
                new Credential.Password(request.getUserid().asString(), new Secret(request.getPassword()));
        answer.say(rule.attempt(credential, client), request, client, responder);
    }

    @Override
    public List<Capability> getImplementedCapabilities(ImapSession session) {
        return session.isTLSActive() ? List.of() : List.of(Capability.of("LOGINDISABLED"));
    }

    @Override
    protected MDCBuilder mdc(LoginRequest request) {
        return MDCBuilder.create().addToContext(MDCBuilder.ACTION, "LOGIN");
    }
}

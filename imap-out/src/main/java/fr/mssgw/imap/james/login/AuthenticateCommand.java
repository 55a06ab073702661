package fr.mssgw.imap.james.login;

import fr.mssgw.core.access.Credential;
import fr.mssgw.core.access.Login;
import fr.mssgw.core.text.Ascii;
import fr.mssgw.imap.james.connection.ClientSession;
import fr.mssgw.imap.james.connection.NoMetrics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.james.imap.api.display.HumanReadableText;
import org.apache.james.imap.api.message.Capability;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.message.request.AuthenticateRequest;
import org.apache.james.imap.message.request.IRAuthenticateRequest;
import org.apache.james.imap.message.response.ContinuationResponse;
import org.apache.james.imap.processor.AbstractMailboxProcessor;
import org.apache.james.imap.processor.CapabilityImplementingProcessor;
import org.apache.james.mailbox.MailboxManager;
import org.apache.james.util.MDCBuilder;

/**
 * AUTHENTICATE with and without an initial response (RFC 4959), under TLS only. Lines that follow a continuation arrive
 * on a command's thread as well, so nothing here runs on the event loop.
 */
public final class AuthenticateCommand extends AbstractMailboxProcessor<AuthenticateRequest>
        implements CapabilityImplementingProcessor {
    private static final List<Mechanism> MECHANISMS = List.of(
            new PlainMechanism(), new ExternalMechanism(), BearerMechanism.xoauth2(), BearerMechanism.oauthbearer());
    private static final HumanReadableText UNKNOWN = LoginAnswer.text("mechanism", "mecanisme SASL inconnu");
    private static final HumanReadableText CANCELLED = LoginAnswer.text("cancelled", "identification abandonnee");
    private static final HumanReadableText MALFORMED = LoginAnswer.text("base64", "reponse SASL illisible");

    private final LoginRule rule;
    private final LoginAnswer answer;

    public AuthenticateCommand(MailboxManager mailboxes, StatusResponseFactory responses, LoginRule rule) {
        super(AuthenticateRequest.class, mailboxes, responses, new NoMetrics());
        this.rule = rule;
        this.answer = new LoginAnswer(responses);
    }

    @Override
    public List<Class<? extends AuthenticateRequest>> acceptableClasses() {
        return List.of(AuthenticateRequest.class, IRAuthenticateRequest.class);
    }

    @Override
    protected void processRequest(AuthenticateRequest request, ImapSession session, Responder responder) {
        if (!session.isTLSActive()) {
            answer.needsTls(request, responder);
            return;
        }
        ClientSession client = (ClientSession) session;
        Optional<Mechanism> mechanism = MECHANISMS.stream()
                .filter(m -> Ascii.same(m.name(), request.getAuthType()) && m.isOffered(client))
                .findFirst();
        if (mechanism.isEmpty()) {
            no(request, responder, UNKNOWN);
        } else if (request instanceof IRAuthenticateRequest initial) {
            respond(mechanism.get(), initial.getInitialClientResponse(), request, client, responder);
        } else {
            client.pushLineHandler((same, line) -> {
                client.popLineHandler();
                respond(mechanism.get(), text(line), request, client, responder);
            });
            proceed("", responder);
        }
    }

    private void respond(
            Mechanism mechanism,
            String encoded,
            AuthenticateRequest request,
            ClientSession client,
            Responder responder) {
        if (encoded.equals("*")) {
            answer.bad(request, responder, CANCELLED);
            return;
        }
        byte[] response;
        try {
            response = encoded.equals("=") ? new byte[0] : Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException notBase64) {
            answer.bad(request, responder, MALFORMED);
            return;
        }
        Login login = mechanism
                .read(response, client)
                .map((Credential credential) -> rule.attempt(credential, client))
                .orElse(new Login.Denied("malformed SASL response"));
        Optional<byte[]> challenge = mechanism.refusalChallenge();
        if (login instanceof Login.Denied && challenge.isPresent()) {
            client.pushLineHandler((same, line) -> {
                client.popLineHandler();
                answer.say(login, request, client, responder);
            });
            proceed(Base64.getEncoder().encodeToString(challenge.get()), responder);
        } else {
            answer.say(login, request, client, responder);
        }
    }

    private static void proceed(String challenge, Responder responder) {
        responder.respond(new ContinuationResponse(new HumanReadableText("fr.mssgw.imap.sasl", challenge)));
        responder.flush();
    }

    private static String text(byte[] line) {
        return new String(line, 0, line.length - 2, StandardCharsets.US_ASCII);
    }

    @Override
    public List<Capability> getImplementedCapabilities(ImapSession session) {
        List<Capability> offered = new ArrayList<>();
        offered.add(Capability.of("SASL-IR"));
        if (session.isTLSActive()) {
            ClientSession client = (ClientSession) session;
            MECHANISMS.stream()
                    .filter(mechanism -> mechanism.isOffered(client))
                    .forEach(mechanism -> offered.add(Capability.of("AUTH=" + mechanism.name())));
        }
        return offered;
    }

    @Override
    protected MDCBuilder mdc(AuthenticateRequest request) {
        return MDCBuilder.create().addToContext(MDCBuilder.ACTION, "AUTHENTICATE");
    }
}

package fr.mssgw.imap.james.login;

import fr.mssgw.core.access.Login;
import fr.mssgw.imap.james.connection.ClientSession;
import org.apache.james.imap.api.ImapCommand;
import org.apache.james.imap.api.display.HumanReadableText;
import org.apache.james.imap.api.message.request.ImapRequest;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.api.process.ImapProcessor.Responder;
import org.jspecify.annotations.Nullable;

/** What a client is told of its login: no more than yes or no, with the codes of RFC 5530. */
final class LoginAnswer {
    private static final String FAILURES = "fr.mssgw.imap.failures";

    /** Failures on one connection before it is closed, whatever BAL they named. */
    private static final int MOST_FAILURES = 20;

    private static final HumanReadableText REFUSED = text("refused", "[AUTHENTICATIONFAILED] identification refusee");
    private static final HumanReadableText LOCKED =
            text("locked", "[AUTHENTICATIONFAILED] trop d'echecs, reessayez plus tard");
    private static final HumanReadableText TOO_MANY =
            text("sessions", "[LIMIT] trop de sessions ouvertes sur cette BAL");
    private static final HumanReadableText NO_TLS =
            text("no-tls", "[PRIVACYREQUIRED] chiffrement TLS exige avant l'identification");
    private static final HumanReadableText DONE = text("done", "bienvenue");

    /** James writes a command's name where the response code has to stand. */
    private static final @Nullable ImapCommand NO_NAME = null;

    private final StatusResponseFactory responses;

    LoginAnswer(StatusResponseFactory responses) {
        this.responses = responses;
    }

    static HumanReadableText text(String key, String words) {
        return new HumanReadableText("fr.mssgw.imap." + key, words);
    }

    void say(Login login, ImapRequest request, ClientSession session, Responder responder) {
        if (login instanceof Login.Granted) {
            responder.respond(responses.taggedOk(request.getTag(), request.getCommand(), DONE));
        } else if (login instanceof Login.Locked) {
            refuse(request, responder, LOCKED);
            session.logout().block();
        } else if (login == LoginRule.TOO_MANY_SESSIONS) {
            refuse(request, responder, TOO_MANY);
        } else {
            refused(request, session, responder);
        }
        responder.flush();
    }

    void refused(ImapRequest request, ClientSession session, Responder responder) {
        refuse(request, responder, REFUSED);
        Object before = session.getAttribute(FAILURES);
        int failures = before instanceof Integer count ? count + 1 : 1;
        session.setAttribute(FAILURES, failures);
        if (failures >= MOST_FAILURES) {
            responder.respond(responses.bye(LOCKED));
            session.logout().block();
        }
        responder.flush();
    }

    void needsTls(ImapRequest request, Responder responder) {
        refuse(request, responder, NO_TLS);
        responder.flush();
    }

    void bad(ImapRequest request, Responder responder, HumanReadableText why) {
        responder.respond(responses.taggedBad(request.getTag(), request.getCommand(), why));
        responder.flush();
    }

    private void refuse(ImapRequest request, Responder responder, HumanReadableText why) {
        responder.respond(responses.taggedNo(request.getTag(), NO_NAME, why));
    }
}

package fr.mssgw.smtp;

import fr.mssgw.core.message.MessageSize;
import fr.mssgw.core.policy.Reply;
import fr.mssgw.core.policy.Rule;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;

/**
 * What the protocol itself answers. Rules speak French and quote their id (docs/contract.md §4); errors of the protocol
 * are for programmers and stay English.
 */
public final class Replies {
    public static final Reply TLS_NEEDED = refusal(Rules.TLS_NEEDED, "chiffrement TLS requis, commencez par STARTTLS");
    public static final Reply LOGIN_NEEDED = refusal(Rules.LOGIN_NEEDED, "authentification requise");
    public static final Reply LOGIN_REFUSED = refusal(Rules.LOGIN_REFUSED, "authentification refusée");
    public static final Reply LOGIN_LOCKED =
            new Reply(421, "4.7.0", "trop de tentatives d'authentification, réessayez plus tard");
    public static final Reply LOGGED_IN = new Reply(235, "2.7.0", "authentification réussie");

    /** For an address that the flow let pass and the core cannot read: nothing is ever accepted for it. */
    public static final Reply MALFORMED_ADDRESS = refusal(Rules.MALFORMED_ADDRESS, "adresse mal formée");

    public static final Reply OK = new Reply(250, "2.0.0", "OK");
    public static final Reply SENDER_ACCEPTED = new Reply(250, "2.1.0", "expéditeur accepté");
    public static final Reply RECIPIENT_ACCEPTED = new Reply(250, "2.1.5", "destinataire accepté");
    public static final Reply SEND_DATA = new Reply(354, "", "End data with <CRLF>.<CRLF>");
    public static final Reply BYE = new Reply(221, "2.0.0", "au revoir");
    public static final Reply CANNOT_VERIFY = new Reply(252, "2.5.0", "Cannot verify, send the message to know");
    public static final Reply HELP = new Reply(214, "2.0.0", "See RFC 5321");
    public static final Reply START_TLS = new Reply(220, "2.0.0", "Ready to start TLS");
    public static final Reply TLS_UNAVAILABLE = new Reply(454, "4.7.0", "TLS not available due to temporary reason");

    public static final Reply LOGIN_ENDED =
            new Reply(421, "4.7.0", "la session Pro Santé Connect est terminée, authentifiez-vous à nouveau");
    public static final Reply LOGIN_REVOKED = new Reply(421, "4.7.0", "le mot de passe de cette session a été révoqué");
    public static final Reply IDLE = new Reply(421, "4.4.2", "délai d'attente dépassé");
    public static final Reply STOPPING = new Reply(421, "4.3.2", "arrêt du service, réessayez");
    public static final Reply TOO_MANY_CONNECTIONS =
            new Reply(421, "4.7.0", "trop de connexions depuis cette adresse, réessayez plus tard");
    public static final Reply TOO_MANY_ERRORS = new Reply(421, "4.7.0", "trop d'erreurs");
    public static final Reply TOO_MANY_RECIPIENTS = new Reply(452, "4.5.3", "trop de destinataires");

    public static final Reply UNKNOWN_COMMAND = new Reply(500, "5.5.1", "Command not recognized");
    public static final Reply UNREADABLE_LINE = new Reply(500, "5.5.2", "Not a line of printable ASCII ended by CRLF");
    public static final Reply LINE_TOO_LONG = new Reply(500, "5.5.2", "Line too long");
    public static final Reply NOT_BASE64 = new Reply(501, "5.5.2", "Cannot decode the response");
    public static final Reply CANCELLED = new Reply(501, "5.7.0", "Authentication cancelled");
    public static final Reply NOT_OFFERED = new Reply(502, "5.5.1", "Command not implemented");
    public static final Reply HELLO_FIRST = new Reply(503, "5.5.1", "Send EHLO first");
    public static final Reply MAIL_FIRST = new Reply(503, "5.5.1", "Send MAIL first");
    public static final Reply RECIPIENT_FIRST = new Reply(503, "5.5.1", "No valid recipient");
    public static final Reply SENDER_GIVEN = new Reply(503, "5.5.1", "Sender already specified");
    public static final Reply TLS_ACTIVE = new Reply(503, "5.5.1", "TLS already active");
    public static final Reply LOGGED_IN_ALREADY = new Reply(503, "5.5.1", "Already authenticated");
    public static final Reply NOT_DURING_MAIL = new Reply(503, "5.5.1", "Not during a mail transaction");
    public static final Reply PIPELINED_AFTER_STARTTLS =
            new Reply(503, "5.5.1", "Nothing may follow STARTTLS before the handshake");
    public static final Reply UNKNOWN_MECHANISM = new Reply(504, "5.5.4", "Unknown authentication mechanism");
    public static final Reply NOT_ASCII_ADDRESS = new Reply(553, "5.6.7", "Addresses are ASCII here");

    private Replies() {}

    /** 501 with the reason, for a parameter that cannot be read. */
    public static Reply syntax(String what) {
        return new Reply(501, "5.5.4", what);
    }

    public static Reply unsupportedParameter(String what) {
        return new Reply(555, "5.5.4", what);
    }

    /** @param size octets announced or received */
    public static Reply tooLarge(long size, long limit) {
        return refusal(
                Rules.TOO_LARGE,
                "message trop volumineux : %s avec ses pièces jointes, la limite est de %s en tout"
                        .formatted(new MessageSize(size).inFrench(), new MessageSize(limit).inFrench()));
    }

    private static Reply refusal(Rule rule, String reason) {
        return Reply.refusing(new Verdict.Refuse(rule, reason));
    }
}

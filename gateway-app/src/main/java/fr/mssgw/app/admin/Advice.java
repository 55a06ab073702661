package fr.mssgw.app.admin;

import fr.mssgw.core.policy.Rule;
import fr.mssgw.core.policy.Rules;
import java.util.Map;

/** What an operator can do, or tell the person who asks, about mail that a rule refuses. */
final class Advice {
    private static final String CERTIFICATE =
            "the other operator's certificate: see gateway whitelist explain DOMAIN CERTIFICATE";
    private static final String DOMAIN = "check the domain with gateway whitelist show DOMAIN";
    private static final String MATRICULE =
            "ask the INSi service for the patient's matricule; a typing mistake is likely";

    private static final Map<Rule, String> BY_RULE = Map.ofEntries(
            Map.entry(Rules.TLS_NEEDED, "the client must use STARTTLS, or a port with TLS from the start"),
            Map.entry(Rules.CLIENT_CERTIFICATE_NEEDED, "the other operator must present its client certificate"),
            Map.entry(Rules.LOGIN_NEEDED, "the mail client must log in: see gateway bal show BAL"),
            Map.entry(Rules.LOGIN_REFUSED, "gateway audit export says why, in an event login_denied"),
            Map.entry(Rules.PEER_EXPIRED, CERTIFICATE),
            Map.entry(Rules.PEER_REVOKED, CERTIFICATE),
            Map.entry(Rules.PEER_OTHER_CA, CERTIFICATE),
            Map.entry(Rules.PEER_NOT_LISTED, DOMAIN),
            Map.entry(Rules.PEER_CERTIFICATE_MISMATCH, CERTIFICATE),
            Map.entry(Rules.PEER_REVOCATION_UNKNOWN, "renew the revocation lists: see gateway certs list"),
            Map.entry(Rules.SENDER_NOT_BAL, "MAIL FROM must be the BAL that the client logs in to"),
            Map.entry(
                    Rules.HEADER_FROM_MISMATCH,
                    "From must be one address: the BAL itself, or from another operator one of the domain of MAIL FROM"),
            Map.entry(Rules.NULL_SENDER_NOT_REPORT, "without a sender only a report may be sent: give MAIL FROM"),
            Map.entry(Rules.UNKNOWN_BAL, "check the address, or create the BAL under bals/"),
            Map.entry(Rules.RECIPIENT_NOT_LISTED, "mail leaves for MSSanté alone; " + DOMAIN),
            Map.entry(Rules.NO_RELAY, "the sending operator must hand this domain's mail to its own operator"),
            Map.entry(Rules.MALFORMED_ADDRESS, "correct the recipient's address"),
            Map.entry(
                    Rules.MAILBOX_FULL, "the BAL must delete mail, or raise limits.quota-mib; the sender tries again"),
            Map.entry(Rules.MALFORMED_INS, MATRICULE),
            Map.entry(Rules.WRONG_INS_KEY, MATRICULE),
            Map.entry(
                    Rules.PROFESSIONAL_OPENS,
                    "the professional must write to the patient first, without another address in Reply-To"),
            Map.entry(Rules.REPLY_BLOCKED, "the patient can answer again once the professional writes a new message"),
            Map.entry(Rules.PHARMACY_BAL_INSTEAD, "the patient must write to the pharmacy's organisational BAL"),
            Map.entry(
                    Rules.FILE_NOT_ALLOWED,
                    "the patient must send the file in an accepted form, and a receipt without anything else in it"),
            Map.entry(Rules.PATIENT_TO_PATIENT, "patients write to professionals alone"),
            Map.entry(Rules.REPLY_TO_OUTSIDE, "remove Reply-To, or name one BAL of MSSanté in it"),
            Map.entry(
                    Rules.DOCUMENT_OF_ANOTHER,
                    "send each patient's document in a message of its own, and check the INS in the document"),
            Map.entry(
                    Rules.DOCUMENT_UNREADABLE,
                    "export the document again, without a password, as CDA or as IHE_XDM.zip with METADATA.XML"),
            Map.entry(
                    Rules.PATIENT_OPPOSED,
                    "see gateway patients opposition list; one message passes with X-MSS-Opposition: passer-outre; motif=…"),
            Map.entry(
                    Rules.ENDS_ANOTHERS_EXCHANGE,
                    "end the exchange from the BAL that it belongs to, or without Reply-To"),
            Map.entry(
                    Rules.MALFORMED_MESSAGE,
                    "the sender's software must write the message otherwise; the reply says what cannot be read"),
            Map.entry(
                    Rules.BARE_LINE_END,
                    "the sender's software must end every line with CRLF; a file that was edited can be saved again"),
            Map.entry(
                    Rules.TOO_LARGE,
                    "send fewer or smaller files: see limits in gateway.yaml, or gateway bal show BAL"),
            Map.entry(
                    Rules.SMIME_IMPOSSIBLE,
                    "give the BAL an S/MIME key or get the recipient's certificate: see smime in gateway.yaml"),
            Map.entry(Rules.UNAVAILABLE, "see the gateway's log for what is down; the sender tries again"));

    private Advice() {}

    /** One line, in English. */
    static String on(Rule rule) {
        return BY_RULE.getOrDefault(rule, "see docs/rules.md for " + rule.id());
    }
}

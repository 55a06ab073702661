package fr.mssgw.core.policy;

import java.util.List;

/** Every rule id a peer can meet, in one place; docs/rules.md lists them for operators. */
public final class Rules {
    public static final Rule TLS_NEEDED = new Rule("GW-TLS-1", 530, "5.7.0", "docs/domain.md §3 and §4");
    public static final Rule CLIENT_CERTIFICATE_NEEDED = new Rule("GW-TLS-2", 530, "5.7.0", "docs/domain.md §3");

    public static final Rule LOGIN_NEEDED = new Rule("GW-AUTH-1", 530, "5.7.0", "RFC 4954 §6");
    public static final Rule LOGIN_REFUSED = new Rule("GW-AUTH-2", 535, "5.7.8", "RFC 4954 §6");

    public static final Rule PEER_EXPIRED = new Rule("GW-PEER-1", 550, "5.7.1", "docs/domain.md §3");
    public static final Rule PEER_REVOKED = new Rule("GW-PEER-2", 550, "5.7.1", "docs/domain.md §3");
    public static final Rule PEER_OTHER_CA = new Rule("GW-PEER-3", 550, "5.7.1", "docs/domain.md §3");
    public static final Rule PEER_NOT_LISTED = new Rule("GW-PEER-4", 550, "5.7.1", "docs/domain.md §3");
    public static final Rule PEER_CERTIFICATE_MISMATCH = new Rule("GW-PEER-5", 550, "5.7.1", "docs/domain.md §3");
    public static final Rule PEER_REVOCATION_UNKNOWN =
            new Rule("GW-PEER-6", 451, "4.7.1", "docs/domain.md §3 (ECO.1.1.6, ECO.1.1.7 [2])");

    public static final Rule SENDER_NOT_BAL = new Rule("GW-FROM-1", 550, "5.7.1", "docs/domain.md §4");
    public static final Rule HEADER_FROM_MISMATCH = new Rule("GW-FROM-2", 550, "5.7.1", "docs/domain.md §4");
    public static final Rule NULL_SENDER_NOT_REPORT = new Rule("GW-FROM-3", 550, "5.7.1", "RFC 5321 §4.5.5");

    public static final Rule UNKNOWN_BAL = new Rule("GW-RCPT-1", 550, "5.1.1", "RFC 3463");
    public static final Rule RECIPIENT_NOT_LISTED = new Rule("GW-RCPT-2", 550, "5.7.1", "docs/domain.md §3");
    public static final Rule NO_RELAY = new Rule("GW-RCPT-3", 550, "5.7.1", "docs/domain.md §3");
    public static final Rule MALFORMED_ADDRESS = new Rule("GW-RCPT-4", 550, "5.1.3", "RFC 5321 §4.1.2");
    public static final Rule MAILBOX_FULL = new Rule("GW-RCPT-5", 452, "4.2.2", "RFC 3463");

    public static final Rule MALFORMED_INS = new Rule("GW-INS-1", 550, "5.1.3", "docs/domain.md §5");
    public static final Rule WRONG_INS_KEY = new Rule("GW-INS-2", 550, "5.1.3", "docs/domain.md §5");

    public static final Rule PROFESSIONAL_OPENS = new Rule("GW-PAT-1", 550, "5.7.1", "docs/adr/0004-patient-rules.md");
    public static final Rule REPLY_BLOCKED =
            new Rule("GW-PAT-2", 550, "5.7.1", "docs/domain.md §5 (REF2 §3.4.2.3, ECO.2.2.8 [2])");
    public static final Rule PHARMACY_BAL_INSTEAD = new Rule("GW-PAT-3", 550, "5.7.1", "docs/domain.md §5");
    public static final Rule FILE_NOT_ALLOWED = new Rule("GW-PAT-4", 550, "5.7.1", "docs/domain.md §5 (MES-APP)");
    public static final Rule PATIENT_TO_PATIENT = new Rule("GW-PAT-5", 550, "5.7.1", "docs/domain.md §5");
    public static final Rule REPLY_TO_OUTSIDE =
            new Rule("GW-PAT-6", 550, "5.7.1", "docs/domain.md §5 (MES-1.3 §9 [2])");
    public static final Rule DOCUMENT_OF_ANOTHER =
            new Rule("GW-PAT-7", 550, "5.7.1", "docs/domain.md §6 (IG-HL7, error 904)");

    public static final Rule DOCUMENT_UNREADABLE =
            new Rule("GW-PAT-8", 550, "5.6.0", "docs/adr/0017-what-may-go-to-a-patient.md");

    public static final Rule PATIENT_OPPOSED =
            new Rule("GW-PAT-9", 550, "5.7.1", "docs/adr/0017-what-may-go-to-a-patient.md");

    public static final Rule ENDS_ANOTHERS_EXCHANGE =
            new Rule("GW-PAT-11", 550, "5.7.1", "docs/adr/0029-exchanges-of-another-bal.md");

    public static final Rule MALFORMED_MESSAGE = new Rule("GW-MSG-1", 550, "5.6.0", "RFC 5322");
    public static final Rule BARE_LINE_END = new Rule("GW-MSG-2", 550, "5.6.0", "RFC 5321 §2.3.8");
    /** Its reply carries no rule id (docs/contract.md §4). */
    public static final Rule TOO_LARGE = new Rule("GW-MSG-3", 552, "5.3.4", "RFC 1870");

    public static final Rule SMIME_IMPOSSIBLE = new Rule("GW-SMIME-1", 550, "5.7.10", "docs/adr/0007-smime-policy.md");
    public static final Rule UNAVAILABLE = new Rule("GW-SYS-1", 451, "4.3.0", "RFC 3463");

    public static final List<Rule> ALL = List.of(
            TLS_NEEDED,
            CLIENT_CERTIFICATE_NEEDED,
            LOGIN_NEEDED,
            LOGIN_REFUSED,
            PEER_EXPIRED,
            PEER_REVOKED,
            PEER_OTHER_CA,
            PEER_NOT_LISTED,
            PEER_CERTIFICATE_MISMATCH,
            PEER_REVOCATION_UNKNOWN,
            SENDER_NOT_BAL,
            HEADER_FROM_MISMATCH,
            NULL_SENDER_NOT_REPORT,
            UNKNOWN_BAL,
            RECIPIENT_NOT_LISTED,
            NO_RELAY,
            MALFORMED_ADDRESS,
            MAILBOX_FULL,
            MALFORMED_INS,
            WRONG_INS_KEY,
            PROFESSIONAL_OPENS,
            REPLY_BLOCKED,
            PHARMACY_BAL_INSTEAD,
            FILE_NOT_ALLOWED,
            PATIENT_TO_PATIENT,
            REPLY_TO_OUTSIDE,
            DOCUMENT_OF_ANOTHER,
            DOCUMENT_UNREADABLE,
            PATIENT_OPPOSED,
            ENDS_ANOTHERS_EXCHANGE,
            MALFORMED_MESSAGE,
            BARE_LINE_END,
            TOO_LARGE,
            SMIME_IMPOSSIBLE,
            UNAVAILABLE);

    private Rules() {}
}

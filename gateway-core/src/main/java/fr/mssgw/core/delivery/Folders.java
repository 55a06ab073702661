package fr.mssgw.core.delivery;

import java.util.List;

/**
 * The folders that every human BAL has from its first login, and the keywords the gateway sets (docs/contract.md §6).
 */
public final class Folders {
    public static final String INBOX = "INBOX";
    public static final String SENT = "Sent";
    public static final String DRAFTS = "Drafts";
    public static final String TRASH = "Trash";
    /** Moving a message of a conversation in here closes that conversation. */
    public static final String CLOSED_EXCHANGES = "Échanges clos";

    public static final List<String> OF_A_HUMAN_BAL = List.of(INBOX, SENT, DRAFTS, TRASH, CLOSED_EXCHANGES);
    public static final List<String> OF_AN_APPLICATIVE_BAL = List.of(INBOX, SENT, DRAFTS, TRASH);

    public static final String KEYWORD_OPEN = "$MSS_Open";
    public static final String KEYWORD_CLOSED = "$MSS_Closed";
    /** The patient wrote last and nobody answered yet. */
    public static final String KEYWORD_AWAITING = "$MSS_Awaiting";

    public static final String KEYWORD_PRESCRIPTION = "$MSS_Prescription";
    /** On a prescription of which the same patient sent a document to the same BAL within the last day. */
    public static final String KEYWORD_DUPLICATE = "$MSS_Duplicate";

    /** On the sender's copy of a message that the patient's reader has shown. */
    public static final String KEYWORD_READ = "$MSS_Read";

    public static final String KEYWORD_UNVERIFIED = "$MSS_Unverified";

    private Folders() {}
}

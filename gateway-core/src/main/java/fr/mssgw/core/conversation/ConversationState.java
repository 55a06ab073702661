package fr.mssgw.core.conversation;

/** Where a conversation stands. */
public enum ConversationState {
    /** The professional has never written to this patient. */
    NONE,
    OPEN,
    CLOSED
}

package fr.mssgw.core.conversation;

import java.util.Set;

/**
 * A step of a conversation, written in the transaction of the message that causes it. The store locks the pair, and
 * gives up the whole transaction when its state is no longer one of {@code expected}: a closure and an answer that
 * arrive together never end half-way.
 */
public record ConversationChange(
        ConversationKey key, Set<ConversationState> expected, ConversationState to, Cause cause) {
    public enum Cause {
        PROFESSIONAL_WROTE,
        PATIENT_WROTE,
        /** {@code X-MSS-MES: FIN}. */
        CLOSED_BY_HEADER,
        /** Subject exactly {@code [FIN]}. */
        CLOSED_BY_SUBJECT,
        /** A message moved into « Échanges clos ». */
        CLOSED_BY_FOLDER,
        CLOSED_BY_OPERATOR
    }

    public ConversationChange {
        expected = Set.copyOf(expected);
    }
}

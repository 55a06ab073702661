package fr.mssgw.core.conversation;

import java.util.Optional;
import java.util.Set;

/**
 * A step of a conversation, written in the transaction of the message that causes it. The store locks the pair, and
 * gives up the whole transaction when its state is no longer one of {@code expected}: a closure and an answer that
 * arrive together never end half-way.
 *
 * @param messageId of the message it is about, with its angle brackets, by which a report is tied to it later
 */
public record ConversationChange(
        ConversationKey key,
        Set<ConversationState> expected,
        ConversationState to,
        Cause cause,
        Optional<String> messageId) {
    public enum Cause {
        PROFESSIONAL_WROTE,
        PATIENT_WROTE,
        /** {@code X-MSS-MES: FIN}. */
        CLOSED_BY_HEADER,
        /** Subject exactly {@code [FIN]}. */
        CLOSED_BY_SUBJECT,
        /** A message moved into « Échanges clos ». */
        CLOSED_BY_FOLDER,
        CLOSED_BY_OPERATOR,
        /** Mon espace santé returned a message of the professional; the state stays. */
        MESSAGE_RETURNED,
        /** The patient's reader showed a message of the professional; the state stays. */
        MESSAGE_READ
    }

    public ConversationChange {
        expected = Set.copyOf(expected);
    }

    /** A step that no message is kept for. */
    public ConversationChange(ConversationKey key, Set<ConversationState> expected, ConversationState to, Cause cause) {
        this(key, expected, to, cause, Optional.empty());
    }

    /** A step that leaves the conversation where it stands. */
    public static ConversationChange note(
            ConversationKey key, ConversationState state, Cause cause, Optional<String> messageId) {
        return new ConversationChange(key, Set.of(state), state, cause, messageId);
    }
}

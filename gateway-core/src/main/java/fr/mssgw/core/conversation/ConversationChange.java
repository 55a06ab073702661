package fr.mssgw.core.conversation;

import java.util.Optional;
import java.util.Set;

/**
 * A step of a conversation, written in the transaction of the message that causes it. The store locks the pair, and
 * gives up the whole transaction when its state is no longer one of {@code expected}: a closure and an answer that
 * arrive together never end half-way.
 *
 * @param messageId of the message it is about, with its angle brackets, by which a report is tied to it later
 * @param person who took the step: an RPPS, {@link #PATIENT}, {@code operator} or {@code gateway}
 * @param declared what the message says of its patient's INS
 * @param receiptAsked whether the message asks the patient for a receipt
 */
public record ConversationChange(
        ConversationKey key,
        Set<ConversationState> expected,
        ConversationState to,
        Cause cause,
        Optional<String> messageId,
        String person,
        InsDeclaration declared,
        boolean receiptAsked) {
    /** The person of what a patient does; the conversation says which. */
    public static final String PATIENT = "patient";
    /** The person of what nobody does. */
    public static final String GATEWAY = "gateway";

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
        /** Nobody wrote for as long as {@code patients.close-after-silence} says. */
        CLOSED_BY_SILENCE,
        /** Mon espace santé returned a message of the professional; the state stays. */
        MESSAGE_RETURNED,
        /** The patient's reader showed a message of the professional; the state stays. */
        MESSAGE_READ,
        /** A message was refused; the state stays. Written without a message, by {@code Deliveries.refused}. */
        MESSAGE_REFUSED
    }

    public ConversationChange {
        expected = Set.copyOf(expected);
    }

    /** A step that asks for no receipt. */
    public ConversationChange(
            ConversationKey key,
            Set<ConversationState> expected,
            ConversationState to,
            Cause cause,
            Optional<String> messageId,
            String person,
            InsDeclaration declared) {
        this(key, expected, to, cause, messageId, person, declared, false);
    }

    /** A step that leaves the conversation where it stands, told by Mon espace santé. */
    public static ConversationChange note(
            ConversationKey key, ConversationState state, Cause cause, Optional<String> messageId) {
        return new ConversationChange(key, Set.of(state), state, cause, messageId, PATIENT, InsDeclaration.NONE);
    }
}

package fr.mssgw.core.port;

import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.SentMessage;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.identity.MssAddress;

/** Writes deliveries. Blocking; thread-safe; throws {@link StoreUnavailable}. */
public interface Deliveries {
    /** Commits everything durably before it returns {@link Committed}; otherwise nothing was written. */
    Result commit(Delivery delivery);

    /**
     * Sets a keyword on the copies of a message that its sender keeps, where they are found at once: among the newest of
     * each folder. Says nothing when there is none.
     */
    default void markSent(SentMessage message, String keyword) {}

    sealed interface Result {}

    record Committed() implements Result {}

    /** A conversation is no longer in a state that the change expected: judge again. */
    record ConversationMoved(ConversationKey key, ConversationState now) implements Result {}

    record MailboxFull(MssAddress bal) implements Result {}
}

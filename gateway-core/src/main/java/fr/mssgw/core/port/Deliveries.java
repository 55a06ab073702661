package fr.mssgw.core.port;

import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.SentMessage;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.DocumentMark;
import fr.mssgw.core.delivery.PharmacyArrival;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.policy.Rule;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** Writes deliveries. Blocking; thread-safe; throws {@link StoreUnavailable}. */
public interface Deliveries {
    /** Commits everything durably before it returns {@link Committed}; otherwise nothing was written. */
    Result commit(Delivery delivery);

    /**
     * Sets a keyword on the copies of a message that its sender keeps, where they are found at once: among the newest of
     * each folder. Says nothing when there is none.
     */
    void markSent(SentMessage message, String keyword);

    /**
     * Keeps in the history of a conversation, where there is one, that a message was refused; at most 100 a day for each
     * conversation, since the audit has them all.
     *
     * @param person who wrote: an RPPS or {@code patient}
     */
    void refused(ConversationKey key, Rule rule, String person, Instant at);

    /**
     * Notes on the message of a shared BAL that it is answered and by whom: {@code \Answered}, and this keyword in the
     * place of any other {@code $MSS_Taken_…}, however old the message is.
     *
     * @param messageId with its angle brackets
     * @return whether there is such a message
     */
    boolean markAnswered(MssAddress bal, String messageId, String keyword);

    sealed interface Result {}

    record Committed() implements Result {}

    /** A conversation is no longer in a state that the change expected: judge again. */
    record ConversationMoved(ConversationKey key, ConversationState now) implements Result {}

    /** @param bals all that have no room for what they would get, or for one folder more */
    record MailboxFull(Set<MssAddress> bals) implements Result {
        public MailboxFull {
            bals = Set.copyOf(bals);
        }
    }

    /**
     * Documents of an arrival were sent before, others than it took for sent before: lay it out again.
     *
     * @param earlier those sent within the last day, each with its last sending
     */
    record DocumentsSeen(ConversationKey key, Map<DocumentMark, PharmacyArrival.Earlier> earlier) implements Result {
        public DocumentsSeen {
            earlier = Map.copyOf(earlier);
        }
    }
}

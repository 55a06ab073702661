package fr.mssgw.core.flow;

import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.policy.Verdict;

/** Closes a conversation without a message of the professional: by folder or by the operator. Blocks; thread-safe. */
public interface ClosingFlow {
    /**
     * Tells Mon espace santé once, with a signed message {@code X-MSS-MES: FIN}, and marks the conversation closed, in
     * one transaction. Closing what is not open does nothing.
     *
     * @param actor for the audit: an RPPS, a BAL or {@code operator}
     */
    Verdict close(ConversationKey key, Bal by, String actor, ConversationChange.Cause cause);
}

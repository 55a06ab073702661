package fr.mssgw.app;

import fr.mssgw.core.access.Identity;
import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.flow.ClosingFlow;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.imap.ClosedExchanges;
import fr.mssgw.store.conversation.SqlConversations;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A message moved into « Échanges clos » closes its conversation (docs/contract.md §6): from the mailbox to the flow.
 */
final class ClosingByFolder implements ClosedExchanges {

    private static final Logger LOG = LoggerFactory.getLogger(ClosingByFolder.class);

    private final SqlConversations conversations;
    private final ClosingFlow closing;

    ClosingByFolder(SqlConversations conversations, ClosingFlow closing) {
        this.conversations = conversations;
        this.closing = closing;
    }

    @Override
    public void movedIn(String bal, List<Long> messageIds, Identity actor) {
        Set<ConversationKey> open = new LinkedHashSet<>();
        for (long message : messageIds) {
            conversations.ofMessage(message).stream()
                    .filter(conversation -> conversation.state() == ConversationState.OPEN)
                    .map(SqlConversations.Conversation::key)
                    .filter(key -> key.contact().wireForm().equals(bal))
                    .forEach(open::add);
        }
        for (ConversationKey key : open) {
            Verdict verdict = closing.close(key, actor.bal(), actor.actor(), ConversationChange.Cause.CLOSED_BY_FOLDER);
            if (!verdict.delivers()) {
                LOG.warn("a conversation of {} was not closed by its folder: {}", bal, verdict);
            }
        }
    }
}

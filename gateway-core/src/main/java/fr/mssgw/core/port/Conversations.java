package fr.mssgw.core.port;

import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;

/** Reads where conversations stand. Blocking; throws {@link StoreUnavailable}. */
public interface Conversations {
    ConversationState state(ConversationKey key);
}

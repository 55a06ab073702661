package fr.mssgw.core.port;

import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.SentMessage;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.report.References;
import java.util.Optional;

/** Reads where conversations stand. Blocking; throws {@link StoreUnavailable}. */
public interface Conversations {
    ConversationState state(ConversationKey key);

    /** The latest message that went to this patient and that a report may name so; empty when there is none. */
    Optional<SentMessage> sent(InsAddress patient, References references);

    /** Whether a letter that this BAL sent, or wants to be answered, asked this patient for a receipt that did not come. */
    boolean awaitsReceipt(ConversationKey key);
}

package fr.mssgw.core.conversation;

import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.QueueId;
import java.time.Instant;

/**
 * A message that really went to a patient, and what came back of it so far.
 *
 * @param key of the conversation that it opened or closed
 * @param sender of its envelope, who is told what becomes of it
 * @param messageId with its angle brackets
 * @param returned whether Mon espace santé returned it
 * @param read whether the patient's reader showed it
 */
public record SentMessage(
        ConversationKey key,
        MssAddress sender,
        Instant at,
        QueueId id,
        String messageId,
        boolean returned,
        boolean read) {}

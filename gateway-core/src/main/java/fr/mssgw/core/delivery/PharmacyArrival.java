package fr.mssgw.core.delivery;

import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.message.QueueId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A patient's message at a pharmacy's organisational BAL, and what only the transaction that stores it can decide: which
 * of its documents came before, and whether the patient is owed an acknowledgement.
 *
 * @param at by the clock of the pharmacies' services, which a demonstration may move
 * @param prescription whether it is one, and so is acknowledged also in an exchange that was open already
 * @param documents of the prescription
 * @param earlier those of them that are laid out as sent before
 * @param acknowledgement the answer to write, if none was written to this patient within a day
 * @param answerBy when somebody is reminded, unless the patient was answered before; empty: never
 */
public record PharmacyArrival(
        ConversationKey key,
        Instant at,
        boolean prescription,
        Set<DocumentMark> documents,
        Map<DocumentMark, Earlier> earlier,
        Optional<Delivery> acknowledgement,
        Optional<Instant> answerBy) {
    /** The message by which a document came before. */
    public record Earlier(QueueId id, Instant at) {}

    public PharmacyArrival {
        documents = Set.copyOf(documents);
        earlier = Map.copyOf(earlier);
    }
}

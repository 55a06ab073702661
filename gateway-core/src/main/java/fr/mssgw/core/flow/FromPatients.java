package fr.mssgw.core.flow;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.SentMessage;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.DocumentMark;
import fr.mssgw.core.delivery.PharmacyArrival;
import fr.mssgw.core.delivery.PharmacyArrival.Earlier;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.policy.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Mail from {@code patient.mssante.fr}, as the inbound flow asks of it. Methods block; thread-safe. */
public interface FromPatients {
    /**
     * Whether a patient may write to a BAL, as far as this can be known before the message is read.
     *
     * @throws fr.mssgw.core.port.StoreUnavailable where the conversation cannot be read
     */
    Verdict recipient(InsAddress patient, Bal recipient);

    /**
     * What one recipient's content says.
     *
     * @param patient who writes; empty for Mon espace santé itself
     * @return empty for a mail of Mon espace santé that is no report: it is delivered as any other
     * @throws MalformedMessage where it cannot be judged
     */
    Optional<Said> message(Opened content, Optional<InsAddress> patient) throws MalformedMessage, IOException;

    /** What a content says, for {@link #copies}; opaque to the flow. */
    interface Said {
        /** The conversation of the message whose receipt it is. */
        Optional<ConversationKey> receipted();
    }

    /** What a content causes for one BAL. Pure but for the pharmacy's answer, which is signed. */
    Outcome copies(Said said, Arrival arrival);

    /**
     * A message as it comes to one BAL.
     *
     * @param patient who writes; empty for Mon espace santé itself
     * @param fields that delivery writes above it
     */
    record Arrival(
            Optional<InsAddress> patient,
            Bal bal,
            Opened content,
            List<Field> fields,
            Envelope envelope,
            QueueId id,
            Instant at,
            Assumed assumed) {
        public Arrival {
            fields = List.copyOf(fields);
        }
    }

    /**
     * What is taken to hold until the transaction says otherwise.
     *
     * @param states where each conversation stands
     * @param found where one stands as far as this node knows, asked only before a refusal: whoever is refused is told the first reason there
     *     is
     * @param earlier the documents of a prescription that were sent before
     * @param inboxOnly whether the BAL has no room for a patient's folder
     */
    record Assumed(
            Function<ConversationKey, ConversationState> states,
            Function<ConversationKey, ConversationState> found,
            Function<ConversationKey, Map<DocumentMark, Earlier>> earlier,
            boolean inboxOnly) {}

    sealed interface Outcome {}

    record Refused(Verdict.Refuse verdict) implements Outcome {}

    /**
     * @param copy none of a report that was told already
     * @param arrival at a pharmacy
     * @param read the message whose sender's copy is to be marked
     */
    record Caused(
            Optional<Copy> copy,
            Optional<ConversationChange> change,
            Optional<AuditEvent> event,
            Optional<PharmacyArrival> arrival,
            Optional<SentMessage> read)
            implements Outcome {}

    /**
     * Keeps what was refused in the history of the conversation it concerns, if there is one; gives up where the store
     * does not answer, since the audit has it.
     *
     * @param recipient as SMTP named it
     */
    void refused(Optional<MssAddress> sender, String recipient, Verdict verdict, Instant at);
}

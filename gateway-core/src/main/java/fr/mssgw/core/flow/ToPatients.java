package fr.mssgw.core.flow;

import fr.mssgw.core.access.Identity;
import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.policy.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Mail to {@code patient.mssante.fr}, as the submission flow asks of it; of the recipient {@link PatientAddress} says all.
 * Methods block; thread-safe.
 */
public interface ToPatients {
    /** Judges a message and says what it does to the conversations, one for each patient. */
    Outcome message(Submitted message) throws MalformedMessage, IOException;

    /**
     * A message as a professional submits it.
     *
     * @param header as it was submitted
     * @param completed as it is to leave
     * @param patients of the envelope, not empty
     */
    record Submitted(
            Identity by,
            RawMessage message,
            HeaderSection header,
            HeaderSection completed,
            Envelope envelope,
            List<InsAddress> patients,
            QueueId id,
            Instant at) {}

    sealed interface Outcome {}

    record Refused(Verdict.Refuse verdict) implements Outcome {}

    /**
     * @param told patients who know already that the exchange has ended, and so are not sent the message
     * @param notices mails to BAL whose exchanges the message changes
     */
    record Accepted(Set<InsAddress> told, List<ConversationChange> changes, List<Copy> notices, List<AuditEvent> events)
            implements Outcome {}

    /** A header section as one patient may read it; the same one where nothing in it is hidden. */
    HeaderSection copy(MssAddress patient, HeaderSection header);

    /** @param octets of the largest copy that goes to Mon espace santé */
    Optional<Verdict.Refuse> tooLarge(long octets);

    /** Keeps what was refused in the history of the conversation it concerns, if there is one and the store answers. */
    void refused(Identity by, MssAddress recipient, Verdict verdict, Instant at);
}

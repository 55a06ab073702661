package fr.mssgw.core.delivery;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.QueueId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that one accepted message causes, to be written in one transaction: all of it or nothing.
 *
 * @param sender of the envelope; empty for the null sender, whose failures are not reported
 * @param arrivals what of it reaches pharmacies from a patient
 * @param answers that people are away, to be sent where their correspondent was not answered lately
 */
public record Delivery(
        QueueId id,
        Instant at,
        Optional<MssAddress> sender,
        Optional<String> envelopeId,
        boolean fullReport,
        List<Copy> copies,
        List<ConversationChange> conversations,
        List<AuditEvent> audit,
        List<PharmacyArrival> arrivals,
        List<AbsenceAnswer> answers) {
    public Delivery {
        copies = List.copyOf(copies);
        conversations = List.copyOf(conversations);
        audit = List.copyOf(audit);
        arrivals = List.copyOf(arrivals);
        answers = List.copyOf(answers);
    }

    /** A delivery that answers nobody. */
    public Delivery(
            QueueId id,
            Instant at,
            Optional<MssAddress> sender,
            Optional<String> envelopeId,
            boolean fullReport,
            List<Copy> copies,
            List<ConversationChange> conversations,
            List<AuditEvent> audit,
            List<PharmacyArrival> arrivals) {
        this(id, at, sender, envelopeId, fullReport, copies, conversations, audit, arrivals, List.of());
    }

    /** A delivery that reaches no pharmacy from a patient. */
    public Delivery(
            QueueId id,
            Instant at,
            Optional<MssAddress> sender,
            Optional<String> envelopeId,
            boolean fullReport,
            List<Copy> copies,
            List<ConversationChange> conversations,
            List<AuditEvent> audit) {
        this(id, at, sender, envelopeId, fullReport, copies, conversations, audit, List.of());
    }

    /** The same with other copies, more in the audit, and answers that people are away. */
    public Delivery ruled(List<Copy> laidOut, List<AuditEvent> more, List<AbsenceAnswer> absences) {
        List<AuditEvent> events = new ArrayList<>(audit);
        events.addAll(more);
        return new Delivery(id, at, sender, envelopeId, fullReport, laidOut, conversations, events, arrivals, absences);
    }
}

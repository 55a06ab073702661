package fr.mssgw.patient.mes;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.audit.AuditEvent.Kind;
import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.conversation.ConversationChange.Cause;
import fr.mssgw.core.conversation.ConversationId;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.SentMessage;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.flow.FromPatients.Arrival;
import fr.mssgw.core.flow.FromPatients.Caused;
import fr.mssgw.core.flow.LocalFields;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.report.Receipt;
import fr.mssgw.core.report.Returned;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a report of Mon espace santé causes for one BAL. It changes no conversation's state: a returned message was
 * written all the same, and a receipt is no letter of the patient, so that a closed conversation does not block it.
 * The same is told once, in however many forms it comes.
 */
public final class MesReports {
    private MesReports() {}

    public static Caused of(FromMes report, Arrival arrival, MailDomain domain) {
        return report instanceof FromMes.Read read
                ? read(read, arrival)
                : returned((FromMes.Return) report, arrival, domain);
    }

    private static Caused caused(Optional<Copy> copy, Optional<ConversationChange> change, AuditEvent event) {
        return new Caused(copy, change, Optional.of(event), Optional.empty(), Optional.empty());
    }

    private static Caused returned(FromMes.Return report, Arrival in, MailDomain domain) {
        MssAddress bal = in.bal().address();
        Returned returned = report.report();
        // a report tells a BAL of its own messages only
        Optional<SentMessage> original =
                report.original().filter(sent -> sent.sender().equals(bal));
        Optional<ConversationKey> asked = original.map(SentMessage::key)
                .or(() -> returned.patient().map(patient -> new ConversationKey(patient, bal)));
        ConversationState state = asked.map(in.assumed().states()).orElse(ConversationState.NONE);
        Optional<ConversationKey> key = asked.filter(one -> state != ConversationState.NONE);
        boolean repeated = original.filter(SentMessage::returned).isPresent();
        AuditEvent event = event(
                in.at(),
                Kind.MESSAGE_RETURNED,
                in.id(),
                bal,
                returned.patient(),
                original,
                repeated,
                "reason",
                returned.reason());
        if (repeated) {
            return caused(Optional.empty(), Optional.empty(), event);
        }
        // another contact's conversation is not shown in this BAL
        Optional<ConversationKey> shown = key.filter(one -> one.contact().equals(bal));
        return caused(
                Optional.of(ReturnNotice.placedFor(in, returned, original, shown, state, domain)),
                key.map(one -> ConversationChange.note(
                        one, state, Cause.MESSAGE_RETURNED, original.map(SentMessage::messageId))),
                event);
    }

    private static Caused read(FromMes.Read report, Arrival in) {
        MssAddress bal = in.bal().address();
        SentMessage original = report.original();
        Receipt receipt = report.receipt();
        ConversationKey key = original.key();
        ConversationState state = in.assumed().states().apply(key);
        boolean repeated = original.read();
        AuditEvent event = event(
                in.at(),
                Kind.MESSAGE_READ,
                original.id(),
                bal,
                Optional.of(key.patient()),
                Optional.of(original),
                repeated,
                "after",
                original.returned() ? "a return" : "delivery");
        if (repeated) {
            return caused(Optional.empty(), Optional.empty(), event);
        }
        Optional<ConversationKey> shown =
                Optional.of(key).filter(one -> one.contact().equals(bal));
        List<Field> fields = new ArrayList<>(in.fields());
        shown.ifPresent(one -> fields.add(LocalFields.conversation(ConversationId.of(one), state)));
        Copy copy = in.content().copy(fields, List.of(new Placement(bal, Folders.INBOX, false, Set.of(), shown)));
        return new Caused(
                Optional.of(copy),
                receipt.displayed() && state != ConversationState.NONE
                        ? Optional.of(ConversationChange.note(
                                key, state, Cause.MESSAGE_READ, Optional.of(original.messageId())))
                        : Optional.empty(),
                Optional.of(event),
                Optional.empty(),
                receipt.displayed() ? Optional.of(original) : Optional.empty());
    }

    private static AuditEvent event(
            Instant now,
            Kind kind,
            QueueId id,
            MssAddress bal,
            Optional<InsAddress> patient,
            Optional<SentMessage> original,
            boolean repeated,
            String more,
            Object value) {
        return AuditEvent.of(
                now,
                kind,
                InsAddress.DOMAIN.name(),
                "id",
                id,
                "bal",
                bal,
                "patient",
                patient.map(InsAddress::toString).orElse("unknown"),
                "original",
                original.map(sent -> sent.id().value()).orElse("unknown"),
                "told",
                repeated ? "already" : "now",
                more,
                value);
    }
}

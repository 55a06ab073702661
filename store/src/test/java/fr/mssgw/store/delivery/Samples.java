package fr.mssgw.store.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.InsDeclaration;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.delivery.Queued;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Deliveries for tests. */
public final class Samples {
    public static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    public static final MssAddress CLAIRE = MssAddress.parse("claire.martin@demo.mssante.fr");
    public static final MssAddress PAUL = MssAddress.parse("paul.petit@demo.mssante.fr");
    public static final MssAddress JEAN = MssAddress.parse("jean.dupont@pair.mssante.fr");
    public static final InsAddress PATIENT = new InsAddress("279035121518989");
    public static final ConversationKey CLAIRE_AND_PATIENT = new ConversationKey(PATIENT, CLAIRE);

    private Samples() {}

    public static RawMessage content(String text) {
        return RawMessage.of(text.getBytes(UTF_8));
    }

    /** A copy of "Subject: …\r\n\r\n" + body. */
    public static Copy copy(String body, List<Placement> placements, List<Queued> queued) {
        return new Copy("Subject: essai\r\n\r\n".getBytes(UTF_8), content(body), 0, placements, queued);
    }

    public static Delivery delivery(List<Copy> copies, List<ConversationChange> conversations) {
        QueueId id = QueueId.random();
        return new Delivery(
                id,
                NOON,
                Optional.of(CLAIRE),
                Optional.empty(),
                false,
                copies,
                conversations,
                List.of(AuditEvent.of(NOON, AuditEvent.Kind.MESSAGE_ACCEPTED, "gateway", "id", id)));
    }

    /** One message into the INBOX of each. */
    public static Delivery toInbox(String body, MssAddress... bals) {
        return delivery(
                List.of(copy(body, Arrays.stream(bals).map(Placement::inbox).toList(), List.of())), List.of());
    }

    /** One message for other operators. */
    public static Delivery toQueue(String body, MssAddress... recipients) {
        return delivery(
                List.of(copy(
                        body,
                        List.of(),
                        Arrays.stream(recipients)
                                .map(to -> new Queued(to, DsnRequest.NONE))
                                .toList())),
                List.of());
    }

    /** A message of this conversation in the INBOX of its contact, with a step. */
    public static Delivery ofConversation(String body, ConversationKey key, ConversationChange change) {
        return delivery(List.of(copy(body, List.of(inConversation(key)), List.of())), List.of(change));
    }

    public static Placement inConversation(ConversationKey key) {
        return new Placement(key.contact(), Folders.INBOX, false, Set.of(), Optional.of(key));
    }

    public static ConversationChange opening(ConversationKey key) {
        return new ConversationChange(
                key,
                Set.of(ConversationState.NONE, ConversationState.OPEN, ConversationState.CLOSED),
                ConversationState.OPEN,
                ConversationChange.Cause.PROFESSIONAL_WROTE,
                Optional.empty(),
                "10001234567",
                InsDeclaration.NONE);
    }

    /** As a message to a pharmacy, which is accepted in any state. */
    public static ConversationChange arriving(ConversationKey key) {
        return new ConversationChange(
                key,
                EnumSet.allOf(ConversationState.class),
                ConversationState.OPEN,
                ConversationChange.Cause.PATIENT_WROTE,
                Optional.empty(),
                ConversationChange.PATIENT,
                InsDeclaration.NONE);
    }

    public static ConversationChange answering(ConversationKey key) {
        return new ConversationChange(
                key,
                Set.of(ConversationState.OPEN),
                ConversationState.OPEN,
                ConversationChange.Cause.PATIENT_WROTE,
                Optional.empty(),
                ConversationChange.PATIENT,
                InsDeclaration.NONE);
    }

    public static ConversationChange closing(ConversationKey key) {
        return new ConversationChange(
                key,
                Set.of(ConversationState.OPEN),
                ConversationState.CLOSED,
                ConversationChange.Cause.CLOSED_BY_HEADER,
                Optional.empty(),
                "10001234567",
                InsDeclaration.NONE);
    }
}

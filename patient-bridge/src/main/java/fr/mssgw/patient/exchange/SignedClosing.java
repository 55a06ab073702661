package fr.mssgw.patient.exchange;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.InsDeclaration;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.flow.ClosingFlow;
import fr.mssgw.core.flow.FlowPorts;
import fr.mssgw.core.flow.OutgoingCopies;
import fr.mssgw.core.flow.Receptions;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.mail.Letter;
import fr.mssgw.core.mail.Sender;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.port.Deliveries;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes, signs and queues the message that ends an exchange, in the transaction that closes it. */
public final class SignedClosing implements ClosingFlow {
    private static final String TEXT = String.join(
            "\r\n",
            "Bonjour,",
            "",
            "Le professionnel de santé a mis fin à cet échange : vous ne pouvez plus y répondre.",
            "Il pourra vous écrire de nouveau ; vous pourrez alors lui répondre.",
            "");

    private final FlowPorts ports;
    private final InstantSource clock;
    private final OutgoingCopies outgoing;

    public SignedClosing(FlowPorts ports, InstantSource clock) {
        this.ports = ports;
        this.clock = clock;
        this.outgoing = new OutgoingCopies(ports.security(), ports.bals(), OtherPatients::hiddenFrom);
    }

    @Override
    public Verdict close(ConversationKey key, Bal by, String actor, ConversationChange.Cause cause) {
        return Receptions.guarded(() -> {
            if (ports.conversations().state(key) != ConversationState.OPEN) {
                return Verdict.DELIVER;
            }
            Instant now = clock.instant();
            QueueId id = QueueId.random();
            RawMessage message = write(key, by, id, now);
            Envelope envelope = new Envelope(by.address(), key.patient().address());
            try (OutgoingCopies.Made made = outgoing.make(message, HeaderSection.read(message), by, envelope, now)) {
                if (made.refusal().isPresent()) {
                    return made.refusal().get();
                }
                ConversationChange change = new ConversationChange(
                        key,
                        Set.of(ConversationState.OPEN),
                        ConversationState.CLOSED,
                        cause,
                        Optional.of("<" + id + "@" + by.address().domain() + ">"),
                        actor,
                        InsDeclaration.NONE);
                List<Copy> copies = new ArrayList<>(made.copies());
                if (cause == ConversationChange.Cause.CLOSED_BY_OPERATOR) {
                    copies.add(ExchangeNotice.placedFor(
                            key.contact(),
                            List.of(key.patient()),
                            change.to(),
                            "l'exploitant de la messagerie",
                            by.address().domain(),
                            id,
                            now));
                }
                List<AuditEvent> events = List.of(Receptions.conversationEvent(now, actor, id, change));
                Deliveries.Result result = ports.deliveries()
                        .commit(new Delivery(
                                id,
                                now,
                                envelope.sender(),
                                envelope.envelopeId(),
                                envelope.fullReport(),
                                copies,
                                List.of(change),
                                events));
                // closed by somebody else in between: there is nothing left to do
                return result instanceof Deliveries.MailboxFull full
                        ? Receptions.full(full.bals().iterator().next())
                        : Verdict.DELIVER;
            }
        });
    }

    private static RawMessage write(ConversationKey key, Bal by, QueueId id, Instant now) {
        Letter.Builder letter = Letter.from(Sender.of(by), key.patient().address(), id, now)
                .subject("[FIN]")
                .with(Field.of("X-MSS-MES", "FIN"))
                .text(TEXT);
        if (!key.contact().equals(by.address())) {
            letter.replyTo(key.contact());
        }
        return letter.build().message();
    }
}

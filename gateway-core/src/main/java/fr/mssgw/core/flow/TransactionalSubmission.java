package fr.mssgw.core.flow;

import fr.mssgw.core.access.Identity;
import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.audit.AuditEvent.Kind;
import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.Author;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.mail.Mailboxes;
import fr.mssgw.core.mail.ReadOnce;
import fr.mssgw.core.mail.Structure;
import fr.mssgw.core.mail.TraceFields;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.port.Deliveries;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Judges a message of a client, secures it, then stores it with all it causes in one transaction. The {@code judge…}
 * methods have no effect at all; the others also leave their trace.
 */
public final class TransactionalSubmission implements SubmissionFlow {
    /** An exchange that begins again more often while its end is stored is an attack or a fault. */
    private static final int ATTEMPTS = 4;

    private static final ToPatients.Accepted NO_PATIENTS =
            new ToPatients.Accepted(Set.of(), List.of(), List.of(), List.of());

    private final FlowPorts ports;
    private final InstantSource clock;
    private final FlowSettings settings;
    private final OutgoingCopies outgoing;
    private final ToPatients toPatients;
    private final SubmittedCopies copies;
    private final TakingByAnswer taking;
    private final BalSizes sizes;

    public TransactionalSubmission(FlowPorts ports, InstantSource clock, FlowSettings settings) {
        this.ports = ports;
        this.clock = clock;
        this.settings = settings;
        this.toPatients = ports.patients().to(ports, settings);
        ServerRules rules = new ServerRules(ports, toPatients);
        this.outgoing = new OutgoingCopies(ports.security(), ports.bals(), toPatients::copy, rules::readers);
        this.copies = new SubmittedCopies(ports, settings, rules);
        this.taking = new TakingByAnswer(ports.deliveries(), ports.audit());
        this.sizes = new BalSizes(ports.policy());
    }

    @Override
    public Verdict onMailFrom(Identity identity, String sender, long announced) {
        Verdict verdict = judgeMailFrom(identity.bal(), sender);
        if (verdict.delivers()) {
            verdict = sizes.sent(identity.bal().address(), announced)
                    .<Verdict>map(refuse -> refuse)
                    .orElse(verdict);
        }
        trace(identity, verdict, Receptions.masked(sender), "");
        return verdict;
    }

    @Override
    public Verdict onRecipient(Identity identity, Optional<MssAddress> sender, String recipient, long announced) {
        Verdict verdict = Receptions.ifRoom(judgeRecipient(recipient), ports, recipient, announced);
        trace(identity, verdict, identity.bal().address().toString(), Receptions.masked(recipient));
        return verdict;
    }

    @Override
    public Reception onMessage(Client client, Envelope envelope, RawMessage message) {
        Instant now = clock.instant();
        QueueId id = QueueId.random();
        Verdict verdict = store(client, envelope, ReadOnce.of(message), id, now, ATTEMPTS);
        Identity identity = client.identity();
        envelope.addresses().forEach(to -> toPatients.refused(identity, to, verdict, now));
        trace(
                client.identity(),
                verdict,
                client.identity().bal().address().toString(),
                envelope.addresses().toString());
        return verdict.delivers() ? new Reception.Stored(id) : new Reception.NotStored(verdict);
    }

    /** What {@link #onMailFrom} answers, without a trace. */
    public Verdict judgeMailFrom(Bal bal, String sender) {
        if (sender.isEmpty()) {
            return Verdict.DELIVER;
        }
        try {
            if (MssAddress.parse(sender).equals(bal.address())) {
                return Verdict.DELIVER;
            }
        } catch (MalformedAddress notTheBalEither) {
            // refused below
        }
        return new Verdict.Refuse(
                Rules.SENDER_NOT_BAL, "l'expéditeur (MAIL FROM) doit être la boîte connectée, " + bal.address());
    }

    /** What {@link #onRecipient} answers, without a trace. */
    public Verdict judgeRecipient(String recipient) {
        MssAddress address;
        try {
            address = MssAddress.parse(recipient);
        } catch (MalformedAddress e) {
            return PatientAddress.unreadable(recipient);
        }
        if (ports.bals().hosts(address.domain())) {
            return ports.bals().find(address).isPresent() ? Verdict.DELIVER : Receptions.unknown();
        }
        if (address.isPatient()) {
            PatientAddress who = PatientAddress.of(address, settings.temporaryIns());
            if (who instanceof PatientAddress.Refused refused) {
                return refused.verdict();
            }
        }
        return ports.whiteLists().current().lists(address.domain())
                ? Verdict.DELIVER
                : new Verdict.Refuse(
                        Rules.RECIPIENT_NOT_LISTED,
                        "le domaine " + address.domain() + " n'est pas dans la liste blanche MSSanté");
    }

    /** What {@link #onMessage} answers, without storing anything and without a trace. */
    public Verdict judgeMessage(Client client, Envelope envelope, RawMessage message) {
        return new TransactionalSubmission(ports.withoutEffects(delivery -> {}), clock, settings)
                .store(client, envelope, ReadOnce.of(message), QueueId.random(), clock.instant(), 1);
    }

    private static Verdict verdict(Deliveries.Result result) {
        if (result instanceof Deliveries.MailboxFull full) {
            return Receptions.full(full.bals().iterator().next());
        }
        return result instanceof Deliveries.Committed
                ? Verdict.DELIVER
                : new Verdict.TryLater("a conversation changed " + ATTEMPTS + " times while one message was stored");
    }

    /** Judges the message, makes all that it causes, and stores it while its contents are open. */
    private Verdict store(Client client, Envelope envelope, RawMessage message, QueueId id, Instant now, int attempts) {
        return Receptions.guarded(() -> {
            Bal bal = client.identity().bal();
            Optional<Verdict.Refuse> tooLargeHere = sizes.sent(bal.address(), envelope.addresses(), message.size());
            if (tooLargeHere.isPresent()) {
                return tooLargeHere.get();
            }
            HeaderSection header = HeaderSection.read(message);
            Optional<Verdict.Refuse> foreign = foreignAuthor(header, bal);
            if (foreign.isEmpty() && envelope.sender().isEmpty()) {
                foreign = notAReport(header);
            }
            if (foreign.isPresent()) {
                return foreign.get();
            }
            Structure.read(message).within();
            List<InsAddress> patients = patients(envelope);
            HeaderSection completed = completed(header, client, id, now);
            ToPatients.Accepted caused = NO_PATIENTS;
            if (!patients.isEmpty()) {
                ToPatients.Outcome judged = toPatients.message(new ToPatients.Submitted(
                        client.identity(), message, header, completed, envelope, patients, id, now));
                if (judged instanceof ToPatients.Refused refused) {
                    return refused.verdict();
                }
                caused = (ToPatients.Accepted) judged;
            }
            Set<InsAddress> told = caused.told();
            Envelope sent =
                    envelope.without(told.stream().map(InsAddress::address).collect(Collectors.toSet()));
            try (OutgoingCopies.Made made = outgoing.make(message, completed, bal, sent, now)) {
                if (made.refusal().isPresent()) {
                    return made.refusal().get();
                }
                Optional<Verdict.Refuse> tooLarge = toPatients.tooLarge(made.largestForPatients());
                if (tooLarge.isPresent()) {
                    return tooLarge.get();
                }
                if (made.copies().isEmpty() && told.isEmpty()) {
                    return Receptions.unknown();
                }
                List<AuditEvent> events = events(client, envelope, message, id, now, caused);
                Delivery plain = new Delivery(
                        id,
                        now,
                        envelope.sender(),
                        envelope.envelopeId(),
                        envelope.fullReport(),
                        made.copies(),
                        caused.changes(),
                        events);
                ServerRules.Mail mail = new ServerRules.Mail(
                        id,
                        envelope.sender(),
                        false,
                        now,
                        message.size(),
                        OutgoingCopies.trace(envelope.sender()),
                        made.readings());
                Deliveries.Result result =
                        copies.store(plain, envelope, mail, client.identity(), caused.notices(), !told.isEmpty());
                if (result instanceof Deliveries.ConversationMoved && attempts > 1) {
                    // what was ended has begun again: its patient is to be told after all
                    return store(client, envelope, message, id, now, attempts - 1);
                }
                Verdict verdict = verdict(result);
                if (verdict.delivers()) {
                    taking.answered(client.identity(), header, now);
                }
                return verdict;
            }
        });
    }

    private static Optional<Verdict.Refuse> foreignAuthor(HeaderSection header, Bal bal) throws MalformedMessage {
        Author author = Author.of(header);
        if (!(author instanceof Author.One one)) {
            return Optional.of(Receptions.noAuthor(author));
        }
        if (!one.address().equals(bal.address())) {
            return Optional.of(new Verdict.Refuse(
                    Rules.HEADER_FROM_MISMATCH, "l'auteur (From) doit être la boîte connectée, " + bal.address()));
        }
        for (String sender : header.values("Sender")) {
            if (!Mailboxes.parse("Sender", sender).stream()
                    .allMatch(m -> m.address().equals(bal.address()))) {
                return Optional.of(new Verdict.Refuse(
                        Rules.HEADER_FROM_MISMATCH, "le champ Sender doit être la boîte connectée, " + bal.address()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Verdict.Refuse> notAReport(HeaderSection header) {
        return header.mediaType().equals("multipart/report")
                ? Optional.empty()
                : Optional.of(new Verdict.Refuse(
                        Rules.NULL_SENDER_NOT_REPORT,
                        "sans expéditeur (MAIL FROM:<>), seul un rapport (multipart/report) est accepté"));
    }

    private List<InsAddress> patients(Envelope envelope) {
        List<InsAddress> patients = new ArrayList<>();
        for (MssAddress address : envelope.addresses()) {
            if (address.isPatient()
                    && PatientAddress.of(address, settings.temporaryIns()) instanceof PatientAddress.Patient one) {
                patients.add(one.ins());
            }
        }
        return patients;
    }

    /** The header section as it leaves: without what only we may say and what nobody may see, with what is missing. */
    private HeaderSection completed(HeaderSection header, Client client, QueueId id, Instant now) {
        List<Field> added = new ArrayList<>();
        added.add(TraceFields.received(
                client.helo(), client.address(), settings.hostname(), TraceFields.With.ESMTPSA, id, now));
        if (!header.has("Date")) {
            added.add(TraceFields.dateField(now));
        }
        if (!header.has("Message-ID")) {
            added.add(
                    TraceFields.messageId(id, client.identity().bal().address().domain()));
        }
        return LocalFields.submitted(header, settings.hostname()).prepend(added);
    }

    private static List<AuditEvent> events(
            Client client, Envelope envelope, RawMessage message, QueueId id, Instant now, ToPatients.Accepted caused) {
        String actor = client.identity().actor();
        MssAddress bal = client.identity().bal().address();
        List<AuditEvent> events = new ArrayList<>();
        events.add(AuditEvent.of(
                now,
                Kind.MESSAGE_ACCEPTED,
                actor,
                "id",
                id,
                "bal",
                bal,
                "method",
                client.identity().method(),
                "client",
                client.address().getHostAddress(),
                "recipients",
                envelope.addresses(),
                "told",
                caused.told(),
                "size",
                message.size()));
        events.addAll(caused.events());
        for (ConversationChange change : caused.changes()) {
            events.add(Receptions.conversationEvent(now, actor, id, change));
        }
        return events;
    }

    private void trace(Identity identity, Verdict verdict, String sender, String recipients) {
        Receptions.refusal(verdict)
                .map(refuse -> AuditEvent.of(
                        clock.instant(),
                        Kind.MESSAGE_REFUSED,
                        identity.actor(),
                        "rule",
                        refuse.rule().id(),
                        "reason",
                        refuse.reason(),
                        "bal",
                        identity.bal().address(),
                        "sender",
                        sender,
                        "recipients",
                        recipients))
                .ifPresent(ports.audit()::record);
    }
}

package fr.mssgw.core.flow;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.audit.AuditEvent.Kind;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.SentMessage;
import fr.mssgw.core.delivery.DocumentMark;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.delivery.PharmacyArrival.Earlier;
import fr.mssgw.core.flow.InboundDelivery.Assumed;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.mailbox.PatientFolder;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.peer.Peer;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.port.Deliveries;
import fr.mssgw.core.port.StoreUnavailable;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges a message from another operator, then stores it with all it causes in one transaction.
 *
 * <p>Where a conversation stands is read once, at RCPT, to refuse early. At DATA it is not read again: the message is
 * judged as if it were open, and the transaction, which locks the pair, either finds one of the states in which the
 * judgement holds or says which one it found, and then the message is judged anew. So a closure and an answer that
 * arrive together never end half-way, and the usual answer costs no further query.
 *
 * <p>The {@code judge…} methods have no effect at all; the others also leave their trace.
 */
public final class TransactionalInbound implements InboundFlow {
    /** Beside one for each recipient: a conversation that moves more often meanwhile is an attack or a fault. */
    private static final int ATTEMPTS = 4;

    private final FlowPorts ports;
    private final InstantSource clock;
    private final FlowSettings settings;
    private final PeerPolicy peers;
    private final InboundReading reading;
    private final InboundDelivery delivery;
    private final FromPatients patients;
    private final ServerRules rules;

    public TransactionalInbound(FlowPorts ports, InstantSource clock, FlowSettings settings) {
        this(ports, clock, settings, clock);
    }

    /** @param services the clock of what pharmacies do for patients, which a demonstration may move */
    public TransactionalInbound(FlowPorts ports, InstantSource clock, FlowSettings settings, InstantSource services) {
        this.ports = ports;
        this.clock = clock;
        this.settings = settings;
        this.peers = new PeerPolicy(ports.peerTrust(), ports.bals());
        this.patients = ports.patients().from(ports, settings, services);
        this.rules = new ServerRules(ports, ports.patients().to(ports, settings));
        this.reading = new InboundReading(ports, settings, peers, rules, patients);
        this.delivery = new InboundDelivery(ports.bals(), patients, new BalSizes(ports.policy()), settings);
    }

    @Override
    public Verdict onMailFrom(Peer peer, String sender) {
        Verdict verdict = judgeMailFrom(peer, sender);
        trace(Kind.PEER_REFUSED, peer, verdict, Receptions.masked(sender), "");
        return verdict;
    }

    @Override
    public Verdict onRecipient(Peer peer, Optional<MssAddress> sender, String recipient, long announced) {
        Verdict verdict = Receptions.ifRoom(judgeRecipient(sender, recipient), ports, recipient, announced);
        patients.refused(sender, recipient, verdict, clock.instant());
        trace(Kind.MESSAGE_REFUSED, peer, verdict, Receptions.text(sender), Receptions.masked(recipient));
        return verdict;
    }

    @Override
    public Reception onMessage(Peer peer, Envelope envelope, RawMessage message) {
        Reception reception = receive(peer, envelope, message);
        if (reception instanceof Reception.NotStored not) {
            envelope.addresses()
                    .forEach(to -> patients.refused(envelope.sender(), to.wireForm(), not.verdict(), clock.instant()));
            trace(
                    Kind.MESSAGE_REFUSED,
                    peer,
                    not.verdict(),
                    Receptions.text(envelope.sender()),
                    envelope.addresses().toString());
        }
        return reception;
    }

    /** What {@link #onMailFrom} answers, without a trace. */
    public Verdict judgeMailFrom(Peer peer, String sender) {
        return peers.mailFrom(peer, sender, ports.whiteLists().current(), clock.instant());
    }

    /** What {@link #onRecipient} answers, without a trace. */
    public Verdict judgeRecipient(Optional<MssAddress> sender, String recipient) {
        Optional<InsAddress> patient = Optional.empty();
        if (sender.isPresent() && sender.get().isPatient()) {
            PatientAddress who = PatientAddress.of(sender.get(), settings.temporaryIns());
            if (who instanceof PatientAddress.Refused refused) {
                return refused.verdict();
            }
            patient = who instanceof PatientAddress.Patient one ? Optional.of(one.ins()) : Optional.empty();
        }
        MssAddress address;
        try {
            address = MssAddress.parse(recipient);
        } catch (MalformedAddress e) {
            return PatientAddress.unreadable(recipient);
        }
        if (address.isPatient() && patient.isPresent()) {
            return new Verdict.Refuse(Rules.PATIENT_TO_PATIENT, "un patient ne peut pas écrire à un autre patient");
        }
        if (!ports.bals().hosts(address.domain())) {
            return new Verdict.Refuse(
                    Rules.NO_RELAY, "le domaine " + address.domain() + " n'est pas servi ici, pas de relais");
        }
        Optional<Bal> bal = ports.bals().find(address);
        if (bal.isEmpty()) {
            return Receptions.unknown();
        }
        return patient.map(ins -> conversation(ins, bal.get())).orElse(Verdict.DELIVER);
    }

    private Verdict conversation(InsAddress patient, Bal recipient) {
        try {
            return patients.recipient(patient, recipient);
        } catch (StoreUnavailable e) {
            return new Verdict.TryLater("reading the state of a conversation: " + e.getMessage());
        }
    }

    /** What {@link #onMessage} answers, without storing anything and without a trace. */
    public Verdict judgeMessage(Peer peer, Envelope envelope, RawMessage message) {
        Instant now = clock.instant();
        return reading.of(peer, envelope, message, now, opened -> {
            QueueId id = QueueId.random();
            InboundDelivery.Decision decision = delivery.decide(
                    opened,
                    envelope,
                    peer,
                    delivery.trace(envelope, peer, id, now),
                    id,
                    now,
                    Assumed.states(ports.conversations()::state));
            return decision instanceof InboundDelivery.Refused refused ? refused.verdict() : Verdict.DELIVER;
        });
    }

    private Reception receive(Peer peer, Envelope envelope, RawMessage message) {
        Instant now = clock.instant();
        QueueId id = QueueId.random();
        Verdict verdict = reading.of(peer, envelope, message, now, opened -> store(opened, envelope, peer, id, now));
        return verdict.delivers() ? new Reception.Stored(id) : new Reception.NotStored(verdict);
    }

    private Verdict store(InboundMessage opened, Envelope envelope, Peer peer, QueueId id, Instant now) {
        Map<ConversationKey, ConversationState> moved = new HashMap<>();
        // a receipt that leaves no step behind would never be told another state
        opened.receipted().forEach(key -> moved.put(key, ports.conversations().state(key)));
        Map<ConversationKey, Map<DocumentMark, Earlier>> seen = new HashMap<>();
        Set<MssAddress> inboxOnly = new HashSet<>();
        Set<MssAddress> full = new HashSet<>();
        Assumed assumed = new Assumed(
                key -> moved.getOrDefault(key, ConversationState.OPEN),
                key -> moved.computeIfAbsent(key, ports.conversations()::state),
                key -> seen.getOrDefault(key, Map.of()),
                inboxOnly,
                full);
        List<Field> trace = delivery.trace(envelope, peer, id, now);
        ServerRules.Mail mail = new ServerRules.Mail(
                id,
                envelope.sender(),
                opened.from().isPatient(),
                now,
                opened.original().size(),
                trace,
                opened.readings());
        // the store names one moved conversation at a time, and one BAL may fill up after the other
        int attempts = ATTEMPTS + 4 * envelope.recipients().size() + ServerRules.MOST_TARGETS;
        for (int attempt = 0; attempt < attempts; attempt++) {
            InboundDelivery.Decision decision = delivery.decide(opened, envelope, peer, trace, id, now, assumed);
            if (decision instanceof InboundDelivery.Refused refused) {
                return refused.verdict();
            }
            InboundDelivery.Store store = (InboundDelivery.Store) decision;
            ServerRules.Effects ruled = rules.apply(store.delivery().copies(), mail, full);
            Deliveries.Result result =
                    ports.deliveries().commit(store.delivery().ruled(ruled.copies(), ruled.events(), ruled.answers()));
            if (result instanceof Deliveries.Committed) {
                store.read().ifPresent(this::markRead);
                store.lines().forEach(line -> line.refusal()
                        .ifPresent(verdict -> patients.refused(
                                envelope.sender(), line.recipient().address().wireForm(), verdict, now)));
                return Verdict.DELIVER;
            }
            if (result instanceof Deliveries.MailboxFull no) {
                boolean filed = settings.patientFolders() != PatientFolder.Naming.NONE
                        && opened.patient().isPresent();
                // the letter counts more than the folder; then the other recipients count more than one that is full
                if (!(filed && inboxOnly.addAll(no.bals())) && !full.addAll(no.bals())) {
                    return Receptions.full(no.bals().iterator().next());
                }
                continue;
            }
            if (result instanceof Deliveries.DocumentsSeen documents) {
                seen.put(documents.key(), documents.earlier());
                continue;
            }
            Deliveries.ConversationMoved one = (Deliveries.ConversationMoved) result;
            moved.put(one.key(), one.now());
        }
        return new Verdict.TryLater("the store changed " + attempts + " times while one message was stored");
    }

    /** The receipt is stored, and says the same: without the store, the mark is given up. */
    private void markRead(SentMessage message) {
        try {
            ports.deliveries().markSent(message, Folders.KEYWORD_READ);
        } catch (StoreUnavailable e) {
            ports.audit()
                    .record(AuditEvent.of(
                            clock.instant(),
                            Kind.MESSAGE_READ,
                            "gateway",
                            "id",
                            message.id(),
                            "unmarked",
                            String.valueOf(e.getMessage())));
        }
    }

    private void trace(Kind kind, Peer peer, Verdict verdict, String sender, String recipients) {
        Receptions.refusal(verdict)
                .map(refuse -> AuditEvent.of(
                        clock.instant(),
                        kind,
                        peer.actor(sender),
                        "rule",
                        refuse.rule().id(),
                        "reason",
                        refuse.reason(),
                        "peer",
                        peer.address().getHostAddress(),
                        "helo",
                        Receptions.printable(peer.helo()),
                        "certificate",
                        peer.certificate(),
                        "sender",
                        sender,
                        "recipients",
                        recipients))
                .ifPresent(ports.audit()::record);
    }
}

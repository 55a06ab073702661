package fr.mssgw.core.flow;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.audit.AuditEvent.Kind;
import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.SentMessage;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.DocumentMark;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.delivery.PharmacyArrival;
import fr.mssgw.core.delivery.PharmacyArrival.Earlier;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.flow.InboundMessage.Content;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.mail.TraceFields;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.peer.Peer;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.port.BalDirectory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Lays out what a message from another operator causes, and for whom it is refused after all. Pure but for its ports. */
final class InboundDelivery {
    private final BalDirectory bals;
    private final FromPatients patients;
    private final BalSizes sizes;
    private final FlowSettings settings;

    InboundDelivery(BalDirectory bals, FromPatients patients, BalSizes sizes, FlowSettings settings) {
        this.bals = bals;
        this.patients = patients;
        this.sizes = sizes;
        this.settings = settings;
    }

    /**
     * What is taken to hold until the transaction says otherwise.
     *
     * @param states where each conversation stands
     * @param found where one stands as far as this node knows, asked only before a refusal: whoever is refused is told the first reason there
     *     is
     * @param earlier the documents of a prescription that were sent before
     * @param inboxOnly BALs that have no room for a patient's folder
     * @param full BALs that have no room for the message
     */
    record Assumed(
            Function<ConversationKey, ConversationState> states,
            Function<ConversationKey, ConversationState> found,
            Function<ConversationKey, Map<DocumentMark, Earlier>> earlier,
            Set<MssAddress> inboxOnly,
            Set<MssAddress> full) {
        static Assumed states(Function<ConversationKey, ConversationState> states) {
            return new Assumed(states, states, key -> Map.of(), Set.of(), Set.of());
        }

        FromPatients.Assumed of(MssAddress bal) {
            return new FromPatients.Assumed(states, found, earlier, inboxOnly.contains(bal));
        }
    }

    /** What came of judging a message for its recipients. */
    sealed interface Decision {}

    /**
     * For some recipients at least.
     *
     * @param read the message that its patient has read
     * @param lines what became of each recipient
     */
    record Store(Delivery delivery, Optional<SentMessage> read, List<ReceptionReport.Line> lines) implements Decision {}

    /** For all recipients; one of the reasons, a transient one where there is one: who tries again may get through. */
    record Refused(Verdict.Refuse verdict) implements Decision {
        static Refused forOneOf(List<Verdict.Refuse> reasons) {
            return new Refused(reasons.stream()
                    .filter(reason -> reason.rule().isTransient())
                    .findFirst()
                    .orElseGet(() -> reasons.get(0)));
        }
    }

    /** @param trace as {@link #trace} makes it */
    Decision decide(
            InboundMessage in,
            Envelope envelope,
            Peer peer,
            List<Field> trace,
            QueueId id,
            Instant now,
            Assumed assumed) {
        List<Copy> copies = new ArrayList<>();
        Map<Opened, List<Placement>> shared = new LinkedHashMap<>();
        List<ConversationChange> changes = new ArrayList<>();
        List<ReceptionReport.Line> lines = new ArrayList<>();
        List<AuditEvent> events = new ArrayList<>();
        List<PharmacyArrival> arrivals = new ArrayList<>();
        Optional<SentMessage> read = Optional.empty();
        for (Envelope.Recipient recipient : envelope.recipients()) {
            MssAddress address = recipient.address();
            Optional<Bal> bal = bals.find(address);
            Optional<Content> content = in.contentFor(address);
            Optional<Verdict.Refuse> refusal = bal.isEmpty() || content.isEmpty()
                    ? Optional.of(Receptions.unknown())
                    : sizes.received(address, in.original().size());
            if (refusal.isEmpty() && content.get() instanceof InboundMessage.Unreadable unreadable) {
                refusal = Optional.of(unreadable.verdict());
            }
            if (refusal.isEmpty() && assumed.full().contains(address) && Receptions.canBeTold(envelope, recipient)) {
                refusal = Optional.of(Receptions.full(address));
            }
            if (refusal.isPresent()) {
                lines.add(new ReceptionReport.Line(recipient, refusal));
                continue;
            }
            InboundMessage.Read own = (InboundMessage.Read) content.get();
            Opened opened = own.opened();
            if (own.said().isEmpty()) {
                shared.computeIfAbsent(opened, first -> new ArrayList<>())
                        .add(new Placement(address, Folders.INBOX, false, opened.marks(), Optional.empty()));
            } else {
                FromPatients.Outcome outcome = patients.copies(
                        own.said().get(),
                        new FromPatients.Arrival(
                                in.patient(),
                                bal.get(),
                                opened,
                                opened.above(trace),
                                envelope,
                                id,
                                now,
                                assumed.of(address)));
                if (outcome instanceof FromPatients.Caused caused) {
                    caused.copy().ifPresent(copies::add);
                    caused.change().ifPresent(changes::add);
                    caused.event().ifPresent(events::add);
                    caused.arrival().ifPresent(arrivals::add);
                    read = caused.read().isPresent() ? caused.read() : read;
                } else {
                    refusal = Optional.of(((FromPatients.Refused) outcome).verdict());
                }
            }
            lines.add(new ReceptionReport.Line(recipient, refusal));
        }
        shared.forEach((opened, placements) -> copies.add(opened.copy(opened.above(trace), placements)));
        // a report that was told already is accepted and leaves its trace alone
        boolean nobody = copies.isEmpty() ? events.isEmpty() : FullBals.holdAll(assumed.full(), copies);
        if (nobody) {
            return Refused.forOneOf(lines.stream()
                    .map(line -> line.refusal()
                            .orElseGet(() -> Receptions.full(line.recipient().address())))
                    .toList());
        }
        List<Copy> laidOut = new ArrayList<>(FullBals.overQuota(assumed.full(), copies));
        Optional<MssAddress> sender = envelope.sender();
        Optional<ReceptionReport> report = ReceptionReport.owed(id, now, envelope, lines, settings);
        if (sender.isPresent() && report.isPresent()) {
            laidOut.add(report.get().queuedFor(sender.get()));
            // the report is all that is queued, and a report has no sender (RFC 3464 §2)
            sender = Optional.empty();
        }
        AuditEvent accepted = AuditEvent.of(
                now,
                Kind.MESSAGE_ACCEPTED,
                in.from().isPatient()
                        ? InsAddress.DOMAIN.name()
                        : in.from().domain().name(),
                "id",
                id,
                "peer",
                peer.address().getHostAddress(),
                "sender",
                Receptions.text(envelope.sender()),
                "from",
                in.from(),
                "recipients",
                envelope.addresses(),
                "refused",
                lines.stream()
                        .flatMap(line -> line.refusal().stream()
                                .map(refuse -> line.recipient().address() + " "
                                        + refuse.rule().id()))
                        .toList(),
                "size",
                in.original().size(),
                "smime",
                in.smime(),
                "smime-reason",
                in.smimeReason());
        events.add(0, accepted);
        return new Store(
                new Delivery(
                        id,
                        now,
                        sender,
                        envelope.envelopeId(),
                        envelope.fullReport(),
                        laidOut,
                        changes,
                        events,
                        arrivals),
                read,
                lines);
    }

    /** What delivery writes above every message that comes from elsewhere. */
    List<Field> trace(Envelope envelope, Peer peer, QueueId id, Instant now) {
        return List.of(
                TraceFields.returnPath(envelope.sender()),
                TraceFields.received(
                        peer.helo(), peer.address(), settings.hostname(), TraceFields.With.ESMTPS, id, now));
    }
}

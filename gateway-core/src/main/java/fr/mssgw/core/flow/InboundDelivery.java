package fr.mssgw.core.flow;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.audit.AuditEvent.Kind;
import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.conversation.ConversationId;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.InsDeclaration;
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
import fr.mssgw.core.mailbox.PatientFolder;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.peer.Peer;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.port.BalDirectory;
import fr.mssgw.core.port.PatientRules;
import fr.mssgw.core.port.PatientRules.FromPatient;
import fr.mssgw.core.report.References;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Lays out what a message from another operator causes, and for whom it is refused after all. Pure but for its ports. */
final class InboundDelivery {
    private final BalDirectory bals;
    private final PatientRules rules;
    private final PharmacyReception pharmacies;
    private final BalSizes sizes;
    private final FlowSettings settings;

    InboundDelivery(
            BalDirectory bals,
            PatientRules rules,
            PharmacyReception pharmacies,
            BalSizes sizes,
            FlowSettings settings) {
        this.bals = bals;
        this.rules = rules;
        this.pharmacies = pharmacies;
        this.sizes = sizes;
        this.settings = settings;
    }

    /**
     * What is taken to hold until the transaction says otherwise.
     *
     * @param states where each conversation stands
     * @param found where one really stands, asked only before a refusal: whoever is refused is told the first reason there
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

    Decision decide(InboundMessage in, Envelope envelope, Peer peer, QueueId id, Instant now, Assumed assumed) {
        Function<ConversationKey, ConversationState> states = assumed.states();
        List<Field> trace = trace(envelope, peer, id, now);
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
            List<Field> fields = opened.above(trace);
            if (reports(own, address)) {
                MesReports.Effect effect = MesReports.of(
                        own.report().orElseThrow(), opened, address, fields, id, now, settings.domain(), states);
                effect.copy().ifPresent(copies::add);
                effect.change().ifPresent(changes::add);
                events.add(effect.event());
                read = effect.read();
            } else if (in.patient().isEmpty()) {
                shared.computeIfAbsent(opened, first -> new ArrayList<>())
                        .add(new Placement(address, Folders.INBOX, false, opened.marks(), Optional.empty()));
            } else {
                ConversationKey key = new ConversationKey(in.patient().get(), address);
                FromPatient judged = judged(own, bal.get(), states.apply(key));
                if (judged instanceof FromPatient.Refused) {
                    judged = judged(own, bal.get(), assumed.found().apply(key));
                }
                if (judged instanceof FromPatient.Accepted good) {
                    Set<String> keywords = with(opened.marks(), good.keywords());
                    List<Field> added = new ArrayList<>(fields);
                    if (bal.get() instanceof Bal.Organisational team && team.isPharmacysOrganisational()) {
                        PharmacyArrival arrival = pharmacies.of(
                                opened.header(),
                                envelope,
                                team,
                                key,
                                good,
                                assumed.earlier().apply(key),
                                now);
                        arrivals.add(arrival);
                        added.addAll(PharmacyReception.fields(arrival));
                        keywords = with(keywords, PharmacyReception.keywords(arrival));
                    }
                    boolean filed = bal.get().isHuman() && !assumed.inboxOnly().contains(address);
                    added.add(LocalFields.openConversation(ConversationId.of(key)));
                    copies.add(opened.copy(added, placements(opened, key, keywords, filed)));
                    changes.add(new ConversationChange(
                            key,
                            good.expected(),
                            ConversationState.OPEN,
                            ConversationChange.Cause.PATIENT_WROTE,
                            References.ownId(opened.header()),
                            ConversationChange.PATIENT,
                            InsDeclaration.NONE));
                } else {
                    refusal = Optional.of(explained(own, ((FromPatient.Refused) judged).verdict()));
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
                in.smime());
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

    private FromPatient judged(InboundMessage.Read read, Bal bal, ConversationState state) {
        return rules.messageFromPatient(
                state, bal, read.opened().header().subject(), read.outline().orElseThrow());
    }

    /** A refusal of what was meant as a receipt says first why it is none. */
    private static Verdict.Refuse explained(InboundMessage.Read read, Verdict.Refuse refusal) {
        Optional<String> why =
                read.noReceipt().or(() -> read.report().map(receipt -> "il concerne le message d'une autre boîte"));
        return why.map(words ->
                        new Verdict.Refuse(refusal.rule(), "accusé non reconnu (" + words + ") : " + refusal.reason()))
                .orElse(refusal);
    }

    /** A receipt concerns him alone who sent the message, or whom the patient may answer. */
    private static boolean reports(InboundMessage.Read read, MssAddress bal) {
        return read.report()
                .filter(report -> !(report instanceof FromMes.Read receipt)
                        || receipt.original().sender().equals(bal)
                        || receipt.original().key().contact().equals(bal))
                .isPresent();
    }

    /** @param filed also in the patient's folder, where patients have one */
    private List<Placement> placements(Opened opened, ConversationKey key, Set<String> keywords, boolean filed) {
        List<Placement> placements = new ArrayList<>();
        placements.add(new Placement(key.contact(), Folders.INBOX, false, keywords, Optional.of(key)));
        if (filed) {
            PatientFolder.of(settings.patientFolders(), opened.header(), key)
                    .map(folder -> new Placement(key.contact(), folder, false, keywords, Optional.of(key)))
                    .ifPresent(placements::add);
        }
        return placements;
    }

    private static Set<String> with(Set<String> marks, Set<String> more) {
        Set<String> all = new HashSet<>(marks);
        all.addAll(more);
        return all;
    }
}

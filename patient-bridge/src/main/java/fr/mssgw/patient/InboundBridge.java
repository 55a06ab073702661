package fr.mssgw.patient;

import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.conversation.ConversationId;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.InsDeclaration;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.delivery.PharmacyArrival;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.flow.FlowPorts;
import fr.mssgw.core.flow.FlowSettings;
import fr.mssgw.core.flow.FromPatients;
import fr.mssgw.core.flow.LocalFields;
import fr.mssgw.core.flow.Opened;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.mailbox.PatientFolder;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.MimeOutline;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.port.StoreUnavailable;
import fr.mssgw.core.report.Receipt;
import fr.mssgw.core.report.References;
import fr.mssgw.core.report.Returned;
import fr.mssgw.patient.exchange.RefusedSteps;
import fr.mssgw.patient.mes.FromMes;
import fr.mssgw.patient.mes.MesReports;
import fr.mssgw.patient.pharmacy.Acknowledgements;
import fr.mssgw.patient.pharmacy.PharmacyReception;
import fr.mssgw.patient.rules.ConversationRules;
import fr.mssgw.patient.rules.ConversationRules.FromPatient;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What patients send, and what Mon espace santé says of what was sent to them. */
final class InboundBridge implements FromPatients {
    private final FlowPorts ports;
    private final FlowSettings settings;
    private final PharmacyReception pharmacies;
    private final RefusedSteps refused;

    InboundBridge(FlowPorts ports, FlowSettings settings, InstantSource services) {
        this.ports = ports;
        this.settings = settings;
        this.pharmacies = new PharmacyReception(new Acknowledgements(ports), services);
        this.refused = new RefusedSteps(ports.deliveries());
    }

    /**
     * @param outline of a patient's message
     * @param report what it says of a message that went to a patient, when that is all it is
     * @param noReceipt why a patient's mail that calls itself a report is judged as a letter all the same, in French
     */
    private record Content(MimeOutline outline, Optional<FromMes> report, Optional<String> noReceipt) implements Said {
        @Override
        public Optional<ConversationKey> receipted() {
            return report.filter(FromMes.Read.class::isInstance)
                    .map(read -> ((FromMes.Read) read).original().key());
        }

        /** A receipt concerns him alone who sent the message, or whom the patient may answer. */
        Optional<FromMes> reportTo(MssAddress bal) {
            return report.filter(one -> !(one instanceof FromMes.Read receipt)
                    || receipt.original().sender().equals(bal)
                    || receipt.original().key().contact().equals(bal));
        }
    }

    @Override
    public Verdict recipient(InsAddress patient, Bal recipient) {
        ConversationKey key = new ConversationKey(patient, recipient.address());
        Verdict verdict = ConversationRules.recipientFromPatient(
                ports.conversations().state(key), recipient, pharmacyBal(recipient));
        // a receipt is no letter, and only its content shows that it is one
        return verdict instanceof Verdict.Refuse && ports.conversations().awaitsReceipt(key)
                ? Verdict.DELIVER
                : verdict;
    }

    /** The BAL that GW-PAT-3 names; one on the liste rouge is named to nobody. */
    private Optional<MssAddress> pharmacyBal(Bal recipient) {
        if (!recipient.belongsToPharmacy()) {
            return Optional.empty();
        }
        return recipient
                .structure()
                .flatMap(pharmacy -> ports.bals().organisationalOf(pharmacy.id()))
                .filter(bal -> !bal.listeRouge())
                .map(Bal::address);
    }

    @Override
    public Optional<Said> message(Opened opened, Optional<InsAddress> patient) throws MalformedMessage, IOException {
        return patient.isPresent() ? Optional.of(ofPatient(opened, patient.get())) : returned(opened);
    }

    /** A report carries no file, whatever its machine parts declare; what is not exactly one is a letter with all of its. */
    private Said ofPatient(Opened opened, InsAddress patient) throws MalformedMessage, IOException {
        MimeOutline outline = ports.mime().outline(opened.content());
        if (opened.ambiguous()) {
            throw new MalformedMessage(Opened.AMBIGUOUS);
        }
        Receipt.Reading reading = Receipt.read(opened.content(), opened.header());
        Optional<FromMes> receipt = reading.receipt().flatMap(read -> ports.conversations()
                .sent(patient, read.references())
                .map(original -> new FromMes.Read(read, original)));
        boolean exact = reading instanceof Receipt.Exact;
        return new Content(
                exact ? MimeOutline.WITHOUT_FILES : outline,
                receipt,
                receipt.isPresent() ? Optional.empty() : noReceipt(reading));
    }

    private static Optional<String> noReceipt(Receipt.Reading reading) {
        if (reading instanceof Receipt.Differing differing) {
            return Optional.of(differing.difference().words());
        }
        if (reading instanceof Receipt.Exact exact) {
            return Optional.of(
                    exact.receipt().isPresent()
                            ? "il ne nomme aucun message envoyé d'ici à ce patient"
                            : "il ne dit pas que le message est lu ou remis");
        }
        return Optional.empty();
    }

    /** That the mail comes from Mon espace santé itself is known by now: its peer's certificate and From say so. */
    private Optional<Said> returned(Opened opened) throws IOException {
        return Returned.recognise(opened.content(), opened.header())
                .map(returned -> new Content(
                        MimeOutline.WITHOUT_FILES,
                        Optional.of(
                                new FromMes.Return(returned, returned.patient().flatMap(to -> ports.conversations()
                                        .sent(to, returned.references())))),
                        Optional.empty()));
    }

    @Override
    public Outcome copies(Said said, Arrival arrival) {
        Content content = (Content) said;
        Optional<FromMes> report = content.reportTo(arrival.bal().address());
        return report.isPresent()
                ? MesReports.of(report.get(), arrival, settings.domain())
                : letter(content, arrival.patient().orElseThrow(), arrival);
    }

    private Outcome letter(Content content, InsAddress patient, Arrival arrival) {
        Bal bal = arrival.bal();
        Opened opened = arrival.content();
        ConversationKey key = new ConversationKey(patient, bal.address());
        FromPatient judged = judged(content, arrival, arrival.assumed().states().apply(key));
        if (judged instanceof FromPatient.Refused) {
            try {
                judged = judged(content, arrival, arrival.assumed().found().apply(key));
            } catch (StoreUnavailable unknown) {
                // refused in whichever state, if not for the first reason there is
            }
        }
        if (judged instanceof FromPatient.Refused no) {
            return new Refused(explained(content, no.verdict()));
        }
        FromPatient.Accepted good = (FromPatient.Accepted) judged;
        Set<String> keywords = new HashSet<>(opened.marks());
        keywords.addAll(good.keywords());
        List<Field> fields = new ArrayList<>(arrival.fields());
        Optional<PharmacyArrival> atPharmacy = Optional.empty();
        if (bal instanceof Bal.Organisational team && team.isPharmacysOrganisational()) {
            PharmacyArrival brought = pharmacies.of(arrival, team, key, good);
            fields.addAll(PharmacyReception.fields(brought));
            keywords.addAll(PharmacyReception.keywords(brought));
            atPharmacy = Optional.of(brought);
        }
        fields.add(LocalFields.openConversation(ConversationId.of(key)));
        boolean filed = bal.isHuman() && !arrival.assumed().inboxOnly();
        return new Caused(
                Optional.of(opened.copy(fields, placements(opened, key, keywords, filed))),
                Optional.of(new ConversationChange(
                        key,
                        good.expected(),
                        ConversationState.OPEN,
                        ConversationChange.Cause.PATIENT_WROTE,
                        References.ownId(opened.header()),
                        ConversationChange.PATIENT,
                        InsDeclaration.NONE)),
                Optional.empty(),
                atPharmacy,
                Optional.empty());
    }

    private static FromPatient judged(Content content, Arrival arrival, ConversationState state) {
        return ConversationRules.messageFromPatient(
                state, arrival.bal(), arrival.content().header().subject(), content.outline());
    }

    /** A refusal of what was meant as a receipt says first why it is none. */
    private static Verdict.Refuse explained(Content content, Verdict.Refuse refusal) {
        return content.noReceipt()
                .or(() -> content.report().map(receipt -> "il concerne le message d'une autre boîte"))
                .map(words ->
                        new Verdict.Refuse(refusal.rule(), "accusé non reconnu (" + words + ") : " + refusal.reason()))
                .orElse(refusal);
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

    @Override
    public void refused(Optional<MssAddress> sender, String recipient, Verdict verdict, Instant at) {
        refused.ofPatient(sender, recipient, verdict, at);
    }
}

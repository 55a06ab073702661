package fr.mssgw.patient;

import fr.mssgw.core.access.Identity;
import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.flow.FlowPorts;
import fr.mssgw.core.flow.FlowSettings;
import fr.mssgw.core.flow.ToPatients;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.Mailboxes;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.MessageSize;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.patient.exchange.EndTold;
import fr.mssgw.patient.exchange.ExchangesOfOthers;
import fr.mssgw.patient.exchange.OtherPatients;
import fr.mssgw.patient.exchange.PatientGuards;
import fr.mssgw.patient.exchange.RefusedSteps;
import fr.mssgw.patient.exchange.SubmittedSteps;
import fr.mssgw.patient.rules.ConversationRules;
import fr.mssgw.patient.rules.ConversationRules.ToPatient;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What professionals send to patients, and what it does to their exchanges. */
final class OutboundBridge implements ToPatients {
    private final FlowPorts ports;
    private final FlowSettings settings;
    private final PatientGuards guards;
    private final EndTold ends;
    private final ExchangesOfOthers others;
    private final RefusedSteps refused;

    OutboundBridge(FlowPorts ports, FlowSettings settings) {
        this.ports = ports;
        this.settings = settings;
        this.guards = new PatientGuards(ports);
        this.ends = new EndTold(ports);
        this.others = new ExchangesOfOthers(ports.bals(), ports.conversations(), settings.domain());
        this.refused = new RefusedSteps(ports.deliveries());
    }

    @Override
    public Outcome message(Submitted mail) throws MalformedMessage, IOException {
        PatientGuards.Guarded guarded = guards.judge(mail);
        if (guarded.refusal().isPresent()) {
            return new Refused(guarded.refusal().get());
        }
        List<AuditEvent> overridden = guarded.events(mail);
        // a report opens and closes nothing
        if (mail.envelope().sender().isEmpty()) {
            return new Accepted(Set.of(), List.of(), List.of(), overridden);
        }
        ToPatient judged = judge(mail.header(), mail.by());
        if (judged instanceof ToPatient.Refused no) {
            return new Refused(no.verdict());
        }
        ToPatient.Accepted accepted = (ToPatient.Accepted) judged;
        Set<InsAddress> told = ends.before(mail, accepted);
        Map<InsAddress, ConversationState> before = others.before(mail.by().bal(), accepted, mail.patients());
        List<Copy> notices = others.notice(mail.by(), accepted, before, mail.id(), mail.at()).stream()
                .toList();
        List<ConversationChange> changes = SubmittedSteps.of(mail, told, before, accepted);
        return new Accepted(told, changes, notices, overridden);
    }

    private ToPatient judge(HeaderSection header, Identity by) throws MalformedMessage {
        List<MssAddress> replyTo = new ArrayList<>();
        for (String value : header.values("Reply-To")) {
            if (!value.isEmpty()) {
                Mailboxes.parse("Reply-To", value).forEach(m -> replyTo.add(m.address()));
            }
        }
        return ConversationRules.messageToPatient(
                by.bal().address(),
                header.subject(),
                header.values("X-MSS-MES"),
                replyTo,
                this::isMssante,
                contact -> others.mayEnd(by, contact));
    }

    /** A BAL of ours, or any address of a listed domain: other operators' BAL are not known here. */
    private boolean isMssante(MssAddress address) {
        return ports.bals().hosts(address.domain())
                ? ports.bals().find(address).isPresent()
                : ports.whiteLists().current().lists(address.domain());
    }

    @Override
    public HeaderSection copy(MssAddress patient, HeaderSection header) {
        return OtherPatients.hiddenFrom(patient, header);
    }

    @Override
    public Optional<Verdict.Refuse> tooLarge(long octets) {
        return octets <= settings.patientMessageOctets()
                ? Optional.empty()
                : Optional.of(new Verdict.Refuse(
                        Rules.TOO_LARGE,
                        "message trop volumineux pour un patient : il fait " + new MessageSize(octets).inFrench()
                                + " avec ses pièces jointes, or Mon espace santé accepte "
                                + new MessageSize(settings.patientMessageOctets()).inFrench() + " en tout"));
    }

    @Override
    public void refused(Identity by, MssAddress recipient, Verdict verdict, Instant at) {
        refused.ofProfessional(by.bal().address(), recipient, verdict, by.actor(), at);
    }
}

package fr.mssgw.patient.exchange;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.audit.AuditEvent.Kind;
import fr.mssgw.core.flow.FlowPorts;
import fr.mssgw.core.flow.ToPatients.Submitted;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.port.MimeReader;
import fr.mssgw.patient.rules.ConversationRules;
import fr.mssgw.patient.rules.ConversationRules.ToOpposed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What keeps a message from a patient whom it does not concern, or who wants none (docs/adr/0017). */
public final class PatientGuards {
    private static final String OVERRIDE = "X-MSS-Opposition";

    private final FlowPorts ports;

    public PatientGuards(FlowPorts ports) {
        this.ports = ports;
    }

    /**
     * What came of it.
     *
     * @param overridden patients who oppose and are written to all the same
     * @param reason why
     */
    public record Guarded(Optional<Verdict.Refuse> refusal, List<InsAddress> overridden, String reason) {
        /** The trace of what was passed over. */
        public List<AuditEvent> events(Submitted mail) {
            return overridden.stream()
                    .map(patient -> AuditEvent.of(
                            mail.at(),
                            Kind.OPPOSITION_OVERRIDDEN,
                            mail.by().actor(),
                            "id",
                            mail.id(),
                            "bal",
                            mail.by().bal().address(),
                            "patient",
                            patient,
                            "reason",
                            reason))
                    .toList();
        }
    }

    public Guarded judge(Submitted mail) throws MalformedMessage, IOException {
        MimeReader.Documents documents = ports.mime().documents(mail.message());
        Optional<Verdict.Refuse> wrong = ConversationRules.documentsToPatients(
                        documents.found(), Set.copyOf(mail.patients()))
                .or(() -> documents
                        .ambiguity()
                        .map(why -> new Verdict.Refuse(Rules.MALFORMED_MESSAGE, "message illisible : " + why)));
        if (wrong.isPresent()) {
            return new Guarded(wrong, List.of(), "");
        }
        // a receipt or a report is no letter
        List<InsAddress> opposed = mail.envelope().sender().isEmpty()
                ? List.of()
                : mail.patients().stream().filter(ports.oppositions()::opposes).toList();
        if (opposed.isEmpty()) {
            return new Guarded(Optional.empty(), List.of(), "");
        }
        List<Integer> places = new ArrayList<>();
        opposed.forEach(patient -> places.add(mail.envelope().addresses().indexOf(patient.address()) + 1));
        ToOpposed judged =
                ConversationRules.messageToOpposed(places, mail.header().values(OVERRIDE));
        return judged instanceof ToOpposed.Refused refused
                ? new Guarded(Optional.of(refused.verdict()), List.of(), "")
                : new Guarded(Optional.empty(), opposed, ((ToOpposed.Overridden) judged).reason());
    }
}

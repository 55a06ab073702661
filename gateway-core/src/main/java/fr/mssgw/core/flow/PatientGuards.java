package fr.mssgw.core.flow;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.audit.AuditEvent.Kind;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.port.MimeReader;
import fr.mssgw.core.port.PatientRules.ToOpposed;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What keeps a message from a patient whom it does not concern, or who wants none (docs/adr/0017). */
final class PatientGuards {
    private static final String OVERRIDE = "X-MSS-Opposition";

    private final FlowPorts ports;

    PatientGuards(FlowPorts ports) {
        this.ports = ports;
    }

    /**
     * What came of it.
     *
     * @param overridden patients who oppose and are written to all the same
     * @param reason why
     */
    record Guarded(Optional<Verdict.Refuse> refusal, List<InsAddress> overridden, String reason) {
        /** The trace of what was passed over. */
        List<AuditEvent> events(String actor, MssAddress bal, QueueId id, Instant at) {
            return overridden.stream()
                    .map(patient -> AuditEvent.of(
                            at,
                            Kind.OPPOSITION_OVERRIDDEN,
                            actor,
                            "id",
                            id,
                            "bal",
                            bal,
                            "patient",
                            patient,
                            "reason",
                            reason))
                    .toList();
        }
    }

    /** @param patients those of the envelope, not empty */
    Guarded judge(RawMessage message, HeaderSection header, Envelope envelope, List<InsAddress> patients)
            throws MalformedMessage, IOException {
        MimeReader.Documents documents = ports.mime().documents(message);
        Optional<Verdict.Refuse> wrong = ports.patientRules()
                .documentsToPatients(documents.found(), Set.copyOf(patients))
                .or(() -> documents
                        .ambiguity()
                        .map(why -> new Verdict.Refuse(Rules.MALFORMED_MESSAGE, "message illisible : " + why)));
        if (wrong.isPresent()) {
            return new Guarded(wrong, List.of(), "");
        }
        // a receipt or a report is no letter
        List<InsAddress> opposed = envelope.sender().isEmpty()
                ? List.of()
                : patients.stream().filter(ports.oppositions()::opposes).toList();
        if (opposed.isEmpty()) {
            return new Guarded(Optional.empty(), List.of(), "");
        }
        List<Integer> places = new ArrayList<>();
        opposed.forEach(patient -> places.add(envelope.addresses().indexOf(patient.address()) + 1));
        ToOpposed judged = ports.patientRules().messageToOpposed(places, header.values(OVERRIDE));
        return judged instanceof ToOpposed.Refused refused
                ? new Guarded(Optional.of(refused.verdict()), List.of(), "")
                : new Guarded(Optional.empty(), opposed, ((ToOpposed.Overridden) judged).reason());
    }
}

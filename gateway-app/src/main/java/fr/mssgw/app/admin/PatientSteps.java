package fr.mssgw.app.admin;

import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.flow.FlowPorts;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.policy.Rule;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.patient.rules.ConversationRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What {@code gateway why} shows of the patient rules, a step for each thing they look at, with its source. */
final class PatientSteps {

    private static final String CONVERSATION = "docs/domain.md §5 (MES-APP, MES-FAQ); docs/adr/0004-patient-rules.md";

    private final FlowPorts ports;
    private final List<Map<String, String>> steps = new ArrayList<>();

    private PatientSteps(FlowPorts ports) {
        this.ports = ports;
    }

    /** The steps for one pair of addresses; none where no patient is among them. */
    static List<Map<String, String>> of(FlowPorts ports, Optional<MssAddress> sender, Optional<MssAddress> recipient) {
        PatientSteps explained = new PatientSteps(ports);
        if (sender.filter(MssAddress::isPatient).isPresent()) {
            explained.fromPatient(sender.get(), recipient);
        } else if (recipient.filter(MssAddress::isPatient).isPresent() && sender.isPresent()) {
            explained.toPatient(sender.get(), recipient.get());
        }
        return explained.steps;
    }

    private void fromPatient(MssAddress sender, Optional<MssAddress> recipient) {
        Optional<InsAddress> patient = matricule(sender);
        if (patient.isEmpty() || recipient.isEmpty()) {
            return;
        }
        if (recipient.get().isPatient()) {
            step(Rules.PATIENT_TO_PATIENT, recipient.get().toString(), "a patient never writes to a patient");
            return;
        }
        Optional<Bal> bal = ports.bals().find(recipient.get());
        step(
                Rules.UNKNOWN_BAL,
                recipient.get().toString(),
                bal.map(PatientSteps::kind).orElse("no such BAL"));
        if (bal.isPresent()) {
            ConversationState state = state(patient.get(), recipient.get());
            boolean passes = ConversationRules.recipientFromPatient(state, bal.get(), Optional.empty())
                    .delivers();
            Rule rule =
                    switch (state) {
                        case NONE ->
                            bal.get().belongsToPharmacy() ? Rules.PHARMACY_BAL_INSTEAD : Rules.PROFESSIONAL_OPENS;
                        case OPEN -> Rules.PROFESSIONAL_OPENS;
                        case CLOSED -> Rules.REPLY_BLOCKED;
                    };
            step(rule, kind(bal.get()) + ", " + word(state), passes ? "may pass, by its content" : "never passes");
        }
    }

    private void toPatient(MssAddress sender, MssAddress recipient) {
        Optional<InsAddress> patient = matricule(recipient);
        if (patient.isEmpty()) {
            return;
        }
        boolean opposed = ports.oppositions().opposes(patient.get());
        step(
                Rules.PATIENT_OPPOSED,
                patient.get().toString(),
                opposed ? "on the opposition list: the message must pass over it" : "not on the opposition list");
        state(patient.get(), sender);
    }

    private Optional<InsAddress> matricule(MssAddress address) {
        try {
            InsAddress patient = InsAddress.of(address);
            step(
                    patient.isTemporary() ? Rules.MALFORMED_INS : Rules.WRONG_INS_KEY,
                    patient.toString(),
                    patient.isTemporary() ? "a temporary matricule" : "form and key are good");
            return Optional.of(patient);
        } catch (MalformedAddress e) {
            return Optional.empty();
        }
    }

    private ConversationState state(InsAddress patient, MssAddress contact) {
        ConversationState state = ports.conversations().state(new ConversationKey(patient, contact));
        add("conversation", patient + " and " + contact, CONVERSATION, word(state));
        return state;
    }

    private void step(Rule rule, String input, String answer) {
        add(rule.id(), input, rule.source(), answer);
    }

    private void add(String rule, String input, String source, String answer) {
        steps.add(WhyPage.fields(rule, input, source, answer));
    }

    private static String kind(Bal bal) {
        String kind = bal.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        return bal.belongsToPharmacy() ? kind + " BAL of a pharmacy" : kind + " BAL";
    }

    private static String word(ConversationState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}

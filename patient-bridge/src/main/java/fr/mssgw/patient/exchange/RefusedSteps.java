package fr.mssgw.patient.exchange;

import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.port.Deliveries;
import fr.mssgw.core.port.StoreUnavailable;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps what was refused in the history of the conversation it concerns, if there is one. The refusal stands whether or
 * not it is kept: without the store, the audit alone has it.
 */
public final class RefusedSteps {
    private final Deliveries deliveries;

    public RefusedSteps(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    /** A patient's message to one recipient, as SMTP named him. */
    public void ofPatient(Optional<MssAddress> sender, String recipient, Verdict verdict, Instant at) {
        if (sender.isPresent() && sender.get().isPatient() && verdict instanceof Verdict.Refuse) {
            parsed(recipient)
                    .ifPresent(contact -> keep(sender.get(), contact, verdict, ConversationChange.PATIENT, at));
        }
    }

    /** A professional's message to one recipient, if that is a patient. */
    public void ofProfessional(MssAddress bal, MssAddress recipient, Verdict verdict, String person, Instant at) {
        keep(recipient, bal, verdict, person, at);
    }

    private void keep(MssAddress patient, MssAddress contact, Verdict verdict, String person, Instant at) {
        if (!(verdict instanceof Verdict.Refuse refuse) || !patient.isPatient()) {
            return;
        }
        try {
            ConversationKey key = new ConversationKey(InsAddress.of(patient), contact);
            deliveries.refused(key, refuse.rule(), person, at);
        } catch (MalformedAddress nobody) {
            // Mon espace santé itself, or a matricule that is none: no conversation
        } catch (StoreUnavailable left) {
            // the audit has it
        }
    }

    private static Optional<MssAddress> parsed(String address) {
        try {
            return Optional.of(MssAddress.parse(address));
        } catch (MalformedAddress e) {
            return Optional.empty();
        }
    }
}

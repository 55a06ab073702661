package fr.mssgw.core.port;

import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.HealthDocument;
import fr.mssgw.core.message.MimeOutline;
import fr.mssgw.core.policy.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The rules of patient messaging (docs/domain.md §5), as the flows ask them. Pure functions; {@code patient-bridge}.
 */
public interface PatientRules {
    /**
     * Judges RCPT TO for a message from a patient.
     *
     * @param pharmacyBal the organisational BAL of the recipient's structure, for the text of GW-PAT-3
     */
    Verdict recipientFromPatient(ConversationState state, Bal recipient, Optional<MssAddress> pharmacyBal);

    /** Judges the content of a message from a patient, for one recipient that {@link #recipientFromPatient} let pass. */
    FromPatient messageFromPatient(ConversationState state, Bal recipient, String subject, MimeOutline outline);

    sealed interface FromPatient {
        record Refused(Verdict.Refuse verdict) implements FromPatient {}

        /**
         * @param expected states of the conversation in which this holds
         * @param keywords to set on the message, such as {@code $MSS_Prescription}
         * @param documents of a prescription, by which the same one is known again
         */
        record Accepted(Set<ConversationState> expected, Set<String> keywords, List<MimeOutline.File> documents)
                implements FromPatient {
            public Accepted {
                documents = List.copyOf(documents);
            }

            /** A message that is no prescription. */
            public Accepted(Set<ConversationState> expected) {
                this(expected, Set.of(), List.of());
            }
        }
    }

    /**
     * Judges a message from a professional's address to patients, and says what it does to the conversation.
     *
     * @param subject decoded; empty without one
     * @param mssMes values of {@code X-MSS-MES}
     * @param replyTo addresses of the Reply-To; empty without one
     * @param listed whether an address belongs to a listed domain or to ours
     * @param mayEnd whether who sends it may end exchanges of this address, another than the sender's
     */
    ToPatient messageToPatient(
            MssAddress sender,
            String subject,
            List<String> mssMes,
            List<MssAddress> replyTo,
            Predicate<MssAddress> listed,
            Predicate<MssAddress> mayEnd);

    /**
     * Whether a message that ends the exchange says nothing else, so that a patient who knows need not get it.
     *
     * @param subject decoded
     * @param blank whether its body is empty
     */
    boolean isEndAlone(String subject, MimeOutline outline, boolean blank);

    /**
     * Judges the health documents of a message to patients: each must be of him who receives it.
     *
     * @param patients all of the envelope, not empty
     * @return the refusal; empty where nothing speaks against
     */
    Optional<Verdict.Refuse> documentsToPatients(List<HealthDocument> documents, Set<InsAddress> patients);

    /**
     * Judges a message to patients of whom some want no mail.
     *
     * @param opposed their places in the envelope, the first is 1; not empty
     * @param overrides values of {@code X-MSS-Opposition}
     */
    ToOpposed messageToOpposed(List<Integer> opposed, List<String> overrides);

    sealed interface ToOpposed {
        record Refused(Verdict.Refuse verdict) implements ToOpposed {}

        /** @param reason in the professional's own words, one line */
        record Overridden(String reason) implements ToOpposed {}
    }

    sealed interface ToPatient {
        record Refused(Verdict.Refuse verdict) implements ToPatient {}

        /** @param contact whom the patient may answer: the Reply-To, else the sender */
        record Accepted(MssAddress contact, ConversationState to, ConversationChange.Cause cause)
                implements ToPatient {}
    }
}

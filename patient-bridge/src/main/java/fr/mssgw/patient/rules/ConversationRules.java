package fr.mssgw.patient.rules;

import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.conversation.ConversationChange.Cause;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.HealthDocument;
import fr.mssgw.core.message.MimeOutline;
import fr.mssgw.core.message.MimeOutline.File;
import fr.mssgw.core.policy.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The rules of patient messaging (docs/domain.md §5): the policies of this package in the order in which they are asked. Pure.
 */
public final class ConversationRules {
    private ConversationRules() {}

    /**
     * Judges RCPT TO for a message from a patient.
     *
     * @param pharmacyBal the organisational BAL of the recipient's structure, for the text of GW-PAT-3
     */
    public static Verdict recipientFromPatient(
            ConversationState state, Bal recipient, Optional<MssAddress> pharmacyBal) {
        return ConversationPolicy.beforeContent(state, recipient, pharmacyBal);
    }

    /** Judges the content of a message from a patient, for one recipient that {@link #recipientFromPatient} let pass. */
    public static FromPatient messageFromPatient(
            ConversationState state, Bal recipient, String subject, MimeOutline outline) {
        List<File> files = outline.files();
        boolean document = !files.isEmpty();
        if (ConversationPolicy.withContent(state, recipient, document) instanceof Verdict.Refuse refused) {
            return new FromPatient.Refused(refused);
        }
        Optional<Verdict.Refuse> badFile = FilePolicy.refusal(files);
        if (badFile.isPresent()) {
            return new FromPatient.Refused(badFile.get());
        }
        boolean prescription = PrescriptionPolicy.isPrescription(recipient, files, subject);
        return new FromPatient.Accepted(
                ConversationPolicy.accepting(recipient, document),
                PrescriptionPolicy.keywords(prescription),
                prescription ? files : List.of());
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
    public static ToPatient messageToPatient(
            MssAddress sender,
            String subject,
            List<String> mssMes,
            List<MssAddress> replyTo,
            Predicate<MssAddress> listed,
            Predicate<MssAddress> mayEnd) {
        Optional<String> badReplyTo = ContactPolicy.refusal(replyTo, listed);
        if (badReplyTo.isPresent()) {
            return new ToPatient.Refused(new Verdict.Refuse(ContactPolicy.RULE, badReplyTo.get()));
        }
        MssAddress contact = ContactPolicy.contact(sender, replyTo);
        Optional<Cause> closing = ClosingPolicy.closes(subject, mssMes);
        if (closing.isPresent() && !contact.equals(sender) && !mayEnd.test(contact)) {
            return new ToPatient.Refused(ClosingPolicy.ofAnother(contact));
        }
        return new ToPatient.Accepted(
                contact,
                closing.isPresent() ? ConversationState.CLOSED : ConversationState.OPEN,
                closing.orElse(Cause.PROFESSIONAL_WROTE));
    }

    /**
     * Whether a message that ends the exchange says nothing else, so that a patient who knows need not get it.
     *
     * @param subject decoded
     * @param blank whether its body is empty
     */
    public static boolean isEndAlone(String subject, MimeOutline outline, boolean blank) {
        return ClosingPolicy.isEndAlone(subject, outline, blank);
    }

    /**
     * Judges the health documents of a message to patients: each must be of him who receives it.
     *
     * @param patients all of the envelope, not empty
     * @return the refusal; empty where nothing speaks against
     */
    public static Optional<Verdict.Refuse> documentsToPatients(
            List<HealthDocument> documents, Set<InsAddress> patients) {
        return DocumentPolicy.refusal(documents, patients);
    }

    /**
     * Judges a message to patients of whom some want no mail.
     *
     * @param opposed their places in the envelope, the first is 1; not empty
     * @param overrides values of {@code X-MSS-Opposition}
     */
    public static ToOpposed messageToOpposed(List<Integer> opposed, List<String> overrides) {
        return OppositionPolicy.judge(opposed, overrides);
    }

    public sealed interface FromPatient {
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

    public sealed interface ToOpposed {
        record Refused(Verdict.Refuse verdict) implements ToOpposed {}

        /** @param reason in the professional's own words, one line */
        record Overridden(String reason) implements ToOpposed {}
    }

    public sealed interface ToPatient {
        record Refused(Verdict.Refuse verdict) implements ToPatient {}

        /** @param contact whom the patient may answer: the Reply-To, else the sender */
        record Accepted(MssAddress contact, ConversationState to, ConversationChange.Cause cause)
                implements ToPatient {}
    }
}

package fr.mssgw.patient;

import fr.mssgw.core.conversation.ConversationChange.Cause;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.HealthDocument;
import fr.mssgw.core.message.MimeOutline;
import fr.mssgw.core.message.MimeOutline.File;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.port.PatientRules;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The policies of this package in the order in which the flows ask them. Stateless; thread-safe. */
public final class ConversationRules implements PatientRules {
    @Override
    public Verdict recipientFromPatient(ConversationState state, Bal recipient, Optional<MssAddress> pharmacyBal) {
        return ConversationPolicy.beforeContent(state, recipient, pharmacyBal);
    }

    @Override
    public FromPatient messageFromPatient(ConversationState state, Bal recipient, String subject, MimeOutline outline) {
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

    @Override
    public ToPatient messageToPatient(
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

    @Override
    public boolean isEndAlone(String subject, MimeOutline outline, boolean blank) {
        return ClosingPolicy.isEndAlone(subject, outline, blank);
    }

    @Override
    public Optional<Verdict.Refuse> documentsToPatients(List<HealthDocument> documents, Set<InsAddress> patients) {
        return DocumentPolicy.refusal(documents, patients);
    }

    @Override
    public ToOpposed messageToOpposed(List<Integer> opposed, List<String> overrides) {
        return OppositionPolicy.judge(opposed, overrides);
    }
}

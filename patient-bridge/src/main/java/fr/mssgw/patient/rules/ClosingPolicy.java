package fr.mssgw.patient.rules;

import fr.mssgw.core.conversation.ConversationChange.Cause;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.MimeOutline;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.text.Ascii;
import java.util.List;
import java.util.Optional;

/** What in a professional's message ends an exchange (MES-1.3 §7, ECO.2.2.8 [2]). */
public final class ClosingPolicy {
    private static final String FIN = "FIN";
    private static final String FIN_SUBJECT = "[FIN]";

    private ClosingPolicy() {}

    /**
     * @param subject decoded
     * @param mssMes values of {@code X-MSS-MES}
     */
    public static Optional<Cause> closes(String subject, List<String> mssMes) {
        if (mssMes.stream().anyMatch(value -> Ascii.same(value.strip(), FIN))) {
            return Optional.of(Cause.CLOSED_BY_HEADER);
        }
        return isFin(subject) ? Optional.of(Cause.CLOSED_BY_SUBJECT) : Optional.empty();
    }

    /**
     * Whether a message that ends an exchange says nothing else: one with that subject is a signal and no letter, any
     * other one is a letter unless it is empty; a file is always for the patient.
     */
    static boolean isEndAlone(String subject, MimeOutline outline, boolean blank) {
        return outline.files().isEmpty() && (isFin(subject) || blank);
    }

    /** Why who may not use a BAL does not end its exchanges by a Reply-To that names it. */
    static Verdict.Refuse ofAnother(MssAddress contact) {
        return new Verdict.Refuse(
                Rules.ENDS_ANOTHERS_EXCHANGE,
                "ce message mettrait fin à un échange de la boîte " + contact.wireForm()
                        + ", à laquelle vous n'êtes pas habilité ; sans Reply-To, il met fin au vôtre");
    }

    private static boolean isFin(String subject) {
        return subject.strip().equals(FIN_SUBJECT);
    }
}

package fr.mssgw.patient;

import fr.mssgw.core.conversation.ConversationChange.Cause;
import fr.mssgw.core.message.MimeOutline;
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
        if (mssMes.stream().anyMatch(value -> value.strip().equalsIgnoreCase(FIN))) {
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

    private static boolean isFin(String subject) {
        return subject.strip().equals(FIN_SUBJECT);
    }
}

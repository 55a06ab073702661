package fr.mssgw.patient;

import fr.mssgw.core.conversation.ConversationChange.Cause;
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
        return subject.strip().equals(FIN_SUBJECT) ? Optional.of(Cause.CLOSED_BY_SUBJECT) : Optional.empty();
    }
}

package fr.mssgw.patient.rules;

import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.patient.rules.ConversationRules.ToOpposed;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A patient who wants no mail gets none, unless the professional passes over it for one message and says why, by
 * {@code X-MSS-Opposition: passer-outre; motif=…} (docs/adr/0017).
 */
public final class OppositionPolicy {
    private static final Pattern OVERRIDE =
            Pattern.compile("(?i)passer-outre\\s*;\\s*motif\\s*=\\s*\"?([^\"]{3,200}?)\"?\\s*");

    private OppositionPolicy() {}

    /**
     * @param opposed places in the envelope, the first is 1
     * @param overrides values of the header; one good one is needed, and no other
     */
    public static ToOpposed judge(List<Integer> opposed, List<String> overrides) {
        Optional<String> reason = overrides.size() == 1 ? reason(overrides.get(0)) : Optional.empty();
        if (reason.isPresent()) {
            return new ToOpposed.Overridden(reason.get());
        }
        String who = opposed.stream()
                .map(place -> "n° " + place)
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
        String text = overrides.isEmpty()
                ? "pour passer outre, ajoutez l'en-tête X-MSS-Opposition: passer-outre; motif=(votre raison)"
                : "l'en-tête X-MSS-Opposition s'écrit passer-outre; motif=(votre raison, 3 à 200 caractères)";
        return new ToOpposed.Refused(new Verdict.Refuse(
                Rules.PATIENT_OPPOSED,
                "le patient (destinataire " + who + ") s'oppose à recevoir des messages ; " + text));
    }

    private static Optional<String> reason(String value) {
        Matcher override = OVERRIDE.matcher(value.strip());
        return override.matches()
                ? Optional.of(override.group(1).strip()).filter(reason -> reason.length() >= 3)
                : Optional.empty();
    }
}

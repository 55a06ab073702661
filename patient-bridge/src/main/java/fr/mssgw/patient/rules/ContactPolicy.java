package fr.mssgw.patient.rules;

import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.policy.Rule;
import fr.mssgw.core.policy.Rules;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Whom a patient may answer: the Reply-To when there is one, and it must be of MSSanté (MES-1.3 §9 [2]). */
public final class ContactPolicy {
    static final Rule RULE = Rules.REPLY_TO_OUTSIDE;

    private ContactPolicy() {}

    /** Why a Reply-To cannot be followed, in French; empty when it can. */
    public static Optional<String> refusal(List<MssAddress> replyTo, Predicate<MssAddress> listed) {
        if (replyTo.stream().anyMatch(MssAddress::isPatient)) {
            return Optional.of("l'adresse de réponse (Reply-To) est celle d'un patient");
        }
        if (!replyTo.stream().allMatch(listed)) {
            return Optional.of("l'adresse de réponse (Reply-To) n'est pas une adresse MSSanté");
        }
        if (new HashSet<>(replyTo).size() > 1) {
            return Optional.of("un message à un patient n'a qu'une adresse de réponse (Reply-To)");
        }
        return Optional.empty();
    }

    public static MssAddress contact(MssAddress sender, List<MssAddress> replyTo) {
        return replyTo.isEmpty() ? sender : replyTo.get(0);
    }
}

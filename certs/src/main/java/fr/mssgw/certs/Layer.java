package fr.mssgw.certs;

import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.message.SmimeLabel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A message as far as some readers have it open.
 *
 * @param signatures of the layers that are off
 * @param decrypted whether a key of theirs was used
 * @param ambiguous whether one of the layers can be read in two ways
 * @param differing protected fields that say something else than those outside, in lower case
 * @param depth how many layers are off
 */
record Layer(
        RawMessage content,
        Set<MssAddress> readers,
        List<SignerJudgement> signatures,
        boolean decrypted,
        boolean ambiguous,
        Set<String> differing,
        int depth) {
    static Layer outermost(RawMessage message, Set<MssAddress> readers) {
        return new Layer(message, readers, List.of(), false, false, Set.of(), 0);
    }

    Layer signedBy(SignerJudgement signature) {
        List<SignerJudgement> all = new ArrayList<>(signatures);
        all.add(signature);
        return new Layer(content, readers, all, decrypted, ambiguous, differing, depth);
    }

    /** The same with what it held, one layer less. */
    Layer inside(RawMessage inner) {
        return new Layer(inner, readers, signatures, decrypted, ambiguous, differing, depth + 1);
    }

    Layer decryptedFor(Set<MssAddress> some) {
        return new Layer(content, some, signatures, true, ambiguous, differing, depth);
    }

    /** The same layer, seen to have a second reading. */
    Layer withSecondReading() {
        return new Layer(content, readers, signatures, decrypted, true, differing, depth);
    }

    Layer differingIn(Set<String> fields) {
        Set<String> all = new LinkedHashSet<>(differing);
        all.addAll(fields);
        return new Layer(content, readers, signatures, decrypted, ambiguous, all, depth);
    }

    /** What the signatures of all layers are worth. */
    SmimeLabel label() {
        Optional<SignerJudgement> worst = signatures.stream().min(SignerJudgement.WORST_FIRST);
        SmimeLabel label = new SmimeLabel(
                worst.map(SignerJudgement::status).orElse(SmimeLabel.Status.UNSIGNED),
                worst.flatMap(SignerJudgement::reason),
                worst.flatMap(SignerJudgement::signer),
                decrypted,
                List.copyOf(differing));
        return ambiguous ? label.ambiguous() : label;
    }
}

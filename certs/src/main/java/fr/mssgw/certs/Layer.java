package fr.mssgw.certs;

import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.message.SmimeLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A message as far as some readers have it open.
 *
 * @param signatures of the layers that are off
 * @param decrypted whether a key of theirs was used
 * @param depth how many layers are off
 */
record Layer(
        RawMessage content, Set<MssAddress> readers, List<SignerJudgement> signatures, boolean decrypted, int depth) {
    Layer signedBy(SignerJudgement signature) {
        List<SignerJudgement> all = new ArrayList<>(signatures);
        all.add(signature);
        return new Layer(content, readers, all, decrypted, depth);
    }

    Layer inside(RawMessage inner) {
        return new Layer(inner, readers, signatures, decrypted, depth + 1);
    }

    Layer decryptedFor(Set<MssAddress> some, RawMessage inner) {
        return new Layer(inner, some, signatures, true, depth + 1);
    }

    /** What the signatures of all layers are worth. */
    SmimeLabel label() {
        return signatures.stream()
                .min(SignerJudgement.WORST_FIRST)
                .map(worst -> new SmimeLabel(worst.status(), worst.signer(), decrypted))
                .orElse(new SmimeLabel(SmimeLabel.Status.UNSIGNED, Optional.empty(), decrypted));
    }
}

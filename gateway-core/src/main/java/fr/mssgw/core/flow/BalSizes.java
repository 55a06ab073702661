package fr.mssgw.core.flow;

import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.MessageSize;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.port.MailboxPolicy;
import java.util.Collection;
import java.util.Optional;

/**
 * The largest message of a BAL, where the operator lays down less for it, or for BAL of its type, than the gateway
 * announces with SIZE. Counted as the message comes over the wire, without what delivery adds. Pure but for its port.
 */
final class BalSizes {
    private final MailboxPolicy policy;

    BalSizes(MailboxPolicy policy) {
        this.policy = policy;
    }

    /** Why this BAL of ours is not sent so many octets; any other address takes them. */
    Optional<Verdict.Refuse> received(MssAddress bal, long octets) {
        long most = policy.of(bal).messageOctets();
        return octets <= most
                ? Optional.empty()
                : Optional.of(refusal(
                        "message trop volumineux pour la boîte " + bal + " : il fait ",
                        octets,
                        " " + "avec ses pièces jointes, or elle accepte ",
                        most));
    }

    /** Why this BAL does not send so many octets. */
    Optional<Verdict.Refuse> sent(MssAddress bal, long octets) {
        long most = policy.of(bal).messageOctets();
        return octets <= most
                ? Optional.empty()
                : Optional.of(refusal(
                        "message trop volumineux : il fait ",
                        octets,
                        " avec ses pièces jointes, or la " + "boîte " + bal + " envoie au plus ",
                        most));
    }

    /** Why this BAL does not send so many octets, or one of these is not sent them. */
    Optional<Verdict.Refuse> sent(MssAddress bal, Collection<MssAddress> recipients, long octets) {
        return sent(bal, octets).or(() -> recipients.stream()
                .flatMap(recipient -> received(recipient, octets).stream())
                .findFirst());
    }

    private static Verdict.Refuse refusal(String first, long octets, String then, long most) {
        return new Verdict.Refuse(
                Rules.TOO_LARGE,
                first + new MessageSize(octets).inFrench() + then + new MessageSize(most).inFrench() + " en tout");
    }
}

package fr.mssgw.core.message;

import fr.mssgw.core.identity.MssAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The SMTP envelope of one message (RFC 5321), with its DSN parameters (RFC 3461).
 *
 * @param sender empty for the null sender {@code <>}
 * @param recipients those already accepted at RCPT, in order, without repetition
 * @param envelopeId in xtext, as the sender gave it
 * @param fullReport whether {@code RET=FULL} was given
 */
public record Envelope(
        Optional<MssAddress> sender, List<Recipient> recipients, Optional<String> envelopeId, boolean fullReport) {
    public Envelope {
        recipients = List.copyOf(recipients);
    }

    public Envelope(MssAddress sender, MssAddress... recipients) {
        this(
                Optional.of(sender),
                List.of(recipients).stream()
                        .map(address -> new Recipient(address, DsnRequest.NONE))
                        .toList(),
                Optional.empty(),
                false);
    }

    public List<MssAddress> addresses() {
        return recipients.stream().map(Recipient::address).toList();
    }

    public record Recipient(MssAddress address, DsnRequest dsn) {}

    /** The same message for the others; it may have no recipient left. */
    public Envelope without(Collection<MssAddress> left) {
        return new Envelope(
                sender,
                recipients.stream()
                        .filter(recipient -> !left.contains(recipient.address()))
                        .toList(),
                envelopeId,
                fullReport);
    }
}

package fr.mssgw.smtp;

import fr.mssgw.core.flow.Reception;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.policy.Reply;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.text.Ascii;
import java.time.Duration;
import java.util.Optional;

/**
 * A door behind which no message takes more than its time, and no BAL, no peer and no patient more than a share of the
 * threads that judge messages for all ports.
 */
record FairDoor(Door door, JudgingShares shares) implements Door {
    /** Far above what 25 MiB with signature and encryption take on a slow machine. */
    private static final Duration BUDGET = Duration.ofMinutes(2);

    @Override
    public boolean offersLogin() {
        return door.offersLogin();
    }

    @Override
    public Optional<Reply> missing(Visitor visitor) {
        return door.missing(visitor);
    }

    @Override
    public Verdict onMailFrom(Visitor visitor, String sender, long announced) {
        return door.onMailFrom(visitor, sender, announced);
    }

    @Override
    public Verdict onRecipient(Visitor visitor, Optional<MssAddress> sender, String recipient, long announced) {
        return door.onRecipient(visitor, sender, recipient, announced);
    }

    @Override
    public Reception onMessage(Visitor visitor, Envelope envelope, RawMessage message) {
        try (JudgingShares.Turn turn = shares.begin(who(visitor), patient(visitor, envelope))) {
            return turn.granted()
                    ? door.onMessage(visitor, envelope, new TimedMessage(message, BUDGET))
                    : new Reception.NotStored(
                            new Verdict.TryLater("a sender has its share of slow messages being judged already"));
        }
    }

    /** All patients are one peer, Mon espace santé. */
    private static Optional<String> patient(Visitor visitor, Envelope envelope) {
        return envelope.sender()
                .filter(sender -> visitor.identity().isEmpty() && sender.isPatient())
                .map(sender -> Ascii.lower(sender.wireForm()));
    }

    /** The BAL that logged in, else the certificate's name, else the address. */
    private static String who(Visitor visitor) {
        return visitor.identity()
                .map(identity -> identity.bal().address().wireForm())
                .or(() -> visitor.chain().stream().findFirst().map(certificate -> certificate
                        .getSubjectX500Principal()
                        .getName()))
                .orElse(visitor.address().getHostAddress());
    }
}

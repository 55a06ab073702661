package fr.mssgw.core.flow;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.Author;
import fr.mssgw.core.masking.Matricules;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.port.StoreUnavailable;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** What both ways of receiving a message answer alike. */
public final class Receptions {
    private static final Pattern NOT_PRINTABLE = Pattern.compile("[^ -~]");

    private Receptions() {}

    public interface Step {
        Verdict take() throws MalformedMessage, IOException;
    }

    /** Runs a step and turns what can go wrong with the message, the store or the disk into a verdict. */
    public static Verdict guarded(Step step) {
        try {
            return step.take();
        } catch (MalformedMessage e) {
            return new Verdict.Refuse(Rules.MALFORMED_MESSAGE, e.reason());
        } catch (StoreUnavailable e) {
            return new Verdict.TryLater("storing a message: " + e.getMessage());
        } catch (IOException e) {
            return new Verdict.TryLater("reading a message in progress: " + e.getMessage());
        }
    }

    static Verdict.Refuse noAuthor(Author author) {
        return new Verdict.Refuse(
                author instanceof Author.Missing ? Rules.MALFORMED_MESSAGE : Rules.HEADER_FROM_MISMATCH,
                author.problem().orElse("auteur (From) refusé"));
    }

    public static Verdict.Refuse full(MssAddress bal) {
        return new Verdict.Refuse(Rules.MAILBOX_FULL, "la boîte " + bal + " est pleine");
    }

    /** Whether a sender can be told that a recipient did not get the message (RFC 3461 §4.1, RFC 5321 §4.5.5). */
    static boolean canBeTold(Envelope envelope, Envelope.Recipient recipient) {
        return envelope.sender().isPresent() && recipient.dsn().wantsFailure();
    }

    /** Refuses what was accepted for a BAL of ours that takes less or is full, before it is sent over the wire. */
    static Verdict ifRoom(Verdict accepted, FlowPorts ports, String recipient, long announced) {
        if (!accepted.delivers()) {
            return accepted;
        }
        MssAddress address = MssAddress.parse(recipient);
        Optional<Verdict.Refuse> tooLarge = new BalSizes(ports.policy()).received(address, announced);
        if (tooLarge.isPresent()) {
            return tooLarge.get();
        }
        try {
            return ports.bals().hosts(address.domain()) && ports.room().isFull(address, announced)
                    ? full(address)
                    : accepted;
        } catch (StoreUnavailable e) {
            return new Verdict.TryLater("reading how full a mailbox is: " + e.getMessage());
        }
    }

    static Verdict.Refuse unknown() {
        return new Verdict.Refuse(Rules.UNKNOWN_BAL, "boîte inconnue ici");
    }

    static String text(Optional<MssAddress> sender) {
        return sender.map(MssAddress::toString).orElse("<>");
    }

    /** The trace of a step of a conversation. */
    public static AuditEvent conversationEvent(Instant at, String actor, QueueId id, ConversationChange change) {
        return AuditEvent.of(
                at,
                AuditEvent.Kind.CONVERSATION_CHANGED,
                actor,
                "id",
                id,
                "patient",
                change.key().patient(),
                "contact",
                change.key().contact(),
                "state",
                change.to(),
                "cause",
                change.cause(),
                "ins",
                change.declared());
    }

    static Optional<Verdict.Refuse> refusal(Verdict verdict) {
        return verdict instanceof Verdict.Refuse refuse ? Optional.of(refuse) : Optional.empty();
    }

    /** An address as somebody wrote it, made safe to keep: a patient's is masked, a broken one too, then cut and cleaned. */
    static String masked(String address) {
        try {
            return address.isEmpty() ? "<>" : MssAddress.parse(address).toString();
        } catch (MalformedAddress e) {
            return printable(Matricules.masked(address));
        }
    }

    static String printable(String text) {
        String cut = text.length() > 255 ? text.substring(0, 255) : text;
        return NOT_PRINTABLE.matcher(cut).replaceAll("?");
    }
}

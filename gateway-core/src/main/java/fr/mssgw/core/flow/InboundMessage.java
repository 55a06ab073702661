package fr.mssgw.core.flow;

import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.policy.Verdict;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A message from another operator, opened and read for each recipient, not yet judged.
 *
 * @param original as it was received
 * @param readings what recipients read of it, and those to whom a rule would bring it
 * @param contents what the recipients' contents hold, by BAL
 * @param patient who wrote it, when a patient did
 */
record InboundMessage(
        RawMessage original,
        Readings readings,
        Map<MssAddress, Content> contents,
        MssAddress from,
        Optional<InsAddress> patient)
        implements AutoCloseable {
    InboundMessage {
        contents = Map.copyOf(contents);
    }

    /** What one recipient gets. */
    sealed interface Content {}

    /**
     * A content that could be read.
     *
     * @param said of a patient's message, or of a report of Mon espace santé
     */
    record Read(Opened opened, Optional<FromPatients.Said> said) implements Content {}

    /** What this recipient's key opens cannot be judged. */
    record Unreadable(Verdict.Refuse verdict) implements Content {}

    /** Empty for a BAL that did not exist when the message was opened. */
    Optional<Content> contentFor(MssAddress bal) {
        return Optional.ofNullable(contents.get(bal));
    }

    /** The conversations of the messages whose receipts these are: one, but for a mail that reads differently for each. */
    Set<ConversationKey> receipted() {
        Set<ConversationKey> keys = new HashSet<>();
        reads().stream().flatMap(read -> read.said().stream()).forEach(said -> said.receipted()
                .ifPresent(keys::add));
        return keys;
    }

    /** For the trace: the status where all recipients have the same, else that of each. */
    String smime() {
        Set<String> statuses = new HashSet<>();
        reads().forEach(read -> statuses.add(read.opened().label().status().name()));
        if (statuses.size() == 1 && reads().size() == contents.size()) {
            return statuses.iterator().next();
        }
        return contents.entrySet().stream()
                .map(entry -> entry.getKey() + " "
                        + (entry.getValue() instanceof Read read
                                ? read.opened().label().status()
                                : "MALFORMED"))
                .sorted()
                .toList()
                .toString();
    }

    private List<Read> reads() {
        return contents.values().stream()
                .filter(Read.class::isInstance)
                .map(Read.class::cast)
                .toList();
    }

    @Override
    public void close() {
        readings.close();
    }
}

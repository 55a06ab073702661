package fr.mssgw.core.flow;

import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.message.SmimeLabel;
import fr.mssgw.core.policy.Verdict;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

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
        return ofAll(label -> label.status().name(), "MALFORMED");
    }

    /** For the trace: why the status is what it is, in one word as in {@code X-MSSGW-SMIME}; empty where it says it all. */
    String smimeReason() {
        return ofAll(label -> label.reason().map(SmimeLabel.Reason::word).orElse(""), "");
    }

    private String ofAll(Function<SmimeLabel, String> said, String unreadable) {
        Map<MssAddress, String> each = new TreeMap<>(Comparator.comparing(MssAddress::wireForm));
        contents.forEach((bal, content) -> each.put(
                bal, content instanceof Read read ? said.apply(read.opened().label()) : unreadable));
        Set<String> different = new HashSet<>(each.values());
        return different.size() == 1
                ? different.iterator().next()
                : each.entrySet().stream()
                        .map(entry -> (entry.getKey() + " " + entry.getValue()).strip())
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

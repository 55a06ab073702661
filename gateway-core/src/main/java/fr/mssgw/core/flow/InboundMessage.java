package fr.mssgw.core.flow;

import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.MimeOutline;
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
     * @param outline of a patient's message
     * @param report what it says of a message that went to a patient, when that is all it is
     * @param noReceipt why a patient's mail that calls itself a report is judged as a letter all the same, in French
     */
    record Read(Opened opened, Optional<MimeOutline> outline, Optional<FromMes> report, Optional<String> noReceipt)
            implements Content {}

    /** What this recipient's key opens cannot be judged. */
    record Unreadable(Verdict.Refuse verdict) implements Content {}

    /** Empty for a BAL that did not exist when the message was opened. */
    Optional<Content> contentFor(MssAddress bal) {
        return Optional.ofNullable(contents.get(bal));
    }

    /** The conversations of the messages whose receipts these are: one, but for a mail that reads differently for each. */
    Set<ConversationKey> receipted() {
        Set<ConversationKey> keys = new HashSet<>();
        reads().stream()
                .flatMap(read -> read.report().stream())
                .filter(FromMes.Read.class::isInstance)
                .forEach(read -> keys.add(((FromMes.Read) read).original().key()));
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

package fr.mssgw.imap.james.fetch;

import fr.mssgw.store.mailbox.FlagChange;
import fr.mssgw.store.mailbox.ListedMessage;
import fr.mssgw.store.mailbox.MessageFlags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * Marks as read what a FETCH hands out (RFC 3501 §6.4.5), many messages in one transaction: with the message that the
 * command has come to those that it comes to next. A client that leaves half-way may so have marked what it did not get;
 * that is bounded by what waits in its socket anyway. For one command, one thread.
 */
final class ReadMarks {
    private static final int MOST = 256;
    private static final long MOST_OCTETS = 512 * 1024;

    private final Predicate<ListedMessage> isHandedOut;
    private final Function<List<Long>, List<FlagChange>> marking;
    private final Map<Long, FlagChange> marked = new HashMap<>();

    /**
     * @param isHandedOut whether the client gets a message that the command comes to
     * @param marking marks messages by UID in one transaction; answers those that are there
     */
    ReadMarks(Predicate<ListedMessage> isHandedOut, Function<List<Long>, List<FlagChange>> marking) {
        this.isHandedOut = isHandedOut;
        this.marking = marking;
    }

    /**
     * Marks a message, if it is not read. Asked once for each, in the command's order.
     *
     * @param next what the command comes to next, with sizes; asked for so many at most, and only when something is to be
     *     marked
     * @return what changed, and has to be told
     */
    Optional<FlagChange> mark(ListedMessage message, IntFunction<List<ListedMessage>> next) {
        FlagChange before = marked.remove(message.uid());
        if (before != null || isRead(message)) {
            return Optional.ofNullable(before).filter(ReadMarks::isNew);
        }
        List<Long> uids = new ArrayList<>();
        uids.add(message.uid());
        long octets = message.size();
        for (ListedMessage one : next.apply(MOST - 1)) {
            octets += one.size();
            if (uids.size() == MOST || octets > MOST_OCTETS) {
                break;
            }
            if (!isRead(one) && isHandedOut.test(one)) {
                uids.add(one.uid());
            }
        }
        marking.apply(uids).forEach(change -> marked.put(change.uid(), change));
        return Optional.ofNullable(marked.remove(message.uid())).filter(ReadMarks::isNew);
    }

    private static boolean isRead(ListedMessage message) {
        return (message.flags() & MessageFlags.SEEN) != 0;
    }

    private static boolean isNew(FlagChange change) {
        return !change.before().equals(change.after());
    }
}

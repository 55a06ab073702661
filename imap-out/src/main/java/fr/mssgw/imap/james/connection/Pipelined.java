package fr.mssgw.imap.james.connection;

import fr.mssgw.store.mailbox.ListedMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Fetches of one message each that a client sent one behind the other and in the same words, as mbsync and others do for
 * a mirror: what the next ones will ask for is read together with what this one asks for. For the thread that runs them.
 */
public final class Pipelined {
    /** One line holds at most so many. */
    static final int MOST = 64;

    private final String words;
    private final List<Long> uids = new ArrayList<>();
    private final Map<Long, ListedMessage> read = new HashMap<>();

    Pipelined(FetchLine first) {
        this.words = first.words();
        uids.add(first.uid());
    }

    /** Takes the next one, if it is of this kind and there is room. */
    boolean takes(FetchLine next) {
        return uids.size() < MOST && words.equals(next.words()) && uids.add(next.uid());
    }

    /**
     * A message, read now together with the next ones, or already. Only for what does not change while the commands run.
     *
     * @param most rows that may wait in memory
     * @param reading answers those that are there, or as many of them as fit into memory: the first ones asked for
     */
    public Optional<ListedMessage> message(long uid, int most, Function<List<Long>, List<ListedMessage>> reading) {
        ListedMessage ahead = read.remove(uid);
        if (ahead != null) {
            return Optional.of(ahead);
        }
        read.clear();
        int at = uids.indexOf(uid);
        List<Long> next = at < 0 ? List.of(uid) : uids.subList(at, Math.min(uids.size(), at + most));
        reading.apply(next).forEach(message -> read.put(message.uid(), message));
        return Optional.ofNullable(read.remove(uid));
    }
}

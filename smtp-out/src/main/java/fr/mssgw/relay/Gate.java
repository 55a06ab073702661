package fr.mssgw.relay;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Lets a bounded number of transactions through to each host and parks a few more, so that a slow host occupies neither
 * every worker nor the places of mail for other hosts. Thread-safe.
 *
 * @param <T> what is let through
 */
final class Gate<T> {
    enum Entry {
        ENTERED,
        /** Comes back from {@link #leave}. */
        PARKED,
        /** Too many wait already. */
        FULL
    }

    private final int through;
    private final int parkable;
    private final Map<Destination, Host<T>> hosts = new HashMap<>();

    Gate(int through, int parkable) {
        this.through = through;
        this.parkable = parkable;
    }

    synchronized Entry enter(Destination host, T waiting) {
        Host<T> at = hosts.computeIfAbsent(host, unknown -> new Host<>());
        if (at.active < through) {
            at.active++;
            return Entry.ENTERED;
        }
        if (at.parked.size() < parkable) {
            at.parked.addLast(waiting);
            return Entry.PARKED;
        }
        return Entry.FULL;
    }

    /** Ends one passage. What is returned has to {@link #enter} anew. */
    synchronized Optional<T> leave(Destination host) {
        Host<T> at = hosts.get(host);
        if (at == null) {
            return Optional.empty();
        }
        at.active--;
        T next = at.parked.pollFirst();
        if (next == null && at.active == 0) {
            hosts.remove(host);
        }
        return Optional.ofNullable(next);
    }

    private static final class Host<T> {
        int active;
        final Deque<T> parked = new ArrayDeque<>();
    }
}

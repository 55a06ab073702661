package fr.mssgw.imap.james.mailbox;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.james.events.EventListener.ReactiveEventListener;
import org.apache.james.imap.api.process.SelectedMailbox;

/**
 * A folder that at least one session of this node has open, and how much of it they have been told. All that happens
 * here reaches the sessions as an event with its MODSEQ; a gap in these numbers is what others did, and is read from the
 * store ({@link FolderNews}). Thread-safe.
 */
final class WatchedFolder {
    private final Map<ReactiveEventListener, Outstanding> sessions = new ConcurrentHashMap<>();
    private long toldUpTo;
    private int readings;
    private boolean removedWhileReading;

    /** @param modseq the folder's highest before its first session read it */
    WatchedFolder(long modseq) {
        this.toldUpTo = modseq;
    }

    void add(ReactiveEventListener view) {
        sessions.put(view, new Outstanding(view));
    }

    boolean removeAndIsEmpty(ReactiveEventListener view) {
        sessions.remove(view);
        return sessions.isEmpty();
    }

    Collection<Outstanding> sessions() {
        return sessions.values();
    }

    /** What the session with this view has still to be told; empty where it has closed the folder. */
    Optional<Outstanding> session(SelectedMailbox view) {
        return view instanceof ReactiveEventListener listener
                ? Optional.ofNullable(sessions.get(listener))
                : Optional.empty();
    }

    synchronized long toldUpTo() {
        return toldUpTo;
    }

    /** Sessions were told of changes of these numbers; what lies beyond a gap is told again later. */
    synchronized void told(TreeSet<Long> modseqs) {
        for (long modseq : modseqs) {
            if (modseq == toldUpTo + 1) {
                toldUpTo = modseq;
            }
        }
    }

    /** Everything up to there was read and told. */
    synchronized void readUpTo(long modseq) {
        toldUpTo = Math.max(toldUpTo, modseq);
    }

    /** Messages were removed here. */
    synchronized void removed() {
        removedWhileReading |= readings > 0;
    }

    synchronized void beginsReading() {
        readings++;
    }

    /** Whether messages were removed since {@link #beginsReading}, so that some that are gone may have been told. */
    synchronized boolean endsReading() {
        readings--;
        boolean again = removedWhileReading;
        removedWhileReading = false;
        return again;
    }
}

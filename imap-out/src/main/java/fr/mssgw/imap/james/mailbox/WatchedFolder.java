package fr.mssgw.imap.james.mailbox;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArraySet;
import org.apache.james.events.EventListener.ReactiveEventListener;
import org.apache.james.imap.api.process.SelectedMailbox;

/**
 * A folder that at least one session of this node has open, and how much of it they have been told. All that happens
 * here reaches the sessions as an event with its MODSEQ; a gap in these numbers is what others did, and is read from the
 * store ({@link FolderNews}). Thread-safe.
 */
final class WatchedFolder {
    private final CopyOnWriteArraySet<ReactiveEventListener> listeners = new CopyOnWriteArraySet<>();
    private long toldUpTo;
    private int readings;
    private boolean removedWhileReading;

    /** @param modseq the folder's highest before its first session read it */
    WatchedFolder(long modseq) {
        this.toldUpTo = modseq;
    }

    void add(ReactiveEventListener listener) {
        listeners.add(listener);
    }

    boolean removeAndIsEmpty(ReactiveEventListener listener) {
        listeners.remove(listener);
        return listeners.isEmpty();
    }

    Collection<ReactiveEventListener> listeners() {
        return listeners;
    }

    /** The sessions' views of the folder; each is a listener as well. */
    List<SelectedMailbox> views() {
        return listeners.stream()
                .filter(SelectedMailbox.class::isInstance)
                .map(SelectedMailbox.class::cast)
                .toList();
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

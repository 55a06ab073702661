package fr.mssgw.imap.james.mailbox;

import fr.mssgw.core.port.StoreUnavailable;
import fr.mssgw.store.mailbox.MailboxListener;
import fr.mssgw.store.mailbox.MailboxRow;
import fr.mssgw.store.mailbox.MessageFilter;
import fr.mssgw.store.mailbox.MessageRow;
import fr.mssgw.store.mailbox.OtherNodes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.james.events.Event;
import org.apache.james.mailbox.MessageUid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the sessions that have a folder open of what deliveries and other nodes did in it. The news is only that a
 * folder changed: what changed is read from the store, by MODSEQ, and told to each session as far as it does not show it
 * yet. So no news is too long, news that come in a rush are one reading, and news that were lost are made up for by
 * reading once more; while the store is away they wait. A folder that nobody here has open costs one look into a map. Thread-safe; the reading is done on a
 * thread of its own.
 */
final class FolderNews implements MailboxListener {
    private static final Logger LOG = LoggerFactory.getLogger(FolderNews.class);
    private static final int PAGE = 1_000;
    private static final int BETWEEN_TRIES_MILLIS = 1_000;

    private final SqlMapperFactory mappers;
    private final SessionEvents events;
    private final OtherNodes others;
    private final Map<Long, Boolean> pending = new LinkedHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread reader = new Thread(task, "imap-folder-news");
        reader.setDaemon(true);
        return reader;
    });
    private boolean reading;

    FolderNews(SqlMapperFactory mappers, SessionEvents events, OtherNodes others) {
        this.mappers = mappers;
        this.events = events;
        this.others = others;
    }

    @Override
    public void messagesAdded(long mailboxId, List<Long> uids) {
        others.folderChanged(mailboxId, false);
        changed(mailboxId, false);
    }

    @Override
    public void flagsChanged(long mailboxId, List<Long> uids) {
        others.folderChanged(mailboxId, false);
        changed(mailboxId, false);
    }

    @Override
    public void messagesRemoved(long mailboxId, List<Long> uids) {
        others.folderChanged(mailboxId, true);
        changed(mailboxId, true);
    }

    /** Another node changed folders; true where it removed messages. */
    void changedElsewhere(Map<Long, Boolean> folders) {
        folders.forEach(this::changed);
    }

    /** Something may have changed anywhere. */
    void mayHaveChanged() {
        events.open().forEach(id -> changed(id, true));
    }

    private void changed(long mailboxId, boolean removed) {
        if (events.watched(mailboxId).isEmpty()) {
            return;
        }
        synchronized (pending) {
            pending.merge(mailboxId, removed, Boolean::logicalOr);
            if (!reading) {
                reading = true;
                thread.execute(this::readPending);
            }
        }
    }

    private void readPending() {
        while (true) {
            long id;
            boolean removed;
            synchronized (pending) {
                Iterator<Map.Entry<Long, Boolean>> next = pending.entrySet().iterator();
                if (!next.hasNext()) {
                    reading = false;
                    return;
                }
                Map.Entry<Long, Boolean> entry = next.next();
                id = entry.getKey();
                removed = entry.getValue();
                next.remove();
            }
            try {
                events.watched(id).ifPresent(folder -> read(folder, id, removed));
            } catch (StoreUnavailable e) {
                LOG.warn("open IMAP sessions are told later of a change in folder {}: {}", id, e.getMessage());
                readLater(id, removed);
                return;
            } catch (RuntimeException e) {
                LOG.warn("open IMAP sessions were not told of a change in folder {}", id, e);
            }
        }
    }

    /** The news stays pending, behind the others: a folder that cannot be read keeps none of them back for long. */
    private void readLater(long id, boolean removed) {
        synchronized (pending) {
            pending.merge(id, removed, Boolean::logicalOr);
        }
        var unused = thread.schedule(this::readPending, BETWEEN_TRIES_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void read(WatchedFolder folder, long id, boolean removed) {
        folder.beginsReading();
        boolean again = false;
        try {
            Optional<MailboxRow> row = mappers.mailboxes().find(id);
            if (row.isEmpty()) {
                tell(folder, FolderEvents.deleted(id));
            } else if (row.get().highestModseq() > folder.toldUpTo()) {
                FolderEvents made = new FolderEvents(row.get(), mappers.reading());
                readChanged(folder, id, made);
                if (removed) {
                    readRemoved(folder, row.get(), made);
                }
                folder.readUpTo(row.get().highestModseq());
            }
        } finally {
            again = folder.endsReading();
        }
        if (again) {
            changed(id, true);
        }
    }

    private void readChanged(WatchedFolder folder, long id, FolderEvents made) {
        MessageFilter since = MessageFilter.modseq(MessageFilter.Comparison.GREATER, folder.toldUpTo());
        long from = 1;
        while (true) {
            List<MessageRow> rows = mappers.reading().page(id, from, Long.MAX_VALUE, PAGE, false, since);
            if (!rows.isEmpty()) {
                folder.sessions().forEach(session -> tellChanged(session, rows, made));
            }
            if (rows.size() < PAGE) {
                return;
            }
            from = rows.get(rows.size() - 1).uid() + 1;
        }
    }

    private static void tellChanged(Outstanding session, List<MessageRow> rows, FolderEvents made) {
        List<MessageRow> fresh = new ArrayList<>();
        List<MessageRow> counted = new ArrayList<>();
        rows.forEach(row -> (session.counts(MessageUid.of(row.uid())) ? counted : fresh).add(row));
        if (!fresh.isEmpty()) {
            session.add(made.added(fresh));
        }
        if (!counted.isEmpty()) {
            session.add(made.flagged(counted));
        }
    }

    /** What came after the folder's row was read is not looked for. */
    private void readRemoved(WatchedFolder folder, MailboxRow row, FolderEvents made) {
        Set<Long> there = new HashSet<>(mappers.reading().uids(row.id(), MessageFilter.all()));
        for (Outstanding session : folder.sessions()) {
            Set<MessageUid> gone = new TreeSet<>();
            session.forEachCounted(uid -> {
                if (uid.asLong() <= row.lastUid() && !there.contains(uid.asLong())) {
                    gone.add(uid);
                }
            });
            if (!gone.isEmpty()) {
                session.add(made.removed(gone));
            }
        }
    }

    private static void tell(WatchedFolder folder, Event event) {
        folder.sessions().forEach(session -> session.add(event));
    }
}

package fr.mssgw.imap.james.mailbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.james.events.Event;
import org.apache.james.events.EventListener.ReactiveEventListener;
import org.apache.james.imap.api.process.SelectedMailbox;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.events.MailboxEvents.Added;
import org.apache.james.mailbox.events.MailboxEvents.Expunged;
import org.apache.james.mailbox.events.MailboxEvents.FlagsUpdated;
import org.apache.james.mailbox.events.MailboxEvents.MailboxDeletion;
import org.apache.james.mailbox.model.MessageMetaData;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * What happened in a folder and one session has still to be told, in its order. It reaches the session's view when the
 * client is about to be told, and no sooner: James 3.8.1 numbers a message as soon as it is there, so that a client may
 * hear of it, or may name its number, before its EXISTS; and it forgets what happens while the answers are written. A
 * client in IDLE is told at once, by one thread at a time. Thread-safe.
 */
final class Outstanding {
    private static final Logger LOG = LoggerFactory.getLogger(Outstanding.class);

    /** For a client that asks nothing for so long, James' way has to do. */
    private static final int MOST = 10_000;

    private final ReactiveEventListener view;
    private final Deque<Event> events = new ArrayDeque<>(); // guarded by itself, like what follows
    private final Set<MessageUid> arriving = new HashSet<>();
    private final ReentrantLock telling = new ReentrantLock();
    private final ReentrantLock counting = new ReentrantLock(); // who holds it takes events away, and takes no other
    private volatile @Nullable ReactiveEventListener idle;

    /** @param view of James, which counts what it is told of at once */
    Outstanding(ReactiveEventListener view) {
        this.view = view;
    }

    /** Notes an event; a client in IDLE is told of it before this returns, or by the thread that tells it already. */
    void add(Event event) {
        if (!view.isHandling(event)) {
            return;
        }
        if (!(view instanceof SelectedMailbox)) {
            count(event); // no client, whose turn it would have to be
            return;
        }
        if (!isNews(event)) {
            return;
        }
        boolean tooMany;
        synchronized (events) {
            events.addLast(event);
            if (event instanceof Added added) {
                arriving.addAll(added.getUids());
            }
            tooMany = events.size() > MOST;
        }
        if (tooMany) {
            takeAll(counted -> {});
        }
        tellIdle();
    }

    /** Whether a view of James heeds it; subscriptions, names and rights are nothing that a session shows. */
    private static boolean isNews(Event event) {
        return event instanceof Added
                || event instanceof Expunged
                || event instanceof FlagsUpdated
                || event instanceof MailboxDeletion;
    }

    /** Begins or, with null, ends an IDLE; when it has ended nobody tells the client any more. */
    void idles(@Nullable ReactiveEventListener now) {
        telling.lock();
        try {
            idle = now;
        } finally {
            telling.unlock();
        }
    }

    /** Runs what tells the client, while no other thread does. */
    void whileNobodyTells(Runnable tells) {
        telling.lock();
        try {
            tells.run();
        } finally {
            telling.unlock();
        }
        if (!telling.isHeldByCurrentThread()) {
            tellIdle(); // of what others left to this thread
        }
    }

    private void tellIdle() {
        while (idle != null && next() != null && telling.tryLock()) {
            try {
                Event event = next();
                ReactiveEventListener client = idle;
                if (event != null && client != null) {
                    Mono.from(client.reactiveEvent(event)).block();
                }
                if (event == next()) {
                    takeAll(untold -> {}); // the session has closed the folder
                }
            } catch (RuntimeException e) {
                LOG.warn("an IMAP session in IDLE could not be told", e);
                takeAll(event -> {});
            } finally {
                telling.unlock();
            }
        }
    }

    private @Nullable Event next() {
        synchronized (events) {
            return events.peekFirst();
        }
    }

    /**
     * Has the view count all that happened so far. An event leaves the row when it was counted, so that {@link #counts}
     * knows its messages all the while, and as the one that it is: some of James 3.8.1 are not equal to themselves.
     *
     * @param seen each event, after it was counted
     */
    void takeAll(Consumer<Event> seen) {
        counting.lock();
        try {
            for (Event event = next(); event != null; event = next()) {
                count(event);
                synchronized (events) {
                    events.removeFirst();
                    if (event instanceof Added added) {
                        arriving.removeAll(added.getUids());
                    }
                }
                seen.accept(event);
            }
        } finally {
            counting.unlock();
        }
    }

    /** Of removed messages only those that the view still counts, or the client would be told twice. */
    private void count(Event event) {
        try {
            Event known = event;
            if (event instanceof Expunged expunged && view instanceof SelectedMailbox mailbox) {
                Map<MessageUid, MessageMetaData> counted = new TreeMap<>(expunged.getExpunged());
                counted.keySet().removeIf(uid -> mailbox.msn(uid).asInt().isEmpty());
                if (counted.isEmpty()) {
                    return;
                }
                known = FolderEvents.only(expunged, counted);
            }
            // also on a thread that is interrupted: whose command is ended is not the session that counts
            var unused = Mono.from(view.reactiveEvent(known)).toFuture().join();
        } catch (RuntimeException e) {
            LOG.warn(
                    "an IMAP session could not be told of a {}",
                    event.getClass().getSimpleName(),
                    e);
        }
    }

    /** Whether the session counts a message, or will. */
    boolean counts(MessageUid uid) {
        synchronized (events) {
            if (arriving.contains(uid)) {
                return true;
            }
        }
        return view instanceof SelectedMailbox mailbox
                && mailbox.msn(uid).asInt().isPresent();
    }

    /** Each message that the session counts, or will. */
    void forEachCounted(Consumer<MessageUid> message) {
        List<MessageUid> coming;
        synchronized (events) {
            coming = List.copyOf(arriving);
        }
        coming.forEach(message);
        if (view instanceof SelectedMailbox mailbox) {
            for (int number = 1; number <= mailbox.existsCount(); number++) {
                mailbox.uid(number).ifPresent(message);
            }
        }
    }
}

package fr.mssgw.imap.james.mailbox;

import fr.mssgw.store.mailbox.OtherNodes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import javax.mail.Flags;
import org.apache.james.events.Event;
import org.apache.james.events.EventBus;
import org.apache.james.events.EventBusName;
import org.apache.james.events.EventListener.ReactiveEventListener;
import org.apache.james.events.Group;
import org.apache.james.events.Registration;
import org.apache.james.events.RegistrationKey;
import org.apache.james.imap.api.process.SelectedMailbox;
import org.apache.james.mailbox.events.MailboxEvents.Added;
import org.apache.james.mailbox.events.MailboxEvents.Expunged;
import org.apache.james.mailbox.events.MailboxEvents.FlagsUpdated;
import org.apache.james.mailbox.events.MailboxEvents.MailboxDeletion;
import org.apache.james.mailbox.events.MailboxEvents.MailboxEvent;
import org.apache.james.mailbox.events.MailboxIdRegistrationKey;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Tells the sessions that have a folder open what changes in it, and the other nodes that it changed; nothing else
 * listens. The caller waits until it is noted for all sessions here ({@link Outstanding}) and those in IDLE have been told,
 * and stays on its own thread: a FETCH that sets {@code \Seen} goes on where it may wait for its reader
 * ({@link OnCallersThread}).
 */
final class SessionEvents implements EventBus {
    private final ConcurrentHashMap<RegistrationKey, WatchedFolder> watched = new ConcurrentHashMap<>();
    private final OtherNodes others;
    private final ToLongFunction<Long> highestModseq;

    /** @param highestModseq of a folder, read from the store; 0 where there is none */
    SessionEvents(OtherNodes others, ToLongFunction<Long> highestModseq) {
        this.others = others;
        this.highestModseq = highestModseq;
    }

    Optional<WatchedFolder> watched(long mailboxId) {
        return Optional.ofNullable(watched.get(key(mailboxId)));
    }

    /** What the session with this view of a folder has still to be told; empty where it does not listen. */
    Optional<Outstanding> outstanding(SelectedMailbox view) {
        return watched(StoredMailboxId.of(view.getMailboxId())).flatMap(folder -> folder.session(view));
    }

    /** Folders that a session of this node has open. */
    List<Long> open() {
        return watched.keySet().stream().map(SessionEvents::folder).toList();
    }

    private static RegistrationKey key(long mailboxId) {
        return new MailboxIdRegistrationKey(new StoredMailboxId(mailboxId));
    }

    private static long folder(RegistrationKey key) {
        return StoredMailboxId.of(((MailboxIdRegistrationKey) key).getMailboxId());
    }

    @Override
    public Publisher<Registration> register(ReactiveEventListener listener, RegistrationKey key) {
        return Mono.fromSupplier(() -> {
            long modseq = watched.containsKey(key) ? 0 : highestModseq.applyAsLong(folder(key));
            watched.compute(key, (k, folder) -> {
                WatchedFolder open = folder == null ? new WatchedFolder(modseq) : folder;
                open.add(listener);
                return open;
            });
            return () -> Mono.fromRunnable(() ->
                    watched.computeIfPresent(key, (k, folder) -> folder.removeAndIsEmpty(listener) ? null : folder));
        });
    }

    @Override
    public Registration register(ReactiveEventListener listener, Group group) {
        throw new UnsupportedOperationException("nothing but sessions listens to mailbox events");
    }

    @Override
    public Mono<Void> dispatch(Event event, Set<RegistrationKey> keys) {
        return Mono.fromRunnable(() -> {
            if (event.isNoop()) {
                return;
            }
            keys.forEach(key -> Optional.ofNullable(watched.get(key)).ifPresent(folder -> tellAll(folder, event)));
            if (event instanceof MailboxEvent change) {
                tellOthers(change);
            }
        });
    }

    private void tellOthers(MailboxEvent change) {
        boolean removed = change instanceof Expunged || change instanceof MailboxDeletion;
        boolean changed = change instanceof Added || (change instanceof FlagsUpdated flags && isMoreThanRecent(flags));
        if (removed || changed) {
            others.folderChanged(StoredMailboxId.of(change.getMailboxId()), removed);
        }
    }

    /** {@code \Recent} is one session's: no other shows it. */
    private static boolean isMoreThanRecent(FlagsUpdated event) {
        return event.getUpdatedFlags().stream()
                .anyMatch(one -> !withoutRecent(one.getOldFlags()).equals(withoutRecent(one.getNewFlags())));
    }

    private static Flags withoutRecent(Flags flags) {
        Flags copy = new Flags(flags);
        copy.remove(Flags.Flag.RECENT);
        return copy;
    }

    private static void tellAll(WatchedFolder folder, Event event) {
        if (event instanceof Expunged) {
            folder.removed();
        }
        folder.sessions().forEach(session -> session.add(event));
        if (event instanceof Added added) {
            folder.told(added.getUids().stream()
                    .map(uid -> added.getMetaData(uid).getModSeq().asLong())
                    .collect(Collectors.toCollection(TreeSet::new)));
        } else if (event instanceof FlagsUpdated flags) {
            folder.told(flags.getUpdatedFlags().stream()
                    .map(one -> one.getModSeq().asLong())
                    .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @Override
    public Mono<Void> reDeliver(Group group, Event event) {
        return Mono.empty();
    }

    @Override
    public EventBusName eventBusName() {
        return new EventBusName("sessions");
    }
}

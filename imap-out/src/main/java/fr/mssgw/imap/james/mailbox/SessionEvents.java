package fr.mssgw.imap.james.mailbox;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import org.apache.james.events.Event;
import org.apache.james.events.EventBus;
import org.apache.james.events.EventBusName;
import org.apache.james.events.EventListener.ReactiveEventListener;
import org.apache.james.events.Group;
import org.apache.james.events.Registration;
import org.apache.james.events.RegistrationKey;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Tells the sessions that have a folder open what changes in it; nothing else listens. The caller waits until all have
 * been told and stays on its own thread: a FETCH that sets {@code \Seen} goes on where it may wait for its reader
 * ({@link OnCallersThread}). A listener that fails is logged, and told of the next event all the same.
 */
final class SessionEvents implements EventBus {
    private static final Logger LOG = LoggerFactory.getLogger(SessionEvents.class);

    private final ConcurrentHashMap<RegistrationKey, CopyOnWriteArraySet<ReactiveEventListener>> listeners =
            new ConcurrentHashMap<>();

    boolean hasListener(RegistrationKey key) {
        return listeners.containsKey(key);
    }

    @Override
    public Publisher<Registration> register(ReactiveEventListener listener, RegistrationKey key) {
        return Mono.fromSupplier(() -> {
            listeners.compute(key, (k, set) -> {
                CopyOnWriteArraySet<ReactiveEventListener> all = set == null ? new CopyOnWriteArraySet<>() : set;
                all.add(listener);
                return all;
            });
            return () -> Mono.fromRunnable(() -> listeners.computeIfPresent(key, (k, set) -> {
                set.remove(listener);
                return set.isEmpty() ? null : set;
            }));
        });
    }

    @Override
    public Registration register(ReactiveEventListener listener, Group group) {
        throw new UnsupportedOperationException("nothing but sessions listens to mailbox events");
    }

    @Override
    public Mono<Void> dispatch(Event event, Set<RegistrationKey> keys) {
        return Mono.fromRunnable(() -> {
            if (!event.isNoop()) {
                keys.stream()
                        .flatMap(key -> listenersOf(key).stream())
                        .distinct()
                        .forEach(listener -> tell(listener, event));
            }
        });
    }

    private Collection<ReactiveEventListener> listenersOf(RegistrationKey key) {
        Collection<ReactiveEventListener> found = listeners.get(key);
        return found == null ? List.of() : found;
    }

    private static void tell(ReactiveEventListener listener, Event event) {
        try {
            if (listener.isHandling(event)) {
                Mono.from(listener.reactiveEvent(event)).block();
            }
        } catch (RuntimeException e) {
            LOG.warn(
                    "an IMAP session could not be told of a {}",
                    event.getClass().getSimpleName(),
                    e);
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

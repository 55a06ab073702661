package fr.mssgw.relay;

import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.port.OutboundQueue;
import fr.mssgw.core.port.OutboundQueue.Item;
import fr.mssgw.core.port.OutboundQueue.Lease;
import fr.mssgw.core.port.PeerTrust;
import fr.mssgw.core.port.WhiteLists;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.ExtendedResolver;

/**
 * Carries queued mail to the other operators. One thread leases, workers hand over, another keeps the leases alive.
 *
 * <p>What the threads rely on: a lease is in {@link #held} from the moment it is taken until it is settled or given
 * back, and is renewed all that time, so that no other worker sends the same message. When renewal fails the closing
 * dot is not sent. Every lease ends in exactly one of three ways: settled, given back, or (when the store is gone) left
 * to lapse, which makes it due again. A message is sent twice only where a peer's {@code 250} was lost, or the store was
 * gone for longer than a lease after it.
 */
public final class Relay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    private static final Duration POLL = Duration.ofSeconds(2);
    /** What finds too many before it comes back after this. */
    private static final Duration CROWDED = Duration.ofSeconds(3);

    private static final int LEASED_PER_WORKER = 4;

    private final RelayConfig config;
    private final OutboundQueue queue;
    private final WhiteLists whiteLists;
    private final InstantSource clock;
    private final Routes routes;
    private final Gate<Held> gate;
    private final Deadlines deadlines;
    private final Connections connections;
    private final Handover handover;
    private final Bookkeeping books;

    private final Set<Held> held = ConcurrentHashMap.newKeySet();
    private final Semaphore places;
    private final ExecutorService workers;
    private final ScheduledExecutorService upkeep = Executors.newScheduledThreadPool(2, named("relay-upkeep"));
    private final Thread leaser = new Thread(this::leaseAll, "relay-leaser");
    private volatile boolean closing;

    /**
     * @param tls makes sockets that show our client certificate; asked for each connection. Whatever its trust manager
     *     lets pass is judged by {@code trust} and the white list
     */
    public Relay(
            RelayConfig config,
            OutboundQueue queue,
            WhiteLists whiteLists,
            PeerTrust trust,
            Supplier<SSLSocketFactory> tls,
            RelayMeter meter,
            InstantSource clock) {
        this(config, queue, whiteLists, trust, tls, meter, clock, systemDns());
    }

    Relay(
            RelayConfig config,
            OutboundQueue queue,
            WhiteLists whiteLists,
            PeerTrust trust,
            Supplier<SSLSocketFactory> tls,
            RelayMeter meter,
            InstantSource clock,
            MailExchangers dns) {
        this.config = config;
        this.queue = queue;
        this.whiteLists = whiteLists;
        this.clock = clock;
        this.routes = new Routes(config.routes(), dns, clock);
        this.gate = new Gate<>(config.connectionsPerDestination(), 3 * config.connectionsPerDestination());
        this.deadlines = new Deadlines();
        TlsClient client =
                new TlsClient(config.hostname(), config.timeouts(), tls, trust, whiteLists, deadlines, clock);
        this.connections = new Connections(client, config.timeouts().idle(), meter);
        this.handover = new Handover(connections, new Breakers(), clock);
        this.books = new Bookkeeping(
                queue,
                Schedule.of(config),
                new DeliveryReport(config.hostname(), ZoneId.of("Europe/Paris")),
                meter,
                clock);
        this.places = new Semaphore(config.workers() * LEASED_PER_WORKER);
        this.workers = Executors.newFixedThreadPool(config.workers(), named("relay-worker"));
    }

    private static MailExchangers systemDns() {
        ExtendedResolver resolver = new ExtendedResolver();
        resolver.setTimeout(Duration.ofSeconds(3));
        resolver.setRetries(2);
        return new DnsMailExchangers(resolver);
    }

    private static java.util.concurrent.ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Starts the threads; what an earlier run of this node left leased is due at once. */
    public void start() {
        long every = Math.max(50, config.timeouts().lease().toMillis() / 6);
        upkeep.scheduleWithFixedDelay(this::renewAll, every, every, TimeUnit.MILLISECONDS);
        upkeep.scheduleWithFixedDelay(connections::sweep, 1, 1, TimeUnit.SECONDS);
        leaser.setDaemon(true);
        leaser.start();
    }

    /** Leases in hand at present, for the operator. */
    public int underWay() {
        return held.size();
    }

    private void leaseAll() {
        boolean recovered = false;
        Duration pause = Duration.ofMillis(250);
        while (!closing) {
            try {
                if (!recovered) {
                    queue.releaseAll(config.node(), clock.instant());
                    recovered = true;
                }
                if (!places.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                    continue;
                }
                places.release();
                int taken = leaseSome();
                if (taken == 0) {
                    queue.awaitWork(POLL);
                }
                pause = Duration.ofMillis(250);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("The queue cannot be read, next try in {} ms", pause.toMillis(), e);
                pause = sleep(pause);
            }
        }
    }

    private static Duration sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return pause.compareTo(Duration.ofSeconds(10)) < 0 ? pause.multipliedBy(2) : pause;
    }

    /** Few at a time, so that no domain gets far above its share between two looks at what is in hand. */
    private int leaseSome() {
        int share = config.connectionsPerDestination();
        int free = Math.min(places.availablePermits(), share);
        Map<MailDomain, Long> inHand =
                held.stream().collect(Collectors.groupingBy(one -> one.lease().domain(), Collectors.counting()));
        inHand.values().removeIf(count -> count < 2L * share);
        int taken = 0;
        for (Lease lease :
                queue.lease(config.node(), free, config.timeouts().lease(), inHand.keySet(), clock.instant())) {
            places.acquireUninterruptibly();
            Held one = new Held(lease);
            held.add(one);
            taken++;
            submit(one);
        }
        return taken;
    }

    private void submit(Held one) {
        try {
            workers.execute(() -> work(one));
        } catch (RejectedExecutionException closed) {
            giveBack(one, clock.instant());
        }
    }

    private void renewAll() {
        for (Held one : held) {
            try {
                one.renew(queue, config.timeouts().lease(), clock.instant());
            } catch (RuntimeException e) {
                LOG.warn("The lease of {} could not be renewed", one.lease().id(), e);
            }
        }
    }

    /** A worker's task. Whatever a message does to it, the others go on. */
    private void work(Held one) {
        try {
            Lease lease = one.lease();
            if (closing || !one.isOurs(clock.instant())) {
                giveBack(one, clock.instant());
                return;
            }
            if (!whiteLists.current().lists(lease.domain())) {
                settle(
                        one,
                        new Answer.Never(Reason.ours(
                                "5.7.1",
                                "le domaine " + lease.domain() + " n'est pas, ou n'est plus, dans la liste blanche")));
                return;
            }
            Route route = routes.of(lease.domain());
            if (route instanceof Route.To to) {
                pass(one, to);
            } else if (route instanceof Route.Nowhere nowhere) {
                settle(one, new Answer.Never(nowhere.reason()));
            } else {
                settle(one, new Answer.NotYet(((Route.Unknown) route).reason()));
            }
        } catch (Throwable e) {
            poisoned(one, e);
        }
    }

    private void pass(Held one, Route.To route) {
        Destination host = route.destinations().get(0);
        switch (gate.enter(host, one)) {
            case PARKED -> {}
            case FULL -> giveBack(one, clock.instant().plus(CROWDED));
            case ENTERED -> {
                try {
                    attempt(one, route);
                } finally {
                    gate.leave(host).ifPresent(this::submit);
                }
            }
        }
    }

    private void attempt(Held one, Route.To route) {
        try {
            Lease lease = one.lease();
            Handover.Result result = handover.hand(lease, route, () -> one.isOurs(clock.instant()));
            if (result instanceof Handover.Tried tried) {
                settle(one, tried.answers());
                return;
            }
            Handover.Paused paused = (Handover.Paused) result;
            if (books.owesNews(lease)) {
                settle(one, new Answer.NotYet(paused.reason()));
            } else {
                giveBack(one, paused.until());
            }
        } catch (Throwable e) {
            poisoned(one, e);
        }
    }

    private void settle(Held one, Answer same) {
        settle(one, Handover.all(one.lease(), same));
    }

    private void settle(Held one, Map<Item, Answer> answers) {
        try {
            books.settle(one, answers);
        } finally {
            letGo(one);
        }
    }

    private void poisoned(Held one, Throwable e) {
        LOG.error(
                "The transfer of {} failed inside the gateway, it will be tried again",
                one.lease().id(),
                e);
        if (!held.contains(one)) {
            return;
        }
        try {
            settle(
                    one,
                    new Answer.NotYet(Reason.ours(
                            "4.3.0",
                            "incident interne de la passerelle (" + e.getClass().getSimpleName() + ")")));
        } catch (RuntimeException again) {
            LOG.error(
                    "Nor could that be written; {} comes back when its lease ends",
                    one.lease().id(),
                    again);
        }
    }

    private void giveBack(Held one, Instant due) {
        try {
            one.end(lease -> queue.release(lease, due));
        } catch (RuntimeException e) {
            LOG.warn(
                    "{} could not be given back, it comes back when its lease ends",
                    one.lease().id(),
                    e);
        } finally {
            letGo(one);
        }
    }

    private void letGo(Held one) {
        one.letGo();
        if (held.remove(one)) {
            places.release();
        }
    }

    /** Stops within a bound: no new transaction, those under way may finish, the rest goes back to the queue. */
    public void close(Duration grace) {
        closing = true;
        leaser.interrupt();
        workers.shutdown();
        try {
            leaser.join(grace.toMillis() + 1);
            if (!workers.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                deadlines.close(); // breaks what is still on the wire; the workers then settle it as not yet sent
                workers.awaitTermination(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Instant now = clock.instant();
        held.forEach(one -> giveBack(one, now));
        upkeep.shutdownNow();
        connections.close();
        deadlines.close();
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(10));
    }
}

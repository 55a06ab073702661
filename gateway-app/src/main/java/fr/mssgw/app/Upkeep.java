package fr.mssgw.app;

import fr.mssgw.app.admin.Metrics;
import fr.mssgw.app.login.ConfiguredBals;
import fr.mssgw.config.GatewayConfig;
import fr.mssgw.core.mailbox.SpaceNotice;
import fr.mssgw.core.port.StoreUnavailable;
import fr.mssgw.store.SpaceWatch;
import fr.mssgw.store.mailbox.Expiry;
import fr.mssgw.store.mailbox.MailboxListener;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What mailboxes need from time to time: warnings that space runs out, and the end of what has had its time. */
final class Upkeep implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration BETWEEN_LOOKS_AT_SPACE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_EXPIRIES = Duration.ofMinutes(30);
    private static final Duration FIRST_EXPIRY = Duration.ofMinutes(2);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "upkeep");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param undelete how long what was deleted can be had back
     * @param listener tells open IMAP sessions what expired
     */
    static void start(
            GatewayConfig config,
            ConfiguredBals bals,
            Supplier<Duration> undelete,
            StoreWiring store,
            StoreWiring.Written written,
            MailboxListener listener,
            Metrics metrics,
            InstantSource clock,
            Parts parts) {
        SpaceWatch space = new SpaceWatch(
                store.database, written.deliveries(), bal -> bals.of(bal).quotaOctets());
        metrics.gauge("mssgw.bals.above.80", "BAL that use at least 80 % of their quota", () -> space.figures()
                .above80());
        metrics.gauge("mssgw.bals.above.95", "BAL that use at least 95 % of their quota", () -> space.figures()
                .above95());
        Expiry expiry =
                new Expiry(store.database, bals, bals::foldersWithRetention, undelete, listener, store.audit, clock);
        Upkeep upkeep = parts.add("upkeep", new Upkeep());
        upkeep.every(
                BETWEEN_LOOKS_AT_SPACE,
                BETWEEN_LOOKS_AT_SPACE,
                "Mailboxes were not weighed",
                () -> space.round((bal, threshold, octets, quota) -> SpaceNotice.delivery(
                        bal, threshold, octets, quota, config.domains().get(0), clock.instant())));
        upkeep.every(FIRST_EXPIRY, BETWEEN_EXPIRIES, "Old messages were not removed", expiry::round);
    }

    private void every(Duration first, Duration pause, String otherwise, Runnable work) {
        var unused = timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (StoreUnavailable e) {
                        LOG.warn("{}, the next round will: {}", otherwise, e.getMessage());
                    } catch (RuntimeException e) {
                        LOG.error(otherwise, e);
                    }
                },
                first.toMillis(),
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws InterruptedException {
        timer.shutdownNow();
        if (!timer.awaitTermination(10, TimeUnit.SECONDS)) {
            LOG.warn("the upkeep of mailboxes did not end in time");
        }
    }
}

package fr.mssgw.app;

import fr.mssgw.app.admin.Metrics;
import fr.mssgw.app.login.ConfiguredBals;
import fr.mssgw.config.GatewayConfig;
import fr.mssgw.core.mailbox.SpaceNotice;
import fr.mssgw.store.mailbox.Expiry;
import fr.mssgw.store.mailbox.MailboxListener;
import fr.mssgw.store.mailbox.SpaceWatch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

/** What mailboxes need from time to time: warnings that space runs out, and the end of what has had its time. */
final class Upkeep {

    private static final Duration BETWEEN_LOOKS_AT_SPACE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_EXPIRIES = Duration.ofMinutes(30);
    private static final Duration FIRST_EXPIRY = Duration.ofMinutes(2);

    private Upkeep() {}

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
            InstantSource clock) {
        SpaceWatch space = new SpaceWatch(
                store.database, written.deliveries(), bal -> bals.of(bal).quotaOctets());
        metrics.gauge("mssgw.bals.above.80", "BAL that use at least 80 % of their quota", () -> space.figures()
                .above80());
        metrics.gauge("mssgw.bals.above.95", "BAL that use at least 95 % of their quota", () -> space.figures()
                .above95());
        Expiry expiry =
                new Expiry(store.database, bals, bals::foldersWithRetention, undelete, listener, store.audit, clock);
        store.rounds.every(
                "space",
                BETWEEN_LOOKS_AT_SPACE,
                BETWEEN_LOOKS_AT_SPACE,
                "Mailboxes were not weighed",
                () -> space.round((bal, threshold, octets, quota) -> SpaceNotice.delivery(
                        bal, threshold, octets, quota, config.domains().get(0), clock.instant())));
        store.rounds.every("expiry", FIRST_EXPIRY, BETWEEN_EXPIRIES, "Old messages were not removed", expiry::round);
    }
}

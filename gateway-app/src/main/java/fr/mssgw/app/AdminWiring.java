package fr.mssgw.app;

import fr.mssgw.app.admin.AccessPages;
import fr.mssgw.app.admin.AdminPage;
import fr.mssgw.app.admin.AdminServer;
import fr.mssgw.app.admin.AuditPages;
import fr.mssgw.app.admin.BalPages;
import fr.mssgw.app.admin.ConversationPages;
import fr.mssgw.app.admin.Health;
import fr.mssgw.app.admin.LockPages;
import fr.mssgw.app.admin.MaskedPage;
import fr.mssgw.app.admin.Metrics;
import fr.mssgw.app.admin.OppositionPages;
import fr.mssgw.app.admin.QueuePages;
import fr.mssgw.app.admin.RevealedPage;
import fr.mssgw.app.admin.UndeletePage;
import fr.mssgw.app.admin.WhyPage;
import fr.mssgw.app.login.ConfiguredBals;
import fr.mssgw.app.login.CredentialCheck;
import fr.mssgw.config.GatewayConfig;
import fr.mssgw.core.access.Identity;
import fr.mssgw.core.access.LoginRestriction;
import fr.mssgw.core.access.LoginRestriction.AddressRefused;
import fr.mssgw.core.access.LoginRestriction.LoginSlowed;
import fr.mssgw.core.access.LoginRestriction.PairLocked;
import fr.mssgw.core.flow.ClosingFlow;
import fr.mssgw.store.audit.AuditLog;
import fr.mssgw.store.queue.OperatorQueue;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** The operator's HTTP. */
final class AdminWiring {

    private AdminWiring() {}

    static Optional<AdminServer> start(
            GatewayConfig config,
            StoreWiring store,
            StoreWiring.Written written,
            ClosingFlow closing,
            OpposedPatients opposed,
            WhyPage why,
            UndeletePage undelete,
            ConfiguredBals bals,
            CredentialCheck logins,
            ToIntFunction<Predicate<Identity>> endingSessions,
            Map<String, BooleanSupplier> health,
            Metrics metrics,
            InstantSource clock,
            Parts parts)
            throws IOException {
        if (config.listeners().admin().isEmpty()) {
            return Optional.empty();
        }
        OperatorQueue queue = written.operator();
        metrics.gauge("mssgw.queue.waiting", "Recipients waiting for another operator", () -> queue.counts()
                .waiting());
        metrics.gauge("mssgw.queue.held", "Recipients held by the operator", () -> queue.counts()
                .held());
        metrics.gauge("mssgw.queue.oldest.seconds", "Age of the oldest waiting recipient", () -> queue.counts()
                .oldest()
                // queued by another node, whose clock may be a little fast
                .map(oldest ->
                        Math.max(0, Duration.between(oldest, clock.instant()).toSeconds()))
                .orElse(0L));
        Map<String, AdminPage> pages = new HashMap<>();
        new QueuePages(queue, store.audit, clock).addTo(pages);
        new OppositionPages(store.oppositions, opposed::inFile, store.audit, clock).addTo(pages);
        new ConversationPages(store.conversations, closing, bals, store.audit, clock).addTo(pages);
        new AccessPages(store.applicationPasswords, bals, endingSessions, store.nodes, store.audit, clock).addTo(pages);
        new LockPages(logins, store.audit, clock).addTo(pages);
        gauge(metrics, logins, "locked", "Pairs of BAL and address that may not log in now", PairLocked.class);
        gauge(metrics, logins, "refused", "Addresses refused after guessing at many BAL", AddressRefused.class);
        gauge(metrics, logins, "slowed", "BAL that are guessed from many addresses", LoginSlowed.class);
        new BalPages(bals, store.database, config.limits().messageOctets(), undelete::window).addTo(pages);
        pages.put("bal/undelete", undelete);
        pages.put("why", why);
        pages.replaceAll((path, page) -> new MaskedPage(page));
        // masked before they were sealed: to touch a line now would break the chain
        new AuditPages(store.sealer, new AuditLog(store.database)).addTo(pages);
        return Optional.of(parts.add(
                "admin",
                AdminServer.start(
                        config.listeners().admin().get(),
                        new Health(health),
                        metrics::text,
                        RevealedPage.traced(pages, store.audit, clock),
                        config.data())));
    }

    private static void gauge(
            Metrics metrics,
            CredentialCheck logins,
            String name,
            String description,
            Class<? extends LoginRestriction> kind) {
        metrics.gauge("mssgw.logins." + name, description, () -> logins.restrictions().stream()
                .filter(kind::isInstance)
                .count());
    }
}

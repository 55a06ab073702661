package fr.mssgw.relay;

import fr.mssgw.core.identity.MailDomain;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds a domain's hosts: the static table, else MX by preference, else the domain's own address (RFC 5321 §5.1), else
 * nothing for a null MX (RFC 7505). What the DNS said is kept for its time to live, within bounds. Thread-safe.
 */
final class Routes {
    static final int SMTP_PORT = 25;
    /** Hosts tried for one domain; a longer list is cut after the best ones. */
    static final int MAX_HOSTS = 6;

    private static final int MAX_KEPT = 10_000;
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration UNANSWERED = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Map<MailDomain, Destination> table;
    private final MailExchangers dns;
    private final InstantSource clock;
    private final Map<MailDomain, Kept> kept = Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<MailDomain, Kept> eldest) {
            return size() > MAX_KEPT;
        }
    });

    Routes(Map<MailDomain, Destination> table, MailExchangers dns, InstantSource clock) {
        this.table = table;
        this.dns = dns;
        this.clock = clock;
    }

    Route of(MailDomain domain) {
        Destination fixed = table.get(domain);
        if (fixed != null) {
            return new Route.To(List.of(fixed));
        }
        Instant now = clock.instant();
        Kept known = kept.get(domain);
        if (known != null && now.isBefore(known.until)) {
            return known.route;
        }
        MailExchangers.Answer answer = dns.lookup(domain);
        if (answer instanceof MailExchangers.Found found) {
            return keep(domain, byPreference(found.records()), now, found.ttl());
        } else if (answer instanceof MailExchangers.Implicit implicit) {
            return keep(domain, to(List.of(domain.name())), now, implicit.ttl());
        } else if (answer instanceof MailExchangers.NoSuchDomain none) {
            return keep(
                    domain,
                    new Route.Nowhere(Reason.ours("5.1.2", "le domaine " + domain + " n'existe pas dans le DNS")),
                    now,
                    none.ttl());
        }
        Route unknown = new Route.Unknown(Reason.ours(
                "4.4.3",
                "le DNS ne répond pas pour " + domain + " (" + ((MailExchangers.Unavailable) answer).reason() + ")"));
        kept.put(domain, new Kept(unknown, now.plus(UNANSWERED))); // or each waiting message would wait for the DNS
        return unknown;
    }

    /** Hosts of equal preference in random order, which spreads the load (RFC 5321 §5.1). */
    private static Route byPreference(List<MailExchangers.Mx> records) {
        List<MailExchangers.Mx> hosts = new ArrayList<>(records);
        hosts.removeIf(mx -> mx.host().isEmpty() || mx.host().equals("."));
        if (hosts.isEmpty()) {
            return new Route.Nowhere(Reason.ours("5.1.10", "le domaine déclare ne recevoir aucun courriel (RFC 7505)"));
        }
        Collections.shuffle(hosts);
        hosts.sort(Comparator.comparingInt(MailExchangers.Mx::preference));
        return to(hosts.stream().map(MailExchangers.Mx::host).toList());
    }

    private static Route to(List<String> hosts) {
        return new Route.To(hosts.stream()
                .distinct()
                .limit(MAX_HOSTS)
                .map(host -> new Destination(host, SMTP_PORT))
                .toList());
    }

    private Route keep(MailDomain domain, Route route, Instant now, Duration ttl) {
        Duration bounded = ttl.compareTo(SHORTEST) < 0 ? SHORTEST : ttl.compareTo(LONGEST) > 0 ? LONGEST : ttl;
        kept.put(domain, new Kept(route, now.plus(bounded)));
        return route;
    }

    private record Kept(Route route, Instant until) {}
}

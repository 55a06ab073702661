package fr.mssgw.relay;

import fr.mssgw.core.identity.MailDomain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** The real DNS, by dnsjava; what may be cached is cached by {@link Routes}. */
final class DnsMailExchangers implements MailExchangers {
    private static final Duration WHEN_NOTHING_IS_SAID = Duration.ofMinutes(5);

    private final Resolver resolver;

    /** @param resolver with its time limit set */
    DnsMailExchangers(Resolver resolver) {
        this.resolver = resolver;
    }

    @Override
    public Answer lookup(MailDomain domain) {
        Lookup lookup;
        try {
            lookup = new Lookup(Name.fromString(domain.name() + "."), Type.MX);
        } catch (TextParseException e) {
            return new Unavailable("the DNS cannot be asked for " + domain);
        }
        lookup.setResolver(resolver);
        lookup.setCache(null);
        Record[] records = lookup.run();
        return switch (lookup.getResult()) {
            case Lookup.SUCCESSFUL -> found(records == null ? new Record[0] : records);
            case Lookup.TYPE_NOT_FOUND -> new Implicit(WHEN_NOTHING_IS_SAID);
            case Lookup.HOST_NOT_FOUND -> new NoSuchDomain(WHEN_NOTHING_IS_SAID);
            default -> new Unavailable("DNS: " + lookup.getErrorString());
        };
    }

    private static Answer found(Record[] records) {
        List<Mx> exchangers = new ArrayList<>();
        long ttl = Long.MAX_VALUE;
        for (Record record : records) {
            if (record instanceof MXRecord mx) {
                exchangers.add(new Mx(mx.getPriority(), mx.getTarget().toString(true)));
                ttl = Math.min(ttl, mx.getTTL());
            }
        }
        return exchangers.isEmpty()
                ? new Implicit(WHEN_NOTHING_IS_SAID)
                : new Found(exchangers, Duration.ofSeconds(ttl));
    }
}

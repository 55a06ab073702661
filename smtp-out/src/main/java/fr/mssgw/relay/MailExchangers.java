package fr.mssgw.relay;

import fr.mssgw.core.identity.MailDomain;
import java.time.Duration;
import java.util.List;

/** Asks the DNS which hosts take a domain's mail (RFC 5321 §5.1). Blocking, bounded in time; thread-safe. */
interface MailExchangers {
    Answer lookup(MailDomain domain);

    sealed interface Answer {}

    /** @param records in any order; never empty */
    record Found(List<Mx> records, Duration ttl) implements Answer {}

    /** The domain exists without MX: its own address counts (RFC 5321 §5.1). */
    record Implicit(Duration ttl) implements Answer {}

    record NoSuchDomain(Duration ttl) implements Answer {}

    /** The DNS did not answer, or not sensibly. */
    record Unavailable(String reason) implements Answer {}

    /** @param host without a final dot; empty for the null MX (RFC 7505) */
    record Mx(int preference, String host) {}
}

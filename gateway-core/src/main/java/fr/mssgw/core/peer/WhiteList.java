package fr.mssgw.core.peer;

import fr.mssgw.core.identity.MailDomain;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The list of admitted operators: for each domain the certificates that may speak for it. Immutable.
 *
 * @param generated when ANS made it
 */
public record WhiteList(Instant generated, Map<MailDomain, Set<DistinguishedName>> domains) {
    public WhiteList {
        Map<MailDomain, Set<DistinguishedName>> copy = new HashMap<>();
        domains.forEach((domain, names) -> copy.put(domain, Set.copyOf(names)));
        domains = Map.copyOf(copy);
    }

    /** How old it is; nothing where its date lies ahead, as that of a clock a little fast may. */
    public Duration age(Instant now) {
        return generated.isBefore(now) ? Duration.between(generated, now) : Duration.ZERO;
    }

    /** Exact match only; a parent never covers a sub-domain. */
    public boolean lists(MailDomain domain) {
        return domains.containsKey(domain);
    }

    public boolean admits(MailDomain domain, DistinguishedName certificate) {
        return domains.getOrDefault(domain, Set.of()).contains(certificate);
    }

    /** Whether the certificate speaks for any listed domain: all that the null sender lets one ask. */
    public boolean admitsAnywhere(DistinguishedName certificate) {
        return domains.values().stream().anyMatch(names -> names.contains(certificate));
    }
}

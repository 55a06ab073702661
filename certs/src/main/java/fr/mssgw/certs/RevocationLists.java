package fr.mssgw.certs;

import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.security.auth.x500.X500Principal;

/**
 * The revocation lists at hand (RFC 5280 §5). A list counts from its issue until its next update is due, when its
 * issuer signed it and it has no critical extension: delta and partitioned lists would need others beside them. Of
 * several the newest counts. A certificate on it is revoked, whatever the date of the entry.
 */
final class RevocationLists {
    /** What the lists say of one certificate. */
    enum Answer {
        GOOD,
        REVOKED,
        UNKNOWN
    }

    /** How far the issuer's clock may be ahead of ours. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private static final int CRL_SIGN = 6;

    private final Map<X500Principal, List<Checked>> byIssuer = new HashMap<>();

    /**
     * A list, and whether it is signed by this or that issuer. Kept beside the list, as a list is a poor key: its hash
     * code runs over all of its octets each time.
     */
    private record Checked(X509CRL crl, Map<X509Certificate, Boolean> signatures) {
        boolean isBy(X509Certificate issuer) {
            return signatures.computeIfAbsent(issuer, key -> verify(crl, key));
        }
    }

    RevocationLists(Collection<X509CRL> crls) {
        for (X509CRL crl : crls) {
            Set<String> critical = crl.getCriticalExtensionOIDs();
            if (crl.getNextUpdate() != null && (critical == null || critical.isEmpty())) {
                byIssuer.computeIfAbsent(crl.getIssuerX500Principal(), name -> new ArrayList<>())
                        .add(new Checked(crl, new ConcurrentHashMap<>()));
            }
        }
        byIssuer.values()
                .forEach(list -> list.sort(
                        Comparator.comparing((Checked each) -> each.crl().getThisUpdate())
                                .reversed()));
    }

    Answer of(X509Certificate certificate, X509Certificate issuer, Instant now) {
        for (Checked list : byIssuer.getOrDefault(issuer.getSubjectX500Principal(), List.of())) {
            X509CRL crl = list.crl();
            boolean current = !crl.getThisUpdate().toInstant().isAfter(now.plus(SKEW))
                    && crl.getNextUpdate().toInstant().isAfter(now);
            if (current && list.isBy(issuer)) {
                return crl.getRevokedCertificate(certificate) == null ? Answer.GOOD : Answer.REVOKED;
            }
        }
        return Answer.UNKNOWN;
    }

    private static boolean verify(X509CRL crl, X509Certificate issuer) {
        boolean[] usage = issuer.getKeyUsage();
        if (usage != null && !usage[CRL_SIGN]) {
            return false;
        }
        try {
            crl.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException | RuntimeException no) {
            return false;
        }
    }
}

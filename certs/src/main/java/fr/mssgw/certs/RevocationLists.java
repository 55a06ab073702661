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

    private final Map<X500Principal, List<X509CRL>> byIssuer = new HashMap<>();
    private final Map<SignedBy, Boolean> signatures = new ConcurrentHashMap<>();

    private record SignedBy(X509CRL crl, X509Certificate issuer) {}

    RevocationLists(Collection<X509CRL> crls) {
        for (X509CRL crl : crls) {
            Set<String> critical = crl.getCriticalExtensionOIDs();
            if (crl.getNextUpdate() != null && (critical == null || critical.isEmpty())) {
                byIssuer.computeIfAbsent(crl.getIssuerX500Principal(), name -> new ArrayList<>())
                        .add(crl);
            }
        }
        byIssuer.values()
                .forEach(list ->
                        list.sort(Comparator.comparing(X509CRL::getThisUpdate).reversed()));
    }

    Answer of(X509Certificate certificate, X509Certificate issuer, Instant now) {
        for (X509CRL crl : byIssuer.getOrDefault(issuer.getSubjectX500Principal(), List.of())) {
            boolean current = !crl.getThisUpdate().toInstant().isAfter(now.plus(SKEW))
                    && crl.getNextUpdate().toInstant().isAfter(now);
            if (current && signatures.computeIfAbsent(new SignedBy(crl, issuer), RevocationLists::verify)) {
                return crl.getRevokedCertificate(certificate) == null ? Answer.GOOD : Answer.REVOKED;
            }
        }
        return Answer.UNKNOWN;
    }

    private static boolean verify(SignedBy pair) {
        boolean[] usage = pair.issuer().getKeyUsage();
        if (usage != null && !usage[CRL_SIGN]) {
            return false;
        }
        try {
            pair.crl().verify(pair.issuer().getPublicKey());
            return true;
        } catch (GeneralSecurityException | RuntimeException no) {
            return false;
        }
    }
}

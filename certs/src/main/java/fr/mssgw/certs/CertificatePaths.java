package fr.mssgw.certs;

import fr.mssgw.certs.bouncycastle.ModestKeys;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/**
 * Finds the ways from a certificate up to a trusted root, whatever the time (RFC 5280 §6). Time and revocation are
 * judged afterwards, so that a verdict can tell an expired certificate from a foreign one, and a path found once stays
 * good for its cache.
 *
 * <p>Bounds, against chains made to be costly: 10 certificates presented, 16 KiB each, {@link ModestKeys},
 * paths of at most 6, 30 signatures checked, 4 paths kept.
 */
final class CertificatePaths {
    static final int MOST_PRESENTED = 10;
    private static final int LARGEST_CERTIFICATE = 16 * 1024;
    private static final int LONGEST_PATH = 6;
    private static final int MOST_CHECKS = 30;
    private static final int MOST_PATHS = 4;

    private final Set<X509Certificate> roots = new LinkedHashSet<>();
    private final Map<X500Principal, List<X509Certificate>> known = new HashMap<>();
    private final List<X509Certificate> all;

    /** @param bundle the roots, which are those that signed themselves, and intermediates */
    CertificatePaths(Collection<X509Certificate> bundle) {
        all = List.copyOf(bundle);
        for (X509Certificate certificate : all) {
            if (isSelfSigned(certificate)) {
                roots.add(certificate);
            }
            known.computeIfAbsent(certificate.getSubjectX500Principal(), name -> new ArrayList<>())
                    .add(certificate);
        }
    }

    boolean hasRoot() {
        return !roots.isEmpty();
    }

    /** The whole bundle. */
    List<X509Certificate> certificates() {
        return all;
    }

    /** Each path from the first certificate up to and including its root; empty where there is none. */
    List<List<X509Certificate>> from(List<X509Certificate> presented) {
        if (presented.size() > MOST_PRESENTED || !presented.stream().allMatch(CertificatePaths::isModest)) {
            return List.of();
        }
        Search search = new Search(presented);
        search.climb(List.of(presented.get(0)));
        return search.found;
    }

    private static boolean isModest(X509Certificate certificate) {
        try {
            return certificate.getEncoded().length <= LARGEST_CERTIFICATE
                    && ModestKeys.contains(certificate.getPublicKey());
        } catch (GeneralSecurityException | RuntimeException unreadable) {
            return false;
        }
    }

    private static boolean isSelfSigned(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
                && signed(certificate, certificate);
    }

    private static boolean signed(X509Certificate certificate, X509Certificate issuer) {
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException | RuntimeException no) {
            return false;
        }
    }

    private final class Search {
        private final List<X509Certificate> presented;
        private final List<List<X509Certificate>> found = new ArrayList<>();
        private int checks;

        Search(List<X509Certificate> presented) {
            this.presented = presented;
        }

        void climb(List<X509Certificate> path) {
            X509Certificate last = path.get(path.size() - 1);
            if (roots.contains(last)) {
                if (holds(path)) {
                    found.add(path);
                }
                return;
            }
            if (path.size() == LONGEST_PATH) {
                return;
            }
            for (X509Certificate issuer : issuers(last)) {
                if (found.size() == MOST_PATHS || checks == MOST_CHECKS) {
                    return;
                }
                checks++;
                if (!path.contains(issuer) && signed(last, issuer)) {
                    List<X509Certificate> longer = new ArrayList<>(path);
                    longer.add(issuer);
                    climb(longer);
                }
            }
        }

        private Set<X509Certificate> issuers(X509Certificate certificate) {
            X500Principal name = certificate.getIssuerX500Principal();
            Set<X509Certificate> candidates = new LinkedHashSet<>(known.getOrDefault(name, List.of()));
            for (X509Certificate other : presented) {
                if (other.getSubjectX500Principal().equals(name)) {
                    candidates.add(other);
                }
            }
            return candidates;
        }

        /** The JDK's own check of constraints, usages and algorithms, at a moment when every certificate was valid. */
        private boolean holds(List<X509Certificate> path) {
            try {
                Date together = path.stream()
                        .map(X509Certificate::getNotBefore)
                        .max(Comparator.naturalOrder())
                        .orElseThrow();
                X509Certificate root = path.get(path.size() - 1);
                if (path.size() == 1) {
                    return true;
                }
                PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
                parameters.setRevocationEnabled(false);
                parameters.setDate(together);
                CertPathValidator.getInstance("PKIX")
                        .validate(
                                CertificateFactory.getInstance("X.509")
                                        .generateCertPath(path.subList(0, path.size() - 1)),
                                parameters);
                return true;
            } catch (GeneralSecurityException | RuntimeException no) {
                return false;
            }
        }
    }
}

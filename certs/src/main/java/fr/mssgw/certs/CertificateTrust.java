package fr.mssgw.certs;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import fr.mssgw.core.peer.CertificateStatus;
import fr.mssgw.core.port.PeerTrust;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges chains against the roots of IGC-Santé and their revocation lists (RFC 5280). A chain is trusted when it leads
 * to a root, every certificate of it is within its dates, none is revoked, and a list that is still valid says so for
 * each; a list that cannot be refreshed serves until it expires (ECO.1.1.6/7 [2]). Lists are re-read when their files
 * change. Paths are cached, dates and revocation are judged each time. Thread-safe.
 */
public final class CertificateTrust implements PeerTrust {
    /** What a certificate is shown for; its extended usages, where it has any, must allow it (RFC 5280 §4.2.1.12). */
    public enum Purpose {
        /** The other end of a TLS session, on either side. */
        PEER(List.of("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2")),
        /** The signer of a message. */
        EMAIL(List.of("1.3.6.1.5.5.7.3.4"));

        private static final String ANY = "2.5.29.37.0";
        private final List<String> usages;

        Purpose(List<String> usages) {
            this.usages = usages;
        }

        boolean admits(X509Certificate certificate) {
            try {
                List<String> allowed = certificate.getExtendedKeyUsage();
                return allowed == null
                        || allowed.contains(ANY)
                        || usages.stream().anyMatch(allowed::contains);
            } catch (CertificateException unreadable) {
                return false;
            }
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(CertificateTrust.class);

    private final Supplier<Material> material;

    /** One generation of the files, with what was found out by it. */
    private static final class Material {
        private final CertificatePaths paths;
        private final RevocationLists revocation;
        private final Cache<ByteBuffer, List<List<X509Certificate>>> found = Caffeine.newBuilder()
                .maximumSize(2_000)
                .expireAfterAccess(Duration.ofMinutes(30))
                .build();
        private final Cache<String, Boolean> warned = Caffeine.newBuilder()
                .maximumSize(200)
                .expireAfterWrite(Duration.ofMinutes(10))
                .build();

        Material(Collection<X509Certificate> bundle, Collection<X509CRL> crls) {
            paths = new CertificatePaths(bundle);
            revocation = new RevocationLists(crls);
        }
    }

    /**
     * Trusts what these files hold, now and whenever they change.
     *
     * @param roots a bundle of roots (those that signed themselves) and intermediates
     * @param crls bundles of revocation lists; each authority of a chain but the root needs one from the one above it
     * @throws UnusableFile naming the file that cannot be read, or a bundle without a root
     */
    public CertificateTrust(Path roots, List<Path> crls) {
        this(roots, crls, Reloading.INTERVAL);
    }

    CertificateTrust(Path roots, List<Path> crls, Duration interval) {
        List<Path> files = new ArrayList<>(crls);
        files.add(roots);
        this.material = new Reloading<>(files, () -> read(roots, crls), interval);
    }

    private CertificateTrust(Material fixed) {
        this.material = () -> fixed;
    }

    /** Trusts these roots, with these intermediates and lists, which never change. */
    public static CertificateTrust of(Collection<X509Certificate> bundle, Collection<X509CRL> crls) {
        return new CertificateTrust(new Material(bundle, crls));
    }

    private static Material read(Path roots, List<Path> crls) {
        List<X509CRL> lists = new ArrayList<>();
        for (Path file : crls) {
            lists.addAll(Pem.crls(file));
        }
        Material read = new Material(Pem.certificates(roots), lists);
        if (!read.paths.hasRoot()) {
            throw new UnusableFile(roots, "no root in it: add the self-signed certificate of IGC-Santé");
        }
        return read;
    }

    /** Judges a TLS peer's chain. */
    @Override
    public CertificateStatus judge(List<X509Certificate> chain, Instant at) {
        return judge(chain, Purpose.PEER, at, at);
    }

    /**
     * Judges a chain.
     *
     * @param chain the certificate in question first; the others, in any order, help to find the way
     * @param at when the certificates must have been within their dates
     * @param now when the revocation lists must be current
     */
    public CertificateStatus judge(List<X509Certificate> chain, Purpose purpose, Instant at, Instant now) {
        Material current = material.get();
        if (chain.isEmpty() || chain.size() > CertificatePaths.MOST_PRESENTED || !purpose.admits(chain.get(0))) {
            return CertificateStatus.OTHER_CA;
        }
        CertificateStatus worst = CertificateStatus.OTHER_CA;
        for (List<X509Certificate> path : current.found.get(fingerprint(chain), key -> current.paths.from(chain))) {
            CertificateStatus status = judge(current, path, at, now);
            if (status == CertificateStatus.TRUSTED) {
                return status;
            }
            worst = status;
        }
        return worst;
    }

    /** The roots and intermediates trusted now: whom a server names when it asks for a certificate. */
    public List<X509Certificate> authorities() {
        return material.get().paths.certificates();
    }

    private static CertificateStatus judge(Material current, List<X509Certificate> path, Instant at, Instant now) {
        List<X509Certificate> belowRoot = path.subList(0, Math.max(1, path.size() - 1));
        for (X509Certificate certificate : belowRoot) {
            if (at.isAfter(certificate.getNotAfter().toInstant())) {
                return CertificateStatus.EXPIRED;
            }
            if (at.isBefore(certificate.getNotBefore().toInstant())) {
                return CertificateStatus.NOT_YET_VALID;
            }
        }
        boolean unknown = false;
        for (int i = 0; i + 1 < path.size(); i++) {
            switch (current.revocation.of(path.get(i), path.get(i + 1), now)) {
                case REVOKED -> {
                    return CertificateStatus.REVOKED;
                }
                case UNKNOWN -> {
                    unknown = true;
                    warn(current, path.get(i + 1));
                }
                case GOOD -> {}
            }
        }
        return unknown ? CertificateStatus.REVOCATION_UNKNOWN : CertificateStatus.TRUSTED;
    }

    private static void warn(Material current, X509Certificate authority) {
        String name = authority.getSubjectX500Principal().getName();
        if (current.warned.asMap().putIfAbsent(name, true) == null) {
            LOG.warn("no valid revocation list of {}: add a fresh one to the files of tls.trust.crls", name);
        }
    }

    private static ByteBuffer fingerprint(List<X509Certificate> chain) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (X509Certificate certificate : chain) {
                digest.update(certificate.getEncoded());
            }
            return ByteBuffer.wrap(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("digesting a certificate", e);
        }
    }
}

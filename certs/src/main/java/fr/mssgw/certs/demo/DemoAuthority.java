package fr.mssgw.certs.demo;

import fr.mssgw.certs.Pem;
import fr.mssgw.certs.bouncycastle.CertificateIssuing;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A certificate authority shaped like those of IGC-Santé (a root, below it an authority for organisations), whose keys
 * are made on the spot and mean nothing. Thread-safe.
 */
public final class DemoAuthority {
    private static final String BRANCH = ",OU=IGC-SANTE DEMO,OU=0002 187512751,O=ASIP-SANTE DEMO,C=FR";
    private static final Duration LIFE = Duration.ofDays(10 * 365L);

    private final X509Certificate certificate;
    private final PrivateKey key;
    private final List<X509Certificate> above;

    /** @param above the intermediates up to, and without, the root; this authority's own certificate first */
    private DemoAuthority(X509Certificate certificate, PrivateKey key, List<X509Certificate> above) {
        this.certificate = certificate;
        this.key = key;
        this.above = List.copyOf(above);
    }

    /** A new self-signed root, valid from the thirty days before for ten years. */
    public static DemoAuthority root(String commonName, Instant now) {
        KeyPair keys = keys(false);
        String subject = "CN=" + commonName + BRANCH;
        Instant from = now.minus(Duration.ofDays(30));
        X509Certificate self =
                CertificateIssuing.root(subject, keys.getPublic(), keys.getPrivate(), from, from.plus(LIFE));
        return new DemoAuthority(self, keys.getPrivate(), List.of());
    }

    /** A new authority below this one, valid as long. */
    public DemoAuthority intermediate(String commonName) {
        KeyPair keys = keys(false);
        X509Certificate signed =
                CertificateIssuing.intermediate(certificate, key, "CN=" + commonName + BRANCH, keys.getPublic());
        List<X509Certificate> path = new ArrayList<>();
        path.add(signed);
        path.addAll(above);
        return new DemoAuthority(signed, keys.getPrivate(), path);
    }

    /** An authority made earlier and kept: its own certificate first in the chain, without the root if it is not one. */
    public static DemoAuthority of(Issued kept) {
        boolean root = kept.certificate()
                .getSubjectX500Principal()
                .equals(kept.certificate().getIssuerX500Principal());
        return new DemoAuthority(kept.certificate(), kept.key(), root ? List.of() : kept.chain());
    }

    /** This authority's own certificate and key, to be kept. */
    public Issued self() {
        return new Issued(certificate, above.isEmpty() ? List.of(certificate) : above, key);
    }

    /** A certificate with a new key of its own. */
    public Issued issue(Request request) {
        KeyPair keys = keys(request.ellipticCurve());
        X509Certificate signed = CertificateIssuing.issue(certificate, key, keys.getPublic(), request);
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(signed);
        chain.addAll(above);
        return new Issued(signed, chain, keys.getPrivate());
    }

    /** A revocation list of this authority, for the certificates it issued. */
    public X509CRL crl(Collection<X509Certificate> revoked, Instant thisUpdate, Instant nextUpdate) {
        return CertificateIssuing.crl(certificate, key, revoked, thisUpdate, nextUpdate);
    }

    public X509Certificate certificate() {
        return certificate;
    }

    public String certificatePem() {
        return Pem.ofCertificates(List.of(certificate));
    }

    private static KeyPair keys(boolean ellipticCurve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ellipticCurve ? "EC" : "RSA");
            if (ellipticCurve) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            } else {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK makes RSA and EC keys", e);
        }
    }
}

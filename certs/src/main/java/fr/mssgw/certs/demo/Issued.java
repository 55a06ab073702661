package fr.mssgw.certs.demo;

import fr.mssgw.certs.KeyMaterial;
import fr.mssgw.certs.Pem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A demo certificate with its key.
 *
 * @param chain its own certificate first, then the intermediates; without the root
 */
public record Issued(X509Certificate certificate, List<X509Certificate> chain, PrivateKey key) {
    public Issued {
        chain = List.copyOf(chain);
    }

    public String certificatePem() {
        return Pem.ofCertificates(List.of(certificate));
    }

    public String chainPem() {
        return Pem.ofCertificates(chain);
    }

    /** PKCS#8, unencrypted. */
    public String keyPem() {
        return Pem.ofKey(key);
    }

    public KeyMaterial keyMaterial() {
        return new KeyMaterial(chain, key);
    }

    /** A PKCS#12 file with key and chain. */
    public byte[] pkcs12(char[] password) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("demo", key, password, chain.toArray(Certificate[]::new));
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            store.store(octets, password);
            return octets.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("writing a PKCS#12 keystore", e);
        }
    }

    @Override
    public String toString() {
        return "Issued[" + certificate.getSubjectX500Principal().getName() + "]";
    }
}

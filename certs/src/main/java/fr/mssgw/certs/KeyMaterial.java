package fr.mssgw.certs;

import fr.mssgw.core.access.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A private key and the certificate chain that goes with it, its own certificate first. Where one exists, the key is
 * the one of that certificate.
 */
public record KeyMaterial(List<X509Certificate> chain, PrivateKey key) {
    private static final int LONGEST_CHAIN = 10;

    public KeyMaterial {
        chain = List.copyOf(chain);
        if (chain.isEmpty() || chain.size() > LONGEST_CHAIN) {
            throw new IllegalArgumentException("a key needs a chain of 1 to 10 certificates");
        }
        if (!belong(chain.get(0).getPublicKey(), key)) {
            throw new IllegalArgumentException("the key is not the one of the first certificate");
        }
    }

    public X509Certificate certificate() {
        return chain.get(0);
    }

    /**
     * Reads a pair of PEM files; both may be the same one.
     *
     * @param certificate the chain, the key's own certificate first
     * @throws UnusableFile naming the file that is wrong, how, and what to do
     */
    public static KeyMaterial load(Path certificate, Path key) {
        List<X509Certificate> chain = Pem.certificates(certificate);
        PrivateKey privateKey = Pem.privateKey(key);
        if (chain.size() > LONGEST_CHAIN) {
            throw new UnusableFile(certificate, "more than 10 certificates; leave only the key's own chain");
        }
        try {
            return new KeyMaterial(chain, privateKey);
        } catch (IllegalArgumentException e) {
            throw new UnusableFile(
                    key, "not the key of the first certificate in " + certificate + "; put the right pair there", e);
        }
    }

    /**
     * Reads the first private key of a PKCS#12 file.
     *
     * @throws UnusableFile where the password is wrong, the file damaged, or no key in it
     */
    public static KeyMaterial load(Path keystore, Secret password) {
        byte[] octets = Pem.read(keystore);
        char[] characters = password.reveal().toCharArray();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(octets), characters);
            for (String alias : Collections.list(store.aliases())) {
                Key key = store.isKeyEntry(alias) ? store.getKey(alias, characters) : null;
                Certificate[] entries = key == null ? null : store.getCertificateChain(alias);
                if (key instanceof PrivateKey privateKey && entries != null) {
                    List<X509Certificate> chain = new ArrayList<>();
                    for (Certificate entry : entries) {
                        chain.add((X509Certificate) entry);
                    }
                    return new KeyMaterial(chain, privateKey);
                }
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new UnusableFile(
                    keystore, "not a PKCS#12 keystore, or its password is wrong; check password-file", e);
        } catch (IllegalArgumentException e) {
            throw new UnusableFile(keystore, "key and certificate do not belong together; export it again", e);
        }
        throw new UnusableFile(keystore, "no private key with a certificate in it; export both together");
    }

    private static boolean belong(PublicKey publicKey, PrivateKey key) {
        if (publicKey instanceof RSAPublicKey rsa) {
            return key instanceof RSAPrivateKey own && own.getModulus().equals(rsa.getModulus());
        }
        if (!(publicKey instanceof ECPublicKey) || !key.getAlgorithm().equals("EC")) {
            return false;
        }
        try {
            byte[] challenge = new byte[32];
            new SecureRandom().nextBytes(challenge);
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            signature.update(challenge);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(challenge);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "KeyMaterial[" + certificate().getSubjectX500Principal().getName() + "]";
    }
}

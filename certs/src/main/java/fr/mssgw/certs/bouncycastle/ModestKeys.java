package fr.mssgw.certs.bouncycastle;

import java.io.IOException;
import java.security.PublicKey;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Tells the keys that check a signature in a moment from those that were made to be costly: Bouncy Castle tests whether
 * numbers are prime, which takes a minute and more for a DSA key of 32,768 bits. Modest are RSA of at most 8,192 bits with
 * an exponent of at most 256 (FIPS 186-5 §A.1.1), EC on a named curve (RFC 5480 §2.1.1), and EdDSA (RFC 8410).
 */
public final class ModestKeys {
    private static final int LONGEST_MODULUS = 8192;
    private static final int LONGEST_EXPONENT = 256;
    private static final Set<ASN1ObjectIdentifier> RSA =
            Set.of(PKCSObjectIdentifiers.rsaEncryption, PKCSObjectIdentifiers.id_RSASSA_PSS);
    private static final Set<ASN1ObjectIdentifier> EDDSA =
            Set.of(EdECObjectIdentifiers.id_Ed25519, EdECObjectIdentifiers.id_Ed448);

    private ModestKeys() {}

    /** Whether this key is one, by its octets alone; false where they are damaged. */
    public static boolean contains(PublicKey key) {
        try {
            return contains(SubjectPublicKeyInfo.getInstance(key.getEncoded()));
        } catch (RuntimeException damaged) {
            return false;
        }
    }

    static boolean contains(SubjectPublicKeyInfo key) {
        ASN1ObjectIdentifier algorithm = key.getAlgorithm().getAlgorithm();
        if (RSA.contains(algorithm)) {
            return isModestRsa(key);
        }
        return EDDSA.contains(algorithm)
                || algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)
                        && key.getAlgorithm().getParameters() instanceof ASN1ObjectIdentifier;
    }

    private static boolean isModestRsa(SubjectPublicKeyInfo key) {
        try {
            RSAPublicKey numbers = RSAPublicKey.getInstance(key.parsePublicKey());
            return numbers.getModulus().bitLength() <= LONGEST_MODULUS
                    && numbers.getPublicExponent().bitLength() <= LONGEST_EXPONENT;
        } catch (IOException | RuntimeException damaged) {
            return false;
        }
    }
}

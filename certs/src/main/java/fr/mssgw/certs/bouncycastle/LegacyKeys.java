package fr.mssgw.certs.bouncycastle;

import java.io.IOException;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Private keys in the forms of before PKCS#8: PKCS#1 (RFC 8017) and SEC1 (RFC 5915), unencrypted. */
public final class LegacyKeys {
    private LegacyKeys() {}

    /**
     * Wraps the octets of a block {@code RSA PRIVATE KEY} or {@code EC PRIVATE KEY} as PKCS#8.
     *
     * @throws IllegalArgumentException where they are no such key
     */
    public static byte[] toPkcs8(String label, byte[] octets) {
        try {
            ASN1Sequence sequence = ASN1Sequence.getInstance(octets);
            if (label.equals("RSA PRIVATE KEY")) {
                AlgorithmIdentifier rsa =
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
                return new PrivateKeyInfo(rsa, RSAPrivateKey.getInstance(sequence)).getEncoded();
            }
            ECPrivateKey key = ECPrivateKey.getInstance(sequence);
            AlgorithmIdentifier curve =
                    new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject());
            return new PrivateKeyInfo(curve, key).getEncoded();
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("not a key of that form", e);
        }
    }
}

package fr.mssgw.certs.bouncycastle;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.smime.SMIMEAttributes;
import org.bouncycastle.asn1.smime.SMIMECapability;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedDataStreamGenerator;
import org.bouncycastle.cms.CMSEnvelopedDataStreamGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.bouncycastle.operator.OutputEncryptor;

/**
 * Encrypts a stream to the keys of certificates: RSA by key transport (PKCS #1 v1.5, which every reader knows), elliptic
 * curves by ephemeral-static Diffie-Hellman (RFC 5753).
 */
public final class CmsEncryption {
    private static final int KEY_ENCIPHERMENT = 2;
    private static final int KEY_AGREEMENT = 4;

    private CmsEncryption() {}

    /** Whether this certificate is made to receive: its key is of a kind we use, and its usage allows it. */
    public static boolean canReceive(X509Certificate certificate) {
        boolean[] usage = certificate.getKeyUsage();
        if (certificate.getPublicKey() instanceof RSAPublicKey) {
            return usage == null || usage[KEY_ENCIPHERMENT];
        }
        return certificate.getPublicKey() instanceof ECPublicKey && (usage == null || usage[KEY_AGREEMENT]);
    }

    /** Whether the certificate says that its holder reads AES-256-GCM (RFC 4262). */
    public static boolean announcesGcm(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(SMIMEAttributes.smimeCapabilities.getId());
        if (extension == null) {
            return false;
        }
        try {
            ASN1Sequence capabilities = ASN1Sequence.getInstance(
                    ASN1OctetString.getInstance(extension).getOctets());
            for (int i = 0; i < capabilities.size(); i++) {
                SMIMECapability capability = SMIMECapability.getInstance(capabilities.getObjectAt(i));
                if (capability.getCapabilityID().equals(NISTObjectIdentifiers.id_aes256_GCM)) {
                    return true;
                }
            }
        } catch (RuntimeException unreadable) {
            return false;
        }
        return false;
    }

    /**
     * A stream whose content goes to {@code out} encrypted; close it, which leaves {@code out} open.
     *
     * @param gcm AuthEnvelopedData with AES-256-GCM (RFC 5083), else EnvelopedData with AES-256-CBC
     */
    public static OutputStream open(OutputStream out, List<X509Certificate> recipients, boolean gcm)
            throws IOException {
        try {
            JceCMSContentEncryptorBuilder builder =
                    new JceCMSContentEncryptorBuilder(gcm ? CMSAlgorithm.AES256_GCM : CMSAlgorithm.AES256_CBC);
            OutputEncryptor encryptor = gcm ? builder.setProvider(Cms.BC).build() : builder.build();
            if (gcm) {
                CMSAuthEnvelopedDataStreamGenerator generator = new CMSAuthEnvelopedDataStreamGenerator();
                for (X509Certificate recipient : recipients) {
                    generator.addRecipientInfoGenerator(recipientInfo(recipient));
                }
                return generator.open(out, (OutputAEADEncryptor) encryptor);
            }
            CMSEnvelopedDataStreamGenerator generator = new CMSEnvelopedDataStreamGenerator();
            for (X509Certificate recipient : recipients) {
                generator.addRecipientInfoGenerator(recipientInfo(recipient));
            }
            return generator.open(out, encryptor);
        } catch (CMSException | GeneralSecurityException e) {
            throw new IllegalStateException("encrypting a message", e);
        }
    }

    private static RecipientInfoGenerator recipientInfo(X509Certificate certificate) throws GeneralSecurityException {
        if (certificate.getPublicKey() instanceof ECPublicKey curve) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(curve.getParams());
            KeyPair ephemeral = generator.generateKeyPair();
            return new JceKeyAgreeRecipientInfoGenerator(
                            CMSAlgorithm.ECDH_SHA256KDF,
                            ephemeral.getPrivate(),
                            ephemeral.getPublic(),
                            CMSAlgorithm.AES256_WRAP)
                    .addRecipient(certificate)
                    .setProvider(Cms.BC);
        }
        return new JceKeyTransRecipientInfoGenerator(certificate);
    }
}

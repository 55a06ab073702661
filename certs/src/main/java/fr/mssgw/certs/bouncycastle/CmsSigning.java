package fr.mssgw.certs.bouncycastle;

import fr.mssgw.certs.KeyMaterial;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.smime.SMIMEAttributes;
import org.bouncycastle.asn1.smime.SMIMECapabilityVector;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.util.CollectionStore;

/**
 * Detached CMS signatures with SHA-256 over content whose digest is known already, so that the content is read once.
 * The signature itself is the JDK's, faster here than Bouncy Castle's (docs/performance.md). One for each key, reused;
 * thread-safe.
 */
public final class CmsSigning {
    private static final AlgorithmIdentifier SHA256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
    private static final Attribute CAPABILITIES = capabilities();

    private final PrivateKey key;
    private final String algorithm;
    private final AlgorithmIdentifier algorithmIdentifier;
    private final X509CertificateHolder certificate;
    private final CollectionStore<X509CertificateHolder> chain;

    public CmsSigning(KeyMaterial keys) {
        key = keys.key();
        algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        algorithmIdentifier = new DefaultSignatureAlgorithmIdentifierFinder().find(algorithm);
        try {
            List<X509CertificateHolder> holders = new ArrayList<>();
            for (X509Certificate each : keys.chain()) {
                holders.add(new JcaX509CertificateHolder(each));
            }
            certificate = holders.get(0);
            chain = new CollectionStore<>(holders);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a certificate that has no encoding", e);
        }
    }

    /** @return the SignedData, in DER, without the content */
    public byte[] sign(byte[] sha256, Instant signingTime) {
        try {
            ASN1EncodableVector attributes = new ASN1EncodableVector();
            attributes.add(new Attribute(CMSAttributes.signingTime, new DERSet(new Time(Date.from(signingTime)))));
            attributes.add(CAPABILITIES);
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(new SignerInfoGeneratorBuilder(identifier -> new Known(sha256))
                    .setSignedAttributeGenerator(
                            new DefaultSignedAttributeTableGenerator(new AttributeTable(attributes)))
                    .build(new Signer(), certificate));
            generator.addCertificates(chain);
            return generator
                    .generate(new CMSAbsentContent(), false)
                    .toASN1Structure()
                    .getEncoded("DER");
        } catch (CMSException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("signing a message", e);
        }
    }

    /** What we can read, best first (RFC 8551 §2.5.2). */
    private static Attribute capabilities() {
        SMIMECapabilityVector vector = new SMIMECapabilityVector();
        vector.addCapability(NISTObjectIdentifiers.id_aes256_GCM);
        vector.addCapability(NISTObjectIdentifiers.id_aes128_GCM);
        vector.addCapability(NISTObjectIdentifiers.id_aes256_CBC);
        vector.addCapability(NISTObjectIdentifiers.id_aes128_CBC);
        return new Attribute(
                SMIMEAttributes.smimeCapabilities, new DERSet(new DERSequence(vector.toASN1EncodableVector())));
    }

    /** A digest that was made while the content was written. */
    private record Known(byte[] digest) implements DigestCalculator {
        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return SHA256;
        }

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public byte[] getDigest() {
            return digest;
        }
    }

    private final class Signer implements ContentSigner {
        private final ByteArrayOutputStream attributes = new ByteArrayOutputStream(512);

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return algorithmIdentifier;
        }

        @Override
        public OutputStream getOutputStream() {
            return attributes;
        }

        @Override
        public byte[] getSignature() {
            try {
                Signature signature = Signature.getInstance(algorithm);
                signature.initSign(key);
                signature.update(attributes.toByteArray());
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("signing with " + key.getAlgorithm(), e);
            }
        }
    }
}

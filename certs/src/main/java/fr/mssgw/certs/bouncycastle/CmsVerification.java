package fr.mssgw.certs.bouncycastle;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataParser;
import org.bouncycastle.cms.CMSTypedStream;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationVerifier;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.util.Store;

/**
 * Checks SignedData, detached or with its content. Whether a signer is to be believed is not judged here. Bounds: 1 MiB
 * beside the content, 5 signers, 50 certificates, {@link ModestKeys}; digests of the SHA-2 family only (RFC 8551 §2.1), by
 * RSA, RSASSA-PSS, ECDSA on any named curve, EdDSA (§2.2).
 */
public final class CmsVerification {
    private static final int LARGEST = 1024 * 1024;
    private static final int MOST_SIGNERS = 5;
    private static final int MOST_CERTIFICATES = 50;
    private static final Map<String, String> DIGESTS = Map.of(
            NISTObjectIdentifiers.id_sha256.getId(), "SHA-256",
            NISTObjectIdentifiers.id_sha384.getId(), "SHA-384",
            NISTObjectIdentifiers.id_sha512.getId(), "SHA-512");
    /** Digests for which two contents with one value can be made: they prove nothing (RFC 8551 §2.1). */
    private static final Set<String> WEAK = Set.of(
            OIWObjectIdentifiers.idSHA1.getId(),
            PKCSObjectIdentifiers.md5.getId(),
            PKCSObjectIdentifiers.md4.getId(),
            PKCSObjectIdentifiers.md2.getId());

    /** What came of checking one signature. */
    public enum Check {
        /** It is the signature of this content by the certificate's key. */
        INTACT,
        BROKEN,
        /** It uses a digest that proves nothing any more. */
        WEAK,
        /** It uses an algorithm that we lack: nothing can be said of it. */
        UNSUPPORTED
    }

    /**
     * One signature.
     *
     * @param check without the signer's certificate {@link Check#UNSUPPORTED}
     * @param chain the signer's certificate first, then all others that came with it; empty where it is missing
     */
    public record Signer(Check check, List<X509Certificate> chain, Optional<Instant> signingTime) {
        public Signer {
            chain = List.copyOf(chain);
        }
    }

    private CmsVerification() {}

    /**
     * Checks a detached signature.
     *
     * @param octets the SignedData
     * @throws Cms.Unreadable where it is no SignedData or exceeds a bound
     */
    public static List<Signer> detached(byte[] octets, InputStream content) throws IOException {
        if (octets.length > LARGEST) {
            throw new Cms.Unreadable("a signature of more than 1 MiB");
        }
        try {
            Set<String> digests = new HashSet<>();
            for (SignerInformation signer :
                    bounded(new CMSSignedData(octets).getSignerInfos().getSigners())) {
                digests.add(signer.getDigestAlgOID());
            }
            CMSSignedData signed = new CMSSignedData(digests(digests, content), octets);
            return signers(signed.getSignerInfos().getSigners(), signed.getCertificates());
        } catch (CMSException | GeneralSecurityException | RuntimeException e) {
            throw new Cms.Unreadable("no signature that can be read", e);
        }
    }

    /**
     * Writes the content of a SignedData and checks its signatures.
     *
     * @throws Cms.Unreadable where it is no SignedData, has no content, or exceeds a bound
     */
    public static List<Signer> opaque(InputStream cms, OutputStream content) throws IOException {
        Budget budget = new Budget(cms, LARGEST);
        try {
            CMSSignedDataParser parser =
                    new CMSSignedDataParser(new JcaDigestCalculatorProviderBuilder().build(), budget);
            CMSTypedStream signed = parser.getSignedContent();
            if (signed == null) {
                throw new Cms.Unreadable("signed data without content");
            }
            budget.lift();
            signed.getContentStream().transferTo(content);
            budget.limit(LARGEST);
            Store<X509CertificateHolder> certificates = certificates(parser);
            return signers(bounded(parser.getSignerInfos().getSigners()), certificates);
        } catch (CMSException | OperatorCreationException | GeneralSecurityException | RuntimeException e) {
            throw new Cms.Unreadable("no signed data that can be read", e);
        }
    }

    @SuppressWarnings("unchecked") // the parser returns a raw Store of holders
    private static Store<X509CertificateHolder> certificates(CMSSignedDataParser parser) throws CMSException {
        return parser.getCertificates();
    }

    private static Collection<SignerInformation> bounded(Collection<SignerInformation> signers) throws Cms.Unreadable {
        if (signers.isEmpty() || signers.size() > MOST_SIGNERS) {
            throw new Cms.Unreadable("no signer, or more than 5");
        }
        return signers;
    }

    private static Map<String, byte[]> digests(Set<String> wanted, InputStream content)
            throws GeneralSecurityException, IOException {
        Map<String, MessageDigest> running = new HashMap<>();
        for (String algorithm : wanted) {
            String name = DIGESTS.get(algorithm);
            if (name != null) {
                running.put(algorithm, MessageDigest.getInstance(name));
            }
        }
        if (running.isEmpty()) {
            // Bouncy Castle does not read a signature without a digest, though none of its signers is checked then
            running.put(NISTObjectIdentifiers.id_sha256.getId(), MessageDigest.getInstance("SHA-256"));
        }
        byte[] buffer = new byte[16 * 1024];
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            for (MessageDigest digest : running.values()) {
                digest.update(buffer, 0, read);
            }
        }
        Map<String, byte[]> digests = new HashMap<>();
        running.forEach((algorithm, digest) -> digests.put(algorithm, digest.digest()));
        return digests;
    }

    private static List<Signer> signers(
            Collection<SignerInformation> signers, Store<X509CertificateHolder> certificates)
            throws GeneralSecurityException, IOException {
        Collection<X509CertificateHolder> all = certificates.getMatches(null);
        if (all.size() > MOST_CERTIFICATES) {
            throw new Cms.Unreadable("more than 50 certificates");
        }
        List<Signer> found = new ArrayList<>();
        for (SignerInformation signer : signers) {
            found.add(signer(signer, all));
        }
        return found;
    }

    private static Signer signer(SignerInformation signer, Collection<X509CertificateHolder> all)
            throws CertificateException, IOException {
        List<X509Certificate> chain = new ArrayList<>();
        Optional<SubjectPublicKeyInfo> key = Optional.empty();
        for (X509CertificateHolder holder : all) {
            X509Certificate certificate = certificate(holder);
            if (key.isEmpty() && signer.getSID().match(holder)) {
                chain.add(0, certificate);
                key = Optional.of(holder.getSubjectPublicKeyInfo());
            } else {
                chain.add(certificate);
            }
        }
        return key.isEmpty()
                ? new Signer(Check.UNSUPPORTED, List.of(), signingTime(signer))
                : new Signer(check(signer, key.get()), chain, signingTime(signer));
    }

    private static Check check(SignerInformation signer, SubjectPublicKeyInfo signers) {
        Optional<Check> digest = digestOf(signer);
        if (digest.isPresent()) {
            return digest.get();
        }
        if (!ModestKeys.contains(signers)) {
            return Check.UNSUPPORTED;
        }
        try {
            // by key, not by certificate: its dates are judged later, against the time of receipt
            PublicKey key = Cms.publicKey(signers);
            if (key == null) {
                return Check.UNSUPPORTED;
            }
            SignerInformationVerifier verifier =
                    new JcaSimpleSignerInfoVerifierBuilder().setProvider(Cms.BC).build(key);
            return signer.verify(verifier) ? Check.INTACT : Check.BROKEN;
        } catch (CMSException e) {
            // a scheme without an implementation, and no signature that is wrong
            return e.getCause() instanceof OperatorCreationException ? Check.UNSUPPORTED : Check.BROKEN;
        } catch (OperatorCreationException | IOException unknownKey) {
            return Check.UNSUPPORTED;
        } catch (RuntimeException malformed) {
            return Check.BROKEN;
        }
    }

    /** What is wrong with the digests of a signature: that of the content, and one that its scheme names by itself. */
    private static Optional<Check> digestOf(SignerInformation signer) {
        List<String> digests = new ArrayList<>(List.of(signer.getDigestAlgOID()));
        try {
            AlgorithmIdentifier scheme = signer.toASN1Structure().getDigestEncryptionAlgorithm();
            AlgorithmIdentifier own = new DefaultDigestAlgorithmIdentifierFinder().find(scheme);
            if (own != null) {
                digests.add(own.getAlgorithm().getId());
            }
        } catch (RuntimeException malformed) {
            return Optional.of(Check.BROKEN);
        }
        if (digests.stream().anyMatch(WEAK::contains)) {
            return Optional.of(Check.WEAK);
        }
        return DIGESTS.keySet().containsAll(digests) ? Optional.empty() : Optional.of(Check.UNSUPPORTED);
    }

    private static X509Certificate certificate(X509CertificateHolder holder) throws CertificateException, IOException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(holder.getEncoded()));
    }

    private static Optional<Instant> signingTime(SignerInformation signer) {
        AttributeTable attributes = signer.getSignedAttributes();
        Attribute attribute = attributes == null ? null : attributes.get(CMSAttributes.signingTime);
        if (attribute == null || attribute.getAttrValues().size() != 1) {
            return Optional.empty();
        }
        try {
            ASN1Encodable value = attribute.getAttrValues().getObjectAt(0);
            return Optional.of(
                    Time.getInstance(value.toASN1Primitive()).getDate().toInstant());
        } catch (RuntimeException unreadable) {
            return Optional.empty();
        }
    }
}

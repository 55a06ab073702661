package fr.mssgw.certs.bouncycastle;

import fr.mssgw.certs.demo.Request;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.smime.SMIMEAttributes;
import org.bouncycastle.asn1.smime.SMIMECapabilityVector;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes certificates and revocation lists of the profile RFC 5280 asks for. */
public final class CertificateIssuing {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private CertificateIssuing() {}

    public static X509Certificate root(
            String subject, PublicKey publicKey, PrivateKey key, Instant notBefore, Instant notAfter) {
        X500Principal name = new X500Principal(subject);
        return making("a root certificate", () -> {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name, serial(), Date.from(notBefore), Date.from(notAfter), name, publicKey);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(publicKey));
            return signed(builder, key);
        });
    }

    public static X509Certificate intermediate(
            X509Certificate issuer, PrivateKey issuerKey, String subject, PublicKey publicKey) {
        return making("an intermediate certificate", () -> {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer.getSubjectX500Principal(),
                    serial(),
                    issuer.getNotBefore(),
                    issuer.getNotAfter(),
                    new X500Principal(subject),
                    publicKey);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            addKeyIdentifiers(builder, issuer, publicKey);
            return signed(builder, issuerKey);
        });
    }

    public static X509Certificate issue(
            X509Certificate issuer, PrivateKey issuerKey, PublicKey publicKey, Request request) {
        return making("a certificate for " + request.subject(), () -> {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer.getSubjectX500Principal(),
                    serial(),
                    Date.from(request.notBefore()),
                    Date.from(request.notAfter()),
                    new X500Principal(request.subject()),
                    publicKey);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(keyUsage(request)));
            addKeyIdentifiers(builder, issuer, publicKey);
            if (!request.usages().isEmpty()) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes(request)));
            }
            List<ASN1Encodable> names = new ArrayList<>();
            request.emails().forEach(email -> names.add(new GeneralName(GeneralName.rfc822Name, email)));
            request.dnsNames()
                    .forEach(name -> names.add(new GeneralName(
                            IPV4.matcher(name).matches() ? GeneralName.iPAddress : GeneralName.dNSName, name)));
            if (!names.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        GeneralNames.getInstance(new DERSequence(names.toArray(ASN1Encodable[]::new))));
            }
            if (request.crl().isPresent()) {
                GeneralNames location = new GeneralNames(new GeneralName(
                        GeneralName.uniformResourceIdentifier, request.crl().get()));
                DistributionPoint point = new DistributionPoint(new DistributionPointName(location), null, null);
                builder.addExtension(
                        Extension.cRLDistributionPoints, false, new CRLDistPoint(new DistributionPoint[] {point}));
            }
            if (request.announcesGcm()) {
                SMIMECapabilityVector capabilities = new SMIMECapabilityVector(); // RFC 4262 §2
                capabilities.addCapability(NISTObjectIdentifiers.id_aes256_GCM);
                capabilities.addCapability(NISTObjectIdentifiers.id_aes256_CBC);
                builder.addExtension(
                        SMIMEAttributes.smimeCapabilities,
                        false,
                        new DERSequence(capabilities.toASN1EncodableVector()));
            }
            return signed(builder, issuerKey);
        });
    }

    public static X509CRL crl(
            X509Certificate issuer,
            PrivateKey issuerKey,
            Collection<X509Certificate> revoked,
            Instant thisUpdate,
            Instant nextUpdate) {
        return making("a revocation list", () -> {
            JcaX509v2CRLBuilder builder =
                    new JcaX509v2CRLBuilder(issuer.getSubjectX500Principal(), Date.from(thisUpdate));
            builder.setNextUpdate(Date.from(nextUpdate));
            for (X509Certificate certificate : revoked) {
                builder.addCRLEntry(certificate.getSerialNumber(), Date.from(thisUpdate), CRLReason.keyCompromise);
            }
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(issuer));
            builder.addExtension(
                    Extension.cRLNumber,
                    false,
                    new org.bouncycastle.asn1.x509.CRLNumber(BigInteger.valueOf(thisUpdate.toEpochMilli())));
            return new JcaX509CRLConverter().getCRL(builder.build(signer(issuerKey)));
        });
    }

    private static int keyUsage(Request request) {
        int usage = KeyUsage.digitalSignature;
        if (request.usages().contains(Request.Usage.EMAIL)) {
            usage |= KeyUsage.nonRepudiation;
        }
        return usage | (request.ellipticCurve() ? KeyUsage.keyAgreement : KeyUsage.keyEncipherment);
    }

    private static KeyPurposeId[] purposes(Request request) {
        return request.usages().stream()
                .sorted()
                .map(usage -> switch (usage) {
                    case SERVER -> KeyPurposeId.id_kp_serverAuth;
                    case CLIENT -> KeyPurposeId.id_kp_clientAuth;
                    case EMAIL -> KeyPurposeId.id_kp_emailProtection;
                })
                .toArray(KeyPurposeId[]::new);
    }

    private static void addKeyIdentifiers(
            JcaX509v3CertificateBuilder builder, X509Certificate issuer, PublicKey publicKey)
            throws GeneralSecurityException, IOException {
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(publicKey));
        builder.addExtension(Extension.authorityKeyIdentifier, false, identifiers.createAuthorityKeyIdentifier(issuer));
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer(key)));
    }

    private static ContentSigner signer(PrivateKey key) throws OperatorCreationException {
        String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        return new JcaContentSignerBuilder(algorithm).build(key);
    }

    private static BigInteger serial() {
        return new BigInteger(126, RANDOM).setBit(126);
    }

    @FunctionalInterface
    private interface Making<T> {
        T make() throws GeneralSecurityException, IOException, OperatorCreationException;
    }

    private static <T> T making(String what, Making<T> making) {
        try {
            return making.make();
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("making " + what, e);
        }
    }
}

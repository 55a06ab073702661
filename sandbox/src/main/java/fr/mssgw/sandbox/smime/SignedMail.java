package fr.mssgw.sandbox.smime;

import fr.mssgw.certs.demo.Issued;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.mail.smime.SMIMEException;
import org.bouncycastle.mail.smime.SMIMESigned;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * Signs and verifies mail as RFC 8551 writes it. What arrives is read by Bouncy Castle's {@link SMIMESigned} and Jakarta
 * Mail, a second opinion that shares no reader of mail with the gateway.
 */
public final class SignedMail {
    private SignedMail() {}

    public enum Status {
        UNSIGNED,
        VALID,
        INVALID
    }

    /**
     * What a signature is worth.
     *
     * @param signer the addresses in the signer's certificate, or its subject
     * @param detail why it does not hold; else empty
     */
    public record Check(Status status, String signer, String detail) {}

    /** Verifies a message, detached or opaque; whatever cannot be read is {@link Status#INVALID}. */
    public static Check verify(byte[] message, X509Certificate root) {
        try {
            MimeMessage mail = ParsedMail.of(message);
            if (mail.isMimeType("multipart/signed")) {
                if (!(mail.getContent() instanceof MimeMultipart parts) || parts.getCount() != 2) {
                    return new Check(Status.INVALID, "", "une signature détachée a deux parties");
                }
                return check(new SMIMESigned(parts), root);
            }
            if (mail.isMimeType("application/pkcs7-mime")
                    && "signed-data".equals(new ContentType(mail.getContentType()).getParameter("smime-type"))) {
                return check(new SMIMESigned(mail), root);
            }
            return new Check(Status.UNSIGNED, "", "");
        } catch (MessagingException
                | IOException
                | CMSException
                | SMIMEException
                | GeneralSecurityException
                | OperatorCreationException
                | IllegalArgumentException e) {
            return new Check(Status.INVALID, "", String.valueOf(e.getMessage()));
        }
    }

    private static Check check(SMIMESigned signed, X509Certificate root)
            throws CMSException, GeneralSecurityException, OperatorCreationException {
        JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
        List<X509Certificate> sent = new ArrayList<>();
        for (X509CertificateHolder holder : signed.getCertificates().getMatches(null)) {
            sent.add(converter.getCertificate(holder));
        }
        Collection<SignerInformation> signers = signed.getSignerInfos().getSigners();
        if (signers.size() != 1) {
            return new Check(Status.INVALID, "", "il faut un signataire, et un seul");
        }
        SignerInformation signer = signers.iterator().next();
        for (X509CertificateHolder holder : certificates(signed, signer)) {
            X509Certificate certificate = converter.getCertificate(holder);
            String name = nameOf(certificate);
            if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(certificate))) {
                return new Check(Status.INVALID, name, "le contenu ne correspond pas à la signature");
            }
            return chains(certificate, sent, root)
                    ? new Check(Status.VALID, name, "")
                    : new Check(Status.INVALID, name, "le certificat ne remonte pas à l'autorité de démonstration");
        }
        return new Check(Status.INVALID, "", "le certificat du signataire manque");
    }

    @SuppressWarnings("unchecked") // the signer's identifier selects certificates (RFC 5652 §5.3)
    private static Collection<X509CertificateHolder> certificates(SMIMESigned signed, SignerInformation signer) {
        return signed.getCertificates().getMatches(signer.getSID());
    }

    private static boolean chains(X509Certificate own, List<X509Certificate> others, X509Certificate root)
            throws GeneralSecurityException {
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(own);
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(Set.of(new TrustAnchor(root, null)), target);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(others)));
        parameters.setRevocationEnabled(false);
        try {
            CertPathBuilder.getInstance("PKIX").build(parameters);
            return true;
        } catch (java.security.cert.CertPathBuilderException none) {
            return false;
        }
    }

    private static String nameOf(X509Certificate certificate) throws GeneralSecurityException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        if (names != null) {
            for (List<?> name : names) {
                if (Integer.valueOf(1).equals(name.get(0))) {
                    return String.valueOf(name.get(1));
                }
            }
        }
        return certificate.getSubjectX500Principal().getName();
    }

    /** A {@code multipart/signed} entity round this one, which is left as it is; its lines must end in CRLF. */
    public static byte[] sign(byte[] entity, Issued signer) {
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(new JcaSimpleSignerInfoGeneratorBuilder()
                    .build("SHA256withRSA", signer.key(), signer.certificate()));
            generator.addCertificates(new JcaCertStore(signer.chain()));
            byte[] signature = generator
                    .generate(new CMSProcessableByteArray(entity), false)
                    .getEncoded();
            String boundary = "signe-" + UUID.randomUUID();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(ascii("Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\";\r\n"
                    + " micalg=sha-256; boundary=\"" + boundary + "\"\r\n\r\n--" + boundary + "\r\n"));
            out.writeBytes(entity);
            out.writeBytes(ascii("\r\n--" + boundary + "\r\n"
                    + "Content-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\n"
                    + "Content-Transfer-Encoding: base64\r\n"
                    + "Content-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\n"
                    + Base64.getMimeEncoder().encodeToString(signature)
                    + "\r\n--" + boundary + "--\r\n"));
            return out.toByteArray();
        } catch (CMSException | GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("signing a message", e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

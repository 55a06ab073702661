package fr.mssgw.it.opinion;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import fr.mssgw.certs.demo.Issued;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Properties;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.mail.smime.SMIMEAuthEnvelopedGenerator;
import org.bouncycastle.mail.smime.SMIMEEnvelopedGenerator;
import org.bouncycastle.mail.smime.SMIMEException;
import org.bouncycastle.mail.smime.SMIMESignedGenerator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputAEADEncryptor;

/** Writes S/MIME entities (RFC 8551) by Bouncy Castle's mail library. Each character of a text is one octet. */
final class BouncyCastleMail {
    private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

    private BouncyCastleMail() {}

    /** A {@code multipart/signed} round an entity. */
    static String signed(String entity, Issued signer) throws IOException, MessagingException {
        try {
            MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
            message.setContent(signer(signer).generate(part(entity)));
            message.saveChanges();
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            message.writeTo(octets, new String[] {"Message-ID", "Date", "MIME-Version"});
            return octets.toString(ISO_8859_1);
        } catch (SMIMEException e) {
            throw new IOException(e);
        }
    }

    /** An {@code application/pkcs7-mime} that holds an entity and its signature. */
    static String opaque(String entity, Issued signer) throws IOException, MessagingException {
        try {
            return text(signer(signer).generateEncapsulated(part(entity)));
        } catch (SMIMEException e) {
            throw new IOException(e);
        }
    }

    private static SMIMESignedGenerator signer(Issued signer) throws IOException {
        try {
            SMIMESignedGenerator generator = new SMIMESignedGenerator();
            generator.addSignerInfoGenerator(new JcaSimpleSignerInfoGeneratorBuilder()
                    .setProvider(PROVIDER)
                    .build("SHA256withRSA", signer.key(), signer.certificate()));
            generator.addCertificates(new JcaCertStore(signer.chain()));
            return generator;
        } catch (OperatorCreationException | GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** EnvelopedData, AES-256-CBC. */
    static String encrypted(String entity, X509Certificate recipient) throws IOException, MessagingException {
        try {
            SMIMEEnvelopedGenerator generator = new SMIMEEnvelopedGenerator();
            generator.addRecipientInfoGenerator(new JceKeyTransRecipientInfoGenerator(recipient).setProvider(PROVIDER));
            return text(generator.generate(
                    part(entity),
                    new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC)
                            .setProvider(PROVIDER)
                            .build()));
        } catch (SMIMEException | CMSException | GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** AuthEnvelopedData (RFC 5083), AES-256-GCM. */
    static String authenticated(String entity, X509Certificate recipient) throws IOException, MessagingException {
        try {
            SMIMEAuthEnvelopedGenerator generator = new SMIMEAuthEnvelopedGenerator();
            generator.addRecipientInfoGenerator(new JceKeyTransRecipientInfoGenerator(recipient).setProvider(PROVIDER));
            return text(generator.generate(
                    part(entity), (OutputAEADEncryptor) new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_GCM)
                            .setProvider(PROVIDER)
                            .build()));
        } catch (SMIMEException | CMSException | GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static MimeBodyPart part(String entity) throws MessagingException {
        return new MimeBodyPart(new ByteArrayInputStream(entity.getBytes(ISO_8859_1)));
    }

    private static String text(MimeBodyPart part) throws IOException, MessagingException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        part.writeTo(octets);
        return octets.toString(ISO_8859_1);
    }
}

package fr.mssgw.sandbox.smime;

import fr.mssgw.certs.demo.Issued;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.RecipientInformationStore;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientId;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.mail.smime.SMIMEAuthEnveloped;
import org.bouncycastle.mail.smime.SMIMEEnveloped;

/**
 * Encrypts and decrypts mail as RFC 8551 writes it. What arrives is read by Bouncy Castle's {@link SMIMEEnveloped} and
 * Jakarta Mail, a second opinion that shares no reader of mail with the gateway.
 */
public final class EncryptedMail {
    private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

    private EncryptedMail() {}

    /** Whether a message is enveloped, with AES-GCM or AES-CBC. */
    public static boolean isEncrypted(byte[] message) {
        try {
            MimeMessage mail = ParsedMail.of(message);
            return mail.isMimeType("application/pkcs7-mime") && kind(mail).endsWith("enveloped-data");
        } catch (MessagingException unreadable) {
            return false;
        }
    }

    /**
     * What an encrypted message holds.
     *
     * @return a MIME entity, headers first
     * @throws IOException where it is not for this key, or damaged
     */
    public static byte[] open(byte[] message, Issued recipient) throws IOException {
        try {
            MimeMessage mail = ParsedMail.of(message);
            boolean authenticated = kind(mail).startsWith("auth");
            RecipientInformationStore recipients = authenticated
                    ? new SMIMEAuthEnveloped(mail).getRecipientInfos()
                    : new SMIMEEnveloped(mail).getRecipientInfos();
            // the selector finds either form of recipient identifier (RFC 5652 §6.2.1)
            RecipientInformation information = recipients.get(new JceKeyTransRecipientId(recipient.certificate()));
            if (information != null) {
                return information.getContent(
                        authenticated
                                ? new JceKeyTransAuthEnvelopedRecipient(recipient.key()).setProvider(PROVIDER)
                                : new JceKeyTransEnvelopedRecipient(recipient.key()).setProvider(PROVIDER));
            }
            throw new IOException("the message is not encrypted for this certificate");
        } catch (MessagingException | CMSException | IllegalArgumentException e) {
            throw new IOException("decrypting a message", e);
        }
    }

    private static String kind(MimeMessage mail) throws MessagingException {
        return String.valueOf(new ContentType(mail.getContentType()).getParameter("smime-type"))
                .toLowerCase(Locale.ROOT);
    }

    /** An enveloped entity (AES-256-CBC) that each of these certificates' keys opens. */
    public static byte[] seal(byte[] entity, List<X509Certificate> recipients) {
        try {
            CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
            for (X509Certificate recipient : recipients) {
                generator.addRecipientInfoGenerator(
                        new JceKeyTransRecipientInfoGenerator(recipient).setProvider(PROVIDER));
            }
            byte[] sealed = generator
                    .generate(
                            new CMSProcessableByteArray(entity),
                            new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC)
                                    .setProvider(PROVIDER)
                                    .build())
                    .getEncoded();
            return ("Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=\"smime.p7m\"\r\n"
                            + "Content-Transfer-Encoding: base64\r\n"
                            + "Content-Disposition: attachment; filename=\"smime.p7m\"\r\n\r\n"
                            + Base64.getMimeEncoder().encodeToString(sealed) + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
        } catch (CMSException | CertificateEncodingException | IOException e) {
            throw new IllegalStateException("encrypting a message", e);
        }
    }
}

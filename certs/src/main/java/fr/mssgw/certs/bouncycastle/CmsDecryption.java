package fr.mssgw.certs.bouncycastle;

import fr.mssgw.certs.KeyMaterial;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.nsri.NSRIObjectIdentifiers;
import org.bouncycastle.asn1.ntt.NTTObjectIdentifiers;
import org.bouncycastle.cms.CMSAuthEnvelopedDataParser;
import org.bouncycastle.cms.CMSEnvelopedDataParser;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.KeyAgreeRecipientInformation;
import org.bouncycastle.cms.KeyTransRecipientInformation;
import org.bouncycastle.cms.Recipient;
import org.bouncycastle.cms.RecipientId;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.RecipientInformationStore;
import org.bouncycastle.cms.jcajce.JceKeyAgreeAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientId;
import org.bouncycastle.cms.jcajce.JceKeyTransAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientId;
import org.jspecify.annotations.Nullable;

/**
 * Decrypts EnvelopedData and AuthEnvelopedData as a stream, with one of our keys. Bounds: 1 MiB before the content
 * (thousands of recipients), 1,000 recipients. What was written is to be thrown away when this fails, in particular when
 * the tag of AuthEnvelopedData, which comes last, does not hold.
 */
public final class CmsDecryption {
    static final int LARGEST_PREFACE = 1024 * 1024;
    private static final int MOST_RECIPIENTS = 1_000;
    /** Ciphers that others offer and the JDK lacks: Camellia (RFC 3657) and ARIA. */
    private static final Set<String> OF_BOUNCY_CASTLE = Set.of(
            NTTObjectIdentifiers.id_camellia128_cbc.getId(),
            NTTObjectIdentifiers.id_camellia192_cbc.getId(),
            NTTObjectIdentifiers.id_camellia256_cbc.getId(),
            NSRIObjectIdentifiers.id_aria128_cbc.getId(),
            NSRIObjectIdentifiers.id_aria192_cbc.getId(),
            NSRIObjectIdentifiers.id_aria256_cbc.getId());

    private CmsDecryption() {}

    /**
     * Decrypts one message.
     *
     * @param cms binary
     * @param authenticated whether it is AuthEnvelopedData
     * @throws Cms.Unreadable where it is damaged, exceeds a bound or is not for this key
     */
    public static void decrypt(InputStream cms, boolean authenticated, KeyMaterial key, OutputStream out)
            throws IOException {
        Budget budget = new Budget(cms, LARGEST_PREFACE);
        Recipients recipients = recipients(budget, authenticated);
        RecipientInformation found = find(recipients.all(), key);
        if (found == null) {
            throw new Cms.Unreadable("not encrypted to this key");
        }
        budget.lift();
        try (InputStream content = found.getContentStream(recipient(found, key, authenticated, recipients.cipher()))
                .getContentStream()) {
            content.transferTo(out);
        } catch (CMSException | RuntimeException e) {
            throw new Cms.Unreadable("cannot be decrypted", e);
        }
    }

    /** Those for whom a message is encrypted. @param cipher of its content, as an object identifier */
    record Recipients(RecipientInformationStore all, String cipher) {}

    /** The content comes next in the stream. */
    static Recipients recipients(Budget cms, boolean authenticated) throws IOException {
        try {
            Recipients recipients = authenticated ? authenticated(cms) : enveloped(cms);
            if (recipients.all().size() > MOST_RECIPIENTS) {
                throw new Cms.Unreadable("more than 1,000 recipients");
            }
            return recipients;
        } catch (CMSException | RuntimeException e) {
            throw new Cms.Unreadable("encrypted in a form that cannot be read", e);
        }
    }

    private static Recipients enveloped(Budget cms) throws CMSException, IOException {
        CMSEnvelopedDataParser parser = new CMSEnvelopedDataParser(cms);
        return new Recipients(parser.getRecipientInfos(), parser.getEncryptionAlgOID());
    }

    private static Recipients authenticated(Budget cms) throws CMSException, IOException {
        CMSAuthEnvelopedDataParser parser = new CMSAuthEnvelopedDataParser(cms);
        return new Recipients(
                parser.getRecipientInfos(),
                parser.getEncryptionAlgOID().getAlgorithm().getId());
    }

    static @Nullable RecipientInformation find(RecipientInformationStore recipients, KeyMaterial key) {
        for (RecipientId id :
                List.of(new JceKeyTransRecipientId(key.certificate()), new JceKeyAgreeRecipientId(key.certificate()))) {
            for (RecipientInformation recipient : recipients.getRecipients(id)) {
                boolean fits = key.key().getAlgorithm().equals("RSA")
                        ? recipient instanceof KeyTransRecipientInformation
                        : recipient instanceof KeyAgreeRecipientInformation;
                if (fits) {
                    return recipient;
                }
            }
        }
        return null;
    }

    private static Recipient recipient(
            RecipientInformation found, KeyMaterial key, boolean authenticated, String cipher) {
        if (found instanceof KeyAgreeRecipientInformation) {
            return authenticated
                    ? new JceKeyAgreeAuthEnvelopedRecipient(key.key()).setProvider(Cms.BC)
                    : new JceKeyAgreeEnvelopedRecipient(key.key()).setProvider(Cms.BC);
        }
        // the JDK's GCM holds all of the content until its tag is checked; Bouncy Castle's is a stream
        if (authenticated) {
            return new JceKeyTransAuthEnvelopedRecipient(key.key()).setContentProvider(Cms.BC);
        }
        JceKeyTransRecipient recipient = new JceKeyTransEnvelopedRecipient(key.key());
        return OF_BOUNCY_CASTLE.contains(cipher) ? recipient.setContentProvider(Cms.BC) : recipient;
    }
}

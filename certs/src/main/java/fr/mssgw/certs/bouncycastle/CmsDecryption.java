package fr.mssgw.certs.bouncycastle;

import fr.mssgw.certs.KeyMaterial;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
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
        RecipientInformation found = find(recipients(budget, authenticated), key);
        if (found == null) {
            throw new Cms.Unreadable("not encrypted to this key");
        }
        budget.lift();
        try (InputStream content =
                found.getContentStream(recipient(found, key, authenticated)).getContentStream()) {
            content.transferTo(out);
        } catch (CMSException | RuntimeException e) {
            throw new Cms.Unreadable("cannot be decrypted", e);
        }
    }

    /** Those for whom a message is encrypted; its content comes next in the stream. */
    static RecipientInformationStore recipients(Budget cms, boolean authenticated) throws IOException {
        try {
            RecipientInformationStore recipients = authenticated
                    ? new CMSAuthEnvelopedDataParser(cms).getRecipientInfos()
                    : new CMSEnvelopedDataParser(cms).getRecipientInfos();
            if (recipients.size() > MOST_RECIPIENTS) {
                throw new Cms.Unreadable("more than 1,000 recipients");
            }
            return recipients;
        } catch (CMSException | RuntimeException e) {
            throw new Cms.Unreadable("encrypted in a form that cannot be read", e);
        }
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

    private static Recipient recipient(RecipientInformation found, KeyMaterial key, boolean authenticated) {
        if (found instanceof KeyAgreeRecipientInformation) {
            return authenticated
                    ? new JceKeyAgreeAuthEnvelopedRecipient(key.key()).setProvider(Cms.BC)
                    : new JceKeyAgreeEnvelopedRecipient(key.key()).setProvider(Cms.BC);
        }
        // the JDK's GCM holds all of the content until its tag is checked; Bouncy Castle's is a stream
        return authenticated
                ? new JceKeyTransAuthEnvelopedRecipient(key.key()).setContentProvider(Cms.BC)
                : new JceKeyTransEnvelopedRecipient(key.key());
    }
}

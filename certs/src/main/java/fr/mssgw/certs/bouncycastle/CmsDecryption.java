package fr.mssgw.certs.bouncycastle;

import fr.mssgw.certs.KeyMaterial;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
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

/**
 * Decrypts EnvelopedData and AuthEnvelopedData as a stream, with whichever of our keys it was encrypted to. Bounds:
 * 1 MiB before the content (thousands of recipients), 1,000 recipients. What was written is to be thrown away when this
 * fails, in particular when the tag of AuthEnvelopedData, which comes last, does not hold.
 */
public final class CmsDecryption {
    private static final int LARGEST_PREFACE = 1024 * 1024;
    private static final int MOST_RECIPIENTS = 1_000;

    private CmsDecryption() {}

    /**
     * Decrypts one message.
     *
     * @param cms binary
     * @param authenticated whether it is AuthEnvelopedData
     * @throws Cms.Unreadable where it is damaged, exceeds a bound or is for none of these keys
     */
    public static void decrypt(InputStream cms, boolean authenticated, Collection<KeyMaterial> keys, OutputStream out)
            throws IOException {
        Budget budget = new Budget(cms, LARGEST_PREFACE);
        try {
            RecipientInformationStore recipients = authenticated
                    ? new CMSAuthEnvelopedDataParser(budget).getRecipientInfos()
                    : new CMSEnvelopedDataParser(budget).getRecipientInfos();
            if (recipients.size() > MOST_RECIPIENTS) {
                throw new Cms.Unreadable("more than 1,000 recipients");
            }
            for (KeyMaterial key : keys) {
                RecipientInformation found = find(recipients, key);
                if (found != null) {
                    budget.lift();
                    try (InputStream content = found.getContentStream(recipient(found, key, authenticated))
                            .getContentStream()) {
                        content.transferTo(out);
                    }
                    return;
                }
            }
            throw new Cms.Unreadable("encrypted to none of our keys");
        } catch (CMSException | RuntimeException e) {
            throw new Cms.Unreadable("cannot be decrypted", e);
        }
    }

    private static org.bouncycastle.cms.@org.jspecify.annotations.Nullable RecipientInformation find(
            RecipientInformationStore recipients, KeyMaterial key) {
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

package fr.mssgw.certs.bouncycastle;

import fr.mssgw.certs.KeyMaterial;
import java.io.IOException;
import java.io.InputStream;
import java.security.Key;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.KeyAgreeRecipientInformation;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.RecipientInformationStore;
import org.bouncycastle.cms.RecipientOperator;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipient;

/**
 * Finds which of our keys open an encrypted message, without opening it: each by itself takes the content-encryption key
 * out of its own RecipientInfo (RFC 5652 §6.2). Keys that find the same open the same octets. The content is not read;
 * the bounds are those of {@link CmsDecryption}.
 */
public final class ContentKeys {
    private ContentKeys() {}

    /** A content-encryption key: equal to the same one, and shown to nobody. */
    public static final class ContentKey {
        private final byte[] octets;

        private ContentKey(byte[] octets) {
            this.octets = octets;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ContentKey key && Arrays.equals(octets, key.octets);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(octets);
        }

        @Override
        public String toString() {
            return "ContentKey";
        }
    }

    /**
     * What each of these keys finds, in their order; empty where the message is not encrypted to it, or its
     * RecipientInfo is damaged.
     *
     * @param cms binary
     * @param authenticated whether it is AuthEnvelopedData
     * @throws Cms.Unreadable where the message is damaged before its content, or exceeds a bound
     */
    public static List<Optional<ContentKey>> of(InputStream cms, boolean authenticated, List<KeyMaterial> keys)
            throws IOException {
        RecipientInformationStore recipients = CmsDecryption.recipients(
                        new Budget(cms, CmsDecryption.LARGEST_PREFACE), authenticated)
                .all();
        return keys.stream().map(key -> of(recipients, key)).toList();
    }

    private static Optional<ContentKey> of(RecipientInformationStore recipients, KeyMaterial key) {
        try {
            RecipientInformation found = CmsDecryption.find(recipients, key);
            if (found != null) {
                found.getContentStream(
                        found instanceof KeyAgreeRecipientInformation
                                ? new Agreed(key).setProvider(Cms.BC)
                                : new Transported(key));
            }
            return Optional.empty();
        } catch (Found taken) {
            return Optional.of(new ContentKey(taken.key.getEncoded()));
        } catch (CMSException | IOException | RuntimeException damaged) {
            return Optional.empty();
        }
    }

    /** Ends the way to the content at the key: Bouncy Castle's parser has no other way to it. */
    private static final class Found extends CMSException {
        private static final long serialVersionUID = 1L;

        private final transient Key key;

        Found(Key key) {
            super("taken");
            this.key = key;
        }
    }

    private static final class Transported extends JceKeyTransRecipient {
        Transported(KeyMaterial key) {
            super(key.key());
        }

        @Override
        public RecipientOperator getRecipientOperator(
                AlgorithmIdentifier wrapping, AlgorithmIdentifier content, byte[] wrapped) throws CMSException {
            throw new Found(extractSecretKey(wrapping, content, wrapped));
        }
    }

    private static final class Agreed extends JceKeyAgreeRecipient {
        Agreed(KeyMaterial key) {
            super(key.key());
        }

        @Override
        public RecipientOperator getRecipientOperator(
                AlgorithmIdentifier wrapping,
                AlgorithmIdentifier content,
                SubjectPublicKeyInfo sender,
                ASN1OctetString material,
                byte[] wrapped)
                throws CMSException {
            throw new Found(extractSecretKey(wrapping, content, sender, material, wrapped));
        }
    }
}

package fr.mssgw.certs.bouncycastle;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1SequenceParser;
import org.bouncycastle.asn1.ASN1StreamParser;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfoParser;

/** What a CMS object says it is; the MIME parameter {@code smime-type} is only a hint (RFC 8551 §3.2.2). */
public enum CmsKind {
    SIGNED,
    ENVELOPED,
    AUTHENTICATED_ENVELOPED,
    /** Compressed data and all others, which are not opened. */
    OTHER;

    private static final Map<ASN1ObjectIdentifier, CmsKind> KINDS = Map.of(
            CMSObjectIdentifiers.signedData, SIGNED,
            CMSObjectIdentifiers.envelopedData, ENVELOPED,
            CMSObjectIdentifiers.authEnvelopedData, AUTHENTICATED_ENVELOPED);

    /** Reads the first octets only. */
    public static CmsKind of(InputStream cms) {
        try {
            ASN1StreamParser parser = new ASN1StreamParser(new Budget(cms, 64 * 1024));
            ContentInfoParser info = new ContentInfoParser((ASN1SequenceParser) parser.readObject());
            return KINDS.getOrDefault(info.getContentType(), OTHER);
        } catch (IOException | RuntimeException unreadable) {
            return OTHER;
        }
    }
}

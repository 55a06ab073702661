package fr.mssgw.certs;

import static fr.mssgw.certs.SmimeFixture.*;

import fr.mssgw.certs.bouncycastle.CmsEncryption;
import fr.mssgw.certs.bouncycastle.CmsSigning;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.BEROctetString;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;

/** MIME entities as other programs make them: signed by Claire, encrypted to Jean. Lines end with CRLF. */
final class SmimeEntities {
    private static final AtomicInteger BOUNDARIES = new AtomicInteger();

    private SmimeEntities() {}

    static byte[] signature(String entity) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(entity.getBytes(StandardCharsets.ISO_8859_1));
        return new CmsSigning(CLAIRE_KEY.keyMaterial()).sign(digest, NOW);
    }

    static String detached(String entity) throws Exception {
        return detached(entity, signature(entity), "");
    }

    /** @param parameters more of them, of the outer Content-Type */
    static String detached(String entity, byte[] signature, String parameters) {
        String boundary = "s" + BOUNDARIES.incrementAndGet() + "e";
        return "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary="
                + boundary
                + parameters + "\r\n\r\n--" + boundary + "\r\n" + entity + "\r\n--" + boundary
                + "\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n" + base64(signature) + "\r\n--" + boundary + "--\r\n";
    }

    static String opaque(String entity) throws Exception {
        SignedData signed = SignedData.getInstance(
                ContentInfo.getInstance(signature(entity)).getContent());
        var opaque = new SignedData(
                signed.getDigestAlgorithms(),
                new ContentInfo(
                        CMSObjectIdentifiers.data, new BEROctetString(entity.getBytes(StandardCharsets.ISO_8859_1))),
                signed.getCertificates(),
                signed.getCRLs(),
                signed.getSignerInfos());
        return object("signed-data", new ContentInfo(CMSObjectIdentifiers.signedData, opaque).getEncoded());
    }

    static String sealed(String entity) throws Exception {
        var out = new ByteArrayOutputStream();
        try (OutputStream sealed = CmsEncryption.open(out, List.of(JEAN_KEY.certificate()), false)) {
            sealed.write(entity.getBytes(StandardCharsets.ISO_8859_1));
        }
        return object("enveloped-data", out.toByteArray());
    }

    static String object(String type, byte[] cms) {
        return "Content-Type: application/pkcs7-mime; smime-type=" + type + "; name=smime.p7m\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n" + base64(cms) + "\r\n";
    }

    static String base64(byte[] octets) {
        return Base64.getMimeEncoder().encodeToString(octets);
    }
}

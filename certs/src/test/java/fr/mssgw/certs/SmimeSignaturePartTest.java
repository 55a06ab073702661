package fr.mssgw.certs;

import static fr.mssgw.certs.SmimeFixture.*;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.certs.bouncycastle.CmsSigning;
import fr.mssgw.core.message.SmimeLabel;
import fr.mssgw.core.message.SmimeLabel.Reason;
import fr.mssgw.core.message.SmimeLabel.Status;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.BEROctetString;
import org.bouncycastle.asn1.BERSequence;
import org.bouncycastle.asn1.BERTaggedObject;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside the part that is signed, a signed mail shows nothing: what else stands there was signed by nobody. */
class SmimeSignaturePartTest {
    private static final String ENTITY =
            "Content-Type: text/plain; charset=utf-8\r\n\r\nJe confirme le rendez-vous.\r\n";
    private static final String DISPOSITION = "Content-Type: application/pkcs7-signature; name=\"smime.p7s\"\n"
            + "Content-Transfer-Encoding: base64\nContent-Disposition: ";
    private static final String USUAL = DISPOSITION + "attachment; filename=\"smime.p7s\"";

    @TempDir
    Path directory;

    private SmimeFixture fixture;
    private byte[] signature;

    @BeforeEach
    void sign() throws Exception {
        fixture = new SmimeFixture(directory);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(ENTITY.getBytes(StandardCharsets.UTF_8));
        signature = new CmsSigning(CLAIRE_KEY.keyMaterial()).sign(digest, NOW);
    }

    private SmimeLabel label(String before, String fields, String body, String behind) throws Exception {
        String mail = "From: <" + CLAIRE.wireForm() + ">\r\nSubject: a\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=SSS\r\n"
                + "\r\n" + before + "--SSS\r\n" + ENTITY + "\r\n--SSS\r\n" + fields.replace("\n", "\r\n") + "\r\n\r\n"
                + body
                + "\r\n--SSS--\r\n" + behind;
        return opened(fixture.peer(), raw(mail), JEAN, CLAIRE).label();
    }

    private static String base64(byte[] octets) {
        return Base64.getMimeEncoder().encodeToString(octets);
    }

    private byte[] followedBy(String text) {
        var all = new ByteArrayOutputStream();
        all.writeBytes(signature);
        all.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return all.toByteArray();
    }

    private static void assertAmbiguous(SmimeLabel label) {
        assertThat(label.status()).isEqualTo(Status.INVALID);
        assertThat(label.reason()).contains(Reason.AMBIGUOUS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                USUAL,
                "Content-Type: application/x-pkcs7-signature; name=SMIME.P7S\nContent-Transfer-Encoding: base64",
                "Content-Transfer-Encoding: BASE64\nContent-Type: application/pkcs7-signature",
                "Content-Type: application/pkcs7-signature;\n\tname=smime.p7s\nContent-Disposition: attachment;\n\tfilename=smime.p7s\n"
                        + "Content-Transfer-Encoding: base64",
                "Content-Type: application/pkcs7-signature; name*=utf-8''smime.p7s; smime-type=signed-data;\n"
                        + "Content-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=\"smime.p7s\"; size=3000;\n"
                        + "\tcreation-date=\"Mon, 30 Nov 2026 10:00:00 GMT\"",
                USUAL + "\nContent-Description: S/MIME Cryptographic Signature",
                USUAL + "\nContent-Description: =?utf-8?Q?Firma_criptogr=C3=A1fica_S/MIME?=",
            })
    void whatProgramsWriteIsVerified(String fields) throws Exception {
        assertThat(label("", fields, base64(signature), "").status()).isEqualTo(Status.VERIFIED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64",
                "Content-Type: application/pdf; name=\"ordonnance.pdf\"\nContent-Transfer-Encoding: base64",
                "Content-Type: application/pkcs7-signature; name=\"ordonnance.pdf\"\nContent-Transfer-Encoding: base64",
                "Content-Type: application/pkcs7-signature; name=\"ordonnance.p7s\"\nContent-Transfer-Encoding: base64",
                "Content-Type: application/pkcs7-signature; filename=\"ordonnance.pdf\"\nContent-Transfer-Encoding: base64",
                "Content-Type: application/pkcs7-signature; name=\"smime.p7s\"; name=\"o.pdf\"\nContent-Transfer-Encoding: base64",
                "Content-Type: application/pkcs7-signature; name=\"=?utf-8?Q?o=2Epdf?=\"\nContent-Transfer-Encoding: base64",
                "Content-Type: application/pkcs7-signature; x=a\"; name=o.pdf; y=b\"\nContent-Transfer-Encoding: base64",
                DISPOSITION + "attachment; filename*=utf-8''o%2Epdf",
                DISPOSITION + "attachment; filename*0=o; filename*1=.pdf",
                DISPOSITION + "attachment; name=o.pdf",
                DISPOSITION + "attachment filename=o.pdf",
                DISPOSITION + "attachment (; filename=o.pdf)",
                USUAL + "\nContent-Description: ordonnance.pdf",
            })
    void aSignaturePartThatSomeReaderShowsAsAnythingElseIsNeverVerified(String fields) throws Exception {
        assertAmbiguous(label("", fields, base64(signature), ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html><body>Arretez tout</body></html>", "\n%PDF-1.4\n", "\0", "\r\n", " "})
    void anythingBehindTheSignatureIsNeverVerified(String text) throws Exception {
        assertAmbiguous(label("", USUAL, base64(followedBy(text)), ""));
    }

    @Test
    void textThatABase64ReaderPassesOverIsNeverVerified() throws Exception {
        assertAmbiguous(label("", USUAL, base64(signature) + "\r\n\r\n<b>10 mg, matin et soir</b>", ""));
    }

    @Test
    void aSignatureInQuotedPrintableIsNeverVerified() throws Exception {
        var text = new StringBuilder();
        for (byte octet : signature) {
            text.append("=%02X".formatted(octet)).append("=\r\n");
        }
        assertAmbiguous(label("", USUAL.replace("base64", "quoted-printable"), text.toString(), ""));
        assertAmbiguous(label(
                "",
                "Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable",
                text + "\r\nPosologie : 10 mg",
                ""));
    }

    @Test
    void aSignatureOfIndefiniteLengthIsVerifiedAndNothingBehindIt() throws Exception {
        ASN1Encodable signed = ContentInfo.getInstance(signature).getContent();
        signature = new BERSequence(
                        new ASN1Encodable[] {CMSObjectIdentifiers.signedData, new BERTaggedObject(0, signed)})
                .getEncoded("BER");
        assertThat(signature).startsWith(0x30, 0x80);
        assertThat(label("", USUAL, base64(signature), "").status()).isEqualTo(Status.VERIFIED);
        assertAmbiguous(label("", USUAL, base64(followedBy("\0\0")), ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "This is an S/MIME signed message\r\n\r\n",
                "This is a cryptographically signed message in MIME format.\r\n\r\n",
                "This is a multi-part message in MIME format.\r\n\r\n",
                "This is a MIME message. If you are reading this text, you may want to \r\n"
                        + "consider changing to a mail reader or gateway that understands how to \r\n"
                        + "properly handle MIME multipart messages.\r\n\r\n",
            })
    void theNoticeForReadersWithoutMimeIsUsual(String before) throws Exception {
        assertThat(label(before, USUAL, base64(signature), "\r\n \r\n").status())
                .isEqualTo(Status.VERIFIED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Texte du preambule, non signe\r\n",
                "Subject: MIME\r\n\r\nArretez le traitement\r\n\r\nde M. X\r\n",
                "MIME\r\n-- \r\n",
                "MIME <b>\u00e9</b>\r\n",
            })
    void anyOtherTextBeforeThePartsIsNeverVerified(String before) throws Exception {
        assertAmbiguous(label(before, USUAL, base64(signature), ""));
    }

    @Test
    void aLineBeforeThePartsThatIsTooLongToReadIsNeverVerified() throws Exception {
        assertAmbiguous(label("Arretez le traitement " + "x".repeat(2_500) + "\r\n", USUAL, base64(signature), ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\nEpilogue non signe\r\n", "-- \r\nScanned by X\r\n", "This is a MIME message\r\n"})
    void textBehindThePartsIsNeverVerified(String behind) throws Exception {
        assertAmbiguous(label("", USUAL, base64(signature), behind));
    }

    @Test
    void tenThousandEmptyLinesBehindThePartsAreNeverVerified() throws Exception {
        assertAmbiguous(label("", USUAL, base64(signature), "\r\n".repeat(10_000)));
    }

    private SmimeLabel opaque(String behind) throws Exception {
        SignedData signed =
                SignedData.getInstance(ContentInfo.getInstance(signature).getContent());
        ASN1Encodable content = new BEROctetString(ENTITY.getBytes(StandardCharsets.UTF_8));
        var opaque = new SignedData(
                signed.getDigestAlgorithms(),
                new ContentInfo(CMSObjectIdentifiers.data, content),
                signed.getCertificates(),
                signed.getCRLs(),
                signed.getSignerInfos());
        var octets = new ByteArrayOutputStream();
        ASN1Primitive.fromByteArray(new ContentInfo(CMSObjectIdentifiers.signedData, opaque).getEncoded())
                .encodeTo(octets);
        octets.writeBytes(behind.getBytes(StandardCharsets.UTF_8));
        String mail = "From: <" + CLAIRE.wireForm() + ">\r\nSubject: a\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n" + base64(octets.toByteArray()) + "\r\n";
        return opened(fixture.peer(), raw(mail), JEAN, CLAIRE).label();
    }

    @Test
    void anythingBehindAnOpaqueObjectIsNeverVerified() throws Exception {
        assertThat(opaque("").status()).isEqualTo(Status.VERIFIED);
        assertAmbiguous(opaque("<html>Arretez tout</html>"));
    }
}

package fr.mssgw.certs;

import static fr.mssgw.certs.SmimeFixture.*;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.certs.bouncycastle.CmsEncryption;
import fr.mssgw.certs.bouncycastle.CmsSigning;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.message.SmimeLabel.Status;
import fr.mssgw.core.port.MessageSecurity.Incoming;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an envelope held is a mail that every reader and IMAP can take, or comes inside an explanation. */
class SmimeInnerMailTest {
    @TempDir
    Path directory;

    private SmimeFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new SmimeFixture(directory);
    }

    /** Encrypted to Jean, From Claire. */
    private Incoming open(String entity, String subject) throws Exception {
        var out = new ByteArrayOutputStream();
        try (OutputStream sealed = CmsEncryption.open(out, List.of(JEAN_KEY.certificate()), false)) {
            sealed.write(entity.getBytes(StandardCharsets.ISO_8859_1));
        }
        RawMessage mail = raw("From: <" + CLAIRE.wireForm() + ">\r\nSubject: " + subject
                + "\r\nMIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(out.toByteArray()) + "\r\n");
        return opened(fixture.peer(), mail, JEAN, CLAIRE);
    }

    private Incoming open(String entity) throws Exception {
        return open(entity, "Compte rendu");
    }

    /** A multipart/signed entity by Claire over these octets. */
    private static String signed(String content, String lineEnd) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.ISO_8859_1));
        String signature = Base64.getMimeEncoder(76, lineEnd.getBytes(StandardCharsets.US_ASCII))
                .encodeToString(new CmsSigning(CLAIRE_KEY.keyMaterial()).sign(digest, NOW));
        return ("Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=s\n\n--s\n")
                        .replace("\n", lineEnd)
                + content
                + ("\n--s\nContent-Type: application/pkcs7-signature\nContent-Transfer-Encoding: base64\n\n" + signature
                                + "\n--s--\n")
                        .replace("\r\n", "\n")
                        .replace("\n", lineEnd);
    }

    @Test
    void aSignatureOverLinesThatEndWithLineFeedsInsideAnEnvelopeIsVerified() throws Exception {
        Incoming incoming = open(signed("Content-Type: text/plain\n\none\ntwo\n", "\n"));

        assertThat(incoming.label().status()).isEqualTo(Status.VERIFIED);
        assertThat(text(incoming.content())).contains("\r\n\r\none\r\ntwo\r\n").doesNotContainPattern("[^\r]\n");
    }

    @Test
    void aSignatureOverTheCanonicalFormOfSuchLinesIsVerifiedToo() throws Exception {
        String canonical = signed("Content-Type: text/plain\r\n\r\none\r\ntwo\r\n", "\r\n");

        Incoming incoming = open(canonical.replace("\r\n", "\n"));

        assertThat(incoming.label().status()).isEqualTo(Status.VERIFIED);
        assertThat(text(incoming.content())).endsWith(canonical.substring(canonical.indexOf("--s\r\n")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "a\rb", "a\r"})
    void octetsThatNoMailHoldsComeOutEncoded(String body) throws Exception {
        Incoming incoming = open("Content-Type: application/octet-stream\r\n\r\n" + body);

        assertThat(incoming.label().status()).isEqualTo(Status.UNSIGNED);
        assertThat(text(incoming.content()))
                .contains("Content-Transfer-Encoding: base64")
                .contains(Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.ISO_8859_1)))
                .doesNotContain("\0");
    }

    @Test
    void aSignedPartWithSuchOctetsComesInsideAnExplanation() throws Exception {
        Incoming incoming = open(signed("Content-Type: text/plain\r\n\r\na\0b\r\n", "\r\n"));

        assertThat(incoming.label().status()).isEqualTo(Status.UNREADABLE);
        assertThat(text(incoming.content())).contains("message-original.eml").doesNotContain("\0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: text/plain; name=\"\u0001\"\r\n\r\nx",
                "Content-Type: text/plain;\rname=x\r\n\r\nx",
                "Content-Description: LONG\r\n\r\nx",
            })
    void aMalformedHeaderInsideAnEnvelopeDoesNotRefuseTheMessage(String entity) throws Exception {
        Incoming incoming = open(entity.replace("LONG", "y".repeat(10_000)));

        assertThat(incoming.label().status()).isEqualTo(Status.UNREADABLE);
        assertThat(text(incoming.content())).contains("message-original.eml");
        assertThat(HeaderSection.read(incoming.content()).subject()).isEqualTo("Compte rendu");
    }

    @Test
    void theProtectedSubjectOfAnEncryptedMailComesOut() throws Exception {
        Incoming incoming = open(
                "Content-Type: text/plain; hp=\"cipher\"\r\nFrom: <" + CLAIRE.wireForm()
                        + ">\r\nSubject: =?utf-8?Q?R=C3=A9sultats?=\r\nHP-Outer: Subject: [...]\r\n\r\nvu\r\n",
                "[...]");

        assertThat(HeaderSection.read(incoming.content()).values("Subject"))
                .containsExactly("=?utf-8?Q?R=C3=A9sultats?=");
        assertThat(incoming.label().headerValue()).isEqualTo("unsigned; decrypted=yes");
        assertThat(text(incoming.content())).endsWith("\r\n\r\nvu\r\n");
    }

    @Test
    void theSubjectOfAWholeMessageInsideAnEnvelopeComesOut() throws Exception {
        Incoming incoming = open(
                "Content-Type: message/rfc822; forwarded=no\r\n\r\nFrom: <" + CLAIRE.wireForm()
                        + ">\r\nSubject: Vrai objet\r\nContent-Type: text/html\r\n\r\n<p>vu\r\n",
                "...");

        HeaderSection header = HeaderSection.read(incoming.content());
        assertThat(header.values("Subject")).containsExactly("Vrai objet");
        assertThat(header.mediaType()).isEqualTo("text/html");
        assertThat(incoming.label().differing()).isEmpty();
    }

    @Test
    void aForwardedMessageOfSomebodyElseStaysAnAttachedMessage() throws Exception {
        Incoming incoming =
                open("Content-Type: message/rfc822\r\n\r\nFrom: <x@y.fr>\r\nSubject: Autre objet\r\n\r\nvu\r\n");

        HeaderSection header = HeaderSection.read(incoming.content());
        assertThat(header.values("Subject")).containsExactly("Compte rendu");
        assertThat(header.mediaType()).isEqualTo("message/rfc822");
    }

    @Test
    void protectedFieldsThatDifferFromTheOuterOnesAreTold() throws Exception {
        Incoming incoming = open(
                "Content-Type: text/plain; hp=\"clear\"\r\nFrom: <jean.dupont@pair.mssante.fr>\r\nSubject: Vrai\r\n\r\nvu\r\n",
                "Faux");

        HeaderSection header = HeaderSection.read(incoming.content());
        assertThat(header.values("Subject")).containsExactly("Vrai");
        assertThat(header.values("From")).containsExactly("<" + CLAIRE.wireForm() + ">");
        assertThat(incoming.label().headerValue()).isEqualTo("unsigned; decrypted=yes; differs=subject,from");
    }

    @Test
    void aContentOfTooManyLevelsComesInsideAnExplanation() throws Exception {
        StringBuilder deep = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            deep.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("e\r\n\r\n--b")
                    .append(i)
                    .append("e\r\n");
        }
        assertThat(open(deep.append("\r\nx\r\n").toString()).label().status()).isEqualTo(Status.UNREADABLE);
    }
}

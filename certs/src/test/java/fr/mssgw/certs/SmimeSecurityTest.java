package fr.mssgw.certs;

import static fr.mssgw.certs.SmimeFixture.*;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.certs.demo.Issued;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.message.SmimeLabel;
import fr.mssgw.core.message.SmimeLabel.Status;
import fr.mssgw.core.port.MessageSecurity.Copy;
import fr.mssgw.core.port.MessageSecurity.Incoming;
import fr.mssgw.core.port.MessageSecurity.Outgoing;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmimeSecurityTest {
    @TempDir
    Path directory;

    private SmimeFixture fixture;

    @BeforeEach
    void fixture() throws Exception {
        fixture = new SmimeFixture(directory);
    }

    private Incoming atPeer(Copy copy, MssAddress recipient) throws Exception {
        return opened(fixture.peer(), copy.content(), recipient, CLAIRE);
    }

    @Test
    void aCopyForAPatientIsSignedAndNotEncrypted() throws Exception {
        Copy copy = copyFor(fixture.security().secure(report(CLAIRE), bal(CLAIRE), List.of(PATIENT), NOW), PATIENT);
        assertThat(copy.signed()).isTrue();
        assertThat(copy.encrypted()).isFalse();
        assertThat(text(copy.content()))
                .startsWith("From: <claire.martin@demo.mssante.fr>\r\nTo: x@y.fr\r\nSubject: Compte rendu\r\n"
                        + "X-MSS-NIL: LGC\r\nMessage-ID: <1@demo>\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\";\r\n")
                .contains("Content-Type: multipart/mixed; boundary=lim\r\n\r\n--lim\r\n");
        Incoming incoming = atPeer(copy, JEAN);
        assertThat(incoming.label()).isEqualTo(new SmimeLabel(Status.VERIFIED, Optional.of(CLAIRE.wireForm()), false));
        assertThat(incoming.content()).as("delivered unchanged").isSameAs(copy.content());
    }

    @Test
    void recipientsArePartedByWhatTheirCertificatesAllow() throws Exception {
        Outgoing outgoing = fixture.security()
                .secure(
                        report(CLAIRE),
                        bal(CLAIRE),
                        List.of(PATIENT, JEAN, PAUL, UNKNOWN, REVOKED, EXPIRED, ELISE),
                        NOW);
        assertThat(copies(outgoing)).hasSize(2);
        assertThat(copyFor(outgoing, PATIENT).recipients()).isEqualTo(Set.of(PATIENT, PAUL, UNKNOWN, REVOKED, EXPIRED));
        Copy sealed = copyFor(outgoing, JEAN);
        assertThat(sealed.recipients()).isEqualTo(Set.of(JEAN, ELISE));
        assertThat(sealed.encrypted()).isTrue();
        assertThat(text(sealed.content()))
                .contains("smime-type=enveloped-data")
                .contains("Subject: Compte rendu")
                .doesNotContain("R=C3=A9sultat");
        for (MssAddress recipient : List.of(JEAN, ELISE)) {
            Incoming incoming = atPeer(sealed, recipient);
            assertThat(incoming.label())
                    .isEqualTo(new SmimeLabel(Status.VERIFIED, Optional.of(CLAIRE.wireForm()), true));
            assertThat(text(incoming.content()))
                    .contains("X-MSS-NIL: LGC\r\n")
                    .contains("Content-Type: multipart/signed")
                    .contains("R=C3=A9sultat");
            // what is delivered still verifies
            assertThat(opened(fixture.peer(), incoming.content(), recipient, CLAIRE)
                            .label()
                            .status())
                    .isEqualTo(Status.VERIFIED);
        }
    }

    @Test
    void authenticatedEncryptionIsUsedWhenEveryCertificateAnnouncesItOrThePolicyAsks() throws Exception {
        Outgoing announced = fixture.security().secure(report(CLAIRE), bal(CLAIRE), List.of(ELISE), NOW);
        SmimePolicy gcm = new SmimePolicy(SmimePolicy.Sign.ALWAYS, SmimePolicy.Encrypt.REQUIRED, true);
        Outgoing asked = fixture.security(gcm).secure(report(CLAIRE), bal(CLAIRE), List.of(JEAN, ELISE), NOW);
        for (Copy copy : List.of(copyFor(announced, ELISE), copyFor(asked, JEAN))) {
            assertThat(text(copy.content())).contains("smime-type=authEnveloped-data");
            for (MssAddress recipient : copy.recipients()) {
                Incoming incoming = atPeer(copy, recipient);
                assertThat(incoming.label().status()).isEqualTo(Status.VERIFIED);
                assertThat(text(incoming.content())).contains("R=C3=A9sultat");
            }
        }
    }

    @Test
    void whatThePolicyRequiresAndCannotBeDoneIsRefusedInFrench() throws Exception {
        SmimePolicy strict = new SmimePolicy(SmimePolicy.Sign.ALWAYS, SmimePolicy.Encrypt.REQUIRED, false);
        assertThat(fixture.security(strict).secure(report(CLAIRE), bal(CLAIRE), List.of(JEAN, UNKNOWN), NOW))
                .isEqualTo(new Outgoing.Impossible(
                        "chiffrement impossible : pas de certificat valide connu pour inconnu@pair.mssante.fr"));
        assertThat(fixture.security(strict).secure(report(PAUL), bal(PAUL), List.of(PATIENT), NOW))
                .isEqualTo(new Outgoing.Impossible("signature impossible : la BAL paul.petit@demo.mssante.fr n'a pas"
                        + " de certificat en cours de validité"));
    }

    @Test
    void withoutAKeyMailGoesUnsignedWherePolicyAllows() throws Exception {
        RawMessage message = report(PAUL);
        Copy copy = copyFor(fixture.security().secure(message, bal(PAUL), List.of(PATIENT), NOW), PATIENT);
        assertThat(copy.content()).isSameAs(message);
        assertThat(copy.signed()).isFalse();
        Copy sealed = copyFor(fixture.security().secure(message, bal(PAUL), List.of(JEAN), NOW), JEAN);
        Incoming incoming = opened(fixture.peer(), sealed.content(), JEAN, PAUL);
        assertThat(incoming.label()).isEqualTo(new SmimeLabel(Status.UNSIGNED, Optional.empty(), true));
        assertThat(text(incoming.content())).contains("R=C3=A9sultat").contains("Subject: Compte rendu");
    }

    @Test
    void whatTheClientSignedOrEncryptedIsLeftAsItIs() throws Exception {
        for (String type :
                List.of("multipart/signed; boundary=x", "application/pkcs7-mime; smime-type=enveloped-data")) {
            RawMessage message =
                    message("From: a@b.fr\nContent-Type: " + type + "\n\n--x\n\ntext\n--x\n\nsignature\n--x--\n");
            assertThat(copies(fixture.security().secure(message, bal(CLAIRE), List.of(JEAN, PATIENT), NOW)))
                    .singleElement()
                    .satisfies(copy -> assertThat(copy.content()).isSameAs(message));
        }
    }

    @Test
    void eightBitAndLongLinesAreEncodedBeforeSigning() throws Exception {
        String body = "Prénom : Élodie =\n.\nFrom ici\n" + "long".repeat(400) + "\n";
        RawMessage message = message(
                "From: <claire.martin@demo.mssante.fr>\nMIME-Version: 1.0\n"
                        + "Content-Type: multipart/mixed; boundary=lim\nContent-Transfer-Encoding: 8bit\n\n--lim\n"
                        + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + body
                        + "\n--lim\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: binary\n\n\u00e9\u0001"
                        + "\n--lim\nContent-Type: message/rfc822\nContent-Transfer-Encoding: 8bit\n\nSubject: x\n\né\n--lim--\n");
        Copy copy = copyFor(fixture.security().secure(message, bal(CLAIRE), List.of(PATIENT), NOW), PATIENT);
        String sent = text(copy.content());
        assertThat(sent.chars()).allMatch(c -> c < 128);
        assertThat(sent.lines()).allMatch(line -> line.length() <= 998);
        assertThat(sent).contains("Pr=C3=A9nom : =C3=89lodie =3D\r\n=2E\r\n=46rom ici\r\n");
        assertThat(sent).contains("Content-Transfer-Encoding: base64\r\n\r\nw6kB\r\n--lim");
        assertThat(sent)
                .contains("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 7bit\r\n\r\nSubject: x\r\n");
        assertThat(atPeer(copy, JEAN).label().status()).isEqualTo(Status.VERIFIED);
        var parsed = new jakarta.mail.internet.MimeMessage(null, copy.content().open());
        var multipart = (jakarta.mail.internet.MimeMultipart) parsed.getContent();
        var inner =
                (jakarta.mail.internet.MimeMultipart) multipart.getBodyPart(0).getContent();
        assertThat(inner.getCount()).isEqualTo(3);
        assertThat(inner.getBodyPart(0).getContent()).isEqualTo(body.replace("\n", "\r\n"));
    }

    @Test
    void aPlainTextWithoutAnyMimeFieldIsSigned() throws Exception {
        for (String text : List.of("Bonjour\n", "Bonjour, ça va ?\n", "", "sans fin de ligne")) {
            RawMessage message = message("From: <claire.martin@demo.mssante.fr>\nSubject: x\n\n" + text);
            Copy copy = copyFor(fixture.security().secure(message, bal(CLAIRE), List.of(PATIENT), NOW), PATIENT);
            assertThat(atPeer(copy, JEAN).label().status()).isEqualTo(Status.VERIFIED);
        }
    }

    private Status statusOf(RawMessage message, MssAddress from) throws Exception {
        return opened(fixture.security(), message, CLAIRE, from).label().status();
    }

    private RawMessage signedBy(Issued key, MssAddress from) throws Exception {
        fixture.keys.put(from, List.of(key.keyMaterial()));
        return copyFor(fixture.security().secure(report(from), bal(from), List.of(PATIENT), NOW), PATIENT)
                .content();
    }

    @Test
    void eachFaultOfASignatureHasItsLabel() throws Exception {
        RawMessage good = signedBy(JEAN_KEY, JEAN);
        assertThat(statusOf(good, JEAN)).isEqualTo(Status.VERIFIED);
        assertThat(statusOf(good, ELISE)).isEqualTo(Status.MISMATCH);
        assertThat(statusOf(raw(text(good).replace("JVBERi0=", "JVBERi1=")), JEAN))
                .isEqualTo(Status.INVALID);
        assertThat(statusOf(
                        raw(text(good)
                                .replace("application/pkcs7-signature; name", "text/x; name")
                                .replaceAll("MII.{60}", "AAAA")),
                        JEAN))
                .isEqualTo(Status.INVALID);
        assertThat(statusOf(signedBy(OTHER_JEAN, JEAN), JEAN)).isEqualTo(Status.UNTRUSTED);
        assertThat(statusOf(signedBy(REVOKED_KEY, REVOKED), REVOKED)).isEqualTo(Status.REVOKED);
        assertThat(statusOf(report(JEAN), JEAN)).isEqualTo(Status.UNSIGNED);
    }

    @Test
    void aCertificateThatExpiredLongAgoIsExpiredWhateverTheSignatureClaims() throws Exception {
        fixture.keys.put(EXPIRED, List.of(EXPIRED_KEY.keyMaterial()));
        RawMessage signed = copyFor(
                        fixture.security()
                                .secure(
                                        report(EXPIRED),
                                        bal(EXPIRED),
                                        List.of(PATIENT),
                                        NOW.minus(Duration.ofDays(12))),
                        PATIENT)
                .content();
        assertThat(statusOf(signed, EXPIRED)).isEqualTo(Status.EXPIRED);
    }

    @Test
    void anExpiredKeySignsNothing() throws Exception {
        fixture.keys.put(EXPIRED, List.of(EXPIRED_KEY.keyMaterial()));
        Copy copy = copyFor(fixture.security().secure(report(EXPIRED), bal(EXPIRED), List.of(PATIENT), NOW), PATIENT);
        assertThat(copy.signed()).isFalse();
    }

    @Test
    void anEarlierKeyStillDecrypts() throws Exception {
        Copy copy = copyFor(fixture.security().secure(report(CLAIRE), bal(CLAIRE), List.of(JEAN), NOW), JEAN);
        fixture.keys.put(JEAN, List.of(OTHER_JEAN.keyMaterial(), JEAN_KEY.keyMaterial()));
        assertThat(opened(fixture.security(), copy.content(), JEAN, CLAIRE)
                        .label()
                        .status())
                .isEqualTo(Status.VERIFIED);
    }

    private void assertUnreadable(RawMessage message) throws Exception {
        Incoming incoming = opened(fixture.peer(), message, JEAN, CLAIRE);
        assertThat(incoming.label().status()).isEqualTo(Status.UNREADABLE);
        String text = text(incoming.content());
        assertThat(text).contains("Subject: Compte rendu\r\n").contains("Content-Type: message/rfc822");
        assertThat(text).contains(text(message));
        var parsed =
                new jakarta.mail.internet.MimeMessage(null, incoming.content().open());
        var parts = (jakarta.mail.internet.MimeMultipart) parsed.getContent();
        assertThat((String) parts.getBodyPart(0).getContent()).contains("la passerelle MSSanté n'a pas pu l'ouvrir");
    }

    @Test
    void whatCannotBeDecryptedComesInsideAnExplanation() throws Exception {
        SmimePolicy gcm = new SmimePolicy(SmimePolicy.Sign.ALWAYS, SmimePolicy.Encrypt.REQUIRED, true);
        for (SmimePolicy policy : List.of(SmimePolicy.DEFAULT, gcm)) {
            RawMessage sealed = copyFor(
                            fixture.security(policy).secure(report(CLAIRE), bal(CLAIRE), List.of(JEAN), NOW), JEAN)
                    .content();
            Incoming forAnother = opened(fixture.peer(), sealed, ELISE, CLAIRE);
            assertThat(forAnother.label().status()).isEqualTo(Status.UNREADABLE);
            String text = text(sealed);
            int body = text.indexOf("\r\n\r\n") + 4;
            byte[] cms = Base64.getMimeDecoder().decode(text.substring(body));
            assertUnreadable(withBody(text, body, java.util.Arrays.copyOf(cms, cms.length - 40)));
            assertUnreadable(withBody(text, body, java.util.Arrays.copyOf(cms, 30)));
            assertUnreadable(withBody(text, body, new byte[0]));
            assertUnreadable(withBody(text, body, new byte[] {0x30, (byte) 0x84, 0x7f, -1, -1, -1}));
        }
    }

    @Test
    void tamperedAuthenticatedContentIsNeverShown() throws Exception {
        SmimePolicy gcm = new SmimePolicy(SmimePolicy.Sign.NEVER, SmimePolicy.Encrypt.REQUIRED, true);
        String text = text(copyFor(fixture.security(gcm).secure(report(CLAIRE), bal(CLAIRE), List.of(JEAN), NOW), JEAN)
                .content());
        int body = text.indexOf("\r\n\r\n") + 4;
        byte[] cms = Base64.getMimeDecoder().decode(text.substring(body));
        cms[cms.length - 60] ^= 1;
        assertUnreadable(withBody(text, body, cms));
    }

    private static RawMessage withBody(String text, int body, byte[] cms) {
        return raw(text.substring(0, body) + Base64.getMimeEncoder().encodeToString(cms) + "\r\n");
    }

    @Test
    void fieldsOfTheEncryptedContentDoNotReplaceThoseThatWereJudged() throws Exception {
        RawMessage hostile =
                message("Content-Type: text/plain\nFrom: <pirate@pair.mssante.fr>\nSubject: autre\n\nvu\n");
        String inner = text(hostile);
        var out = new java.io.ByteArrayOutputStream();
        try (OutputStream sealed =
                fr.mssgw.certs.bouncycastle.CmsEncryption.open(out, List.of(JEAN_KEY.certificate()), false)) {
            sealed.write(inner.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        RawMessage message = raw("From: <claire.martin@demo.mssante.fr>\r\nSubject: juste\r\n"
                + "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(out.toByteArray()));
        assertThat(text(opened(fixture.peer(), message, JEAN, CLAIRE).content()))
                .isEqualTo("From: <claire.martin@demo.mssante.fr>\r\nSubject: juste\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: text/plain\r\n\r\nvu\r\n");
    }

    @Test
    void moreThanFourLayersAreNotOpened() throws Exception {
        RawMessage message = report(CLAIRE);
        for (int i = 0; i < 6; i++) {
            var out = new java.io.ByteArrayOutputStream();
            try (OutputStream sealed =
                    fr.mssgw.certs.bouncycastle.CmsEncryption.open(out, List.of(JEAN_KEY.certificate()), false)) {
                sealed.write(text(message).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            }
            message = raw("From: <claire.martin@demo.mssante.fr>\r\nSubject: Compte rendu\r\n"
                    + "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n"
                    + "Content-Transfer-Encoding: base64\r\n\r\n"
                    + Base64.getMimeEncoder().encodeToString(out.toByteArray()));
            Status expected = i < 4 ? Status.UNSIGNED : Status.UNREADABLE;
            assertThat(opened(fixture.peer(), message, JEAN, CLAIRE).label().status())
                    .isEqualTo(expected);
        }
    }

    @Test
    void twentyMegabytesPassAsAStream() throws Exception {
        Path large = directory.resolve("large.eml");
        try (OutputStream out = Files.newOutputStream(large)) {
            out.write(text(report(CLAIRE)).replace("--lim--\r\n", "--lim\r\n").getBytes());
            out.write("Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n".getBytes());
            byte[] line = ("QUJD".repeat(19) + "\r\n").getBytes();
            for (int i = 0; i < 20 * 1024 * 1024 / line.length; i++) {
                out.write(line);
            }
            out.write("--lim--\r\n".getBytes());
        }
        RawMessage message = new RawMessage() {
            @Override
            public long size() {
                return large.toFile().length();
            }

            @Override
            public InputStream open() throws java.io.IOException {
                return Files.newInputStream(large);
            }

            @Override
            public void close() {}
        };
        SmimePolicy gcm = new SmimePolicy(SmimePolicy.Sign.ALWAYS, SmimePolicy.Encrypt.REQUIRED, true);
        for (SmimePolicy policy : List.of(SmimePolicy.DEFAULT, gcm)) {
            System.gc();
            long before = allocated();
            long start = System.nanoTime();
            Copy copy = copyFor(fixture.security(policy).secure(message, bal(CLAIRE), List.of(JEAN), NOW), JEAN);
            long sent = System.nanoTime();
            Incoming incoming = atPeer(copy, JEAN);
            System.out.printf(
                    "20 MB, gcm %s: secured in %d ms, opened in %d ms, %d MB allocated%n",
                    policy.gcm(),
                    (sent - start) / 1_000_000,
                    (System.nanoTime() - sent) / 1_000_000,
                    (allocated() - before) >> 20);
            assertThat(incoming.label().status()).isEqualTo(Status.VERIFIED);
            assertThat(incoming.content().size()).isGreaterThan(20_000_000L);
            incoming.content().close();
            copy.content().close();
        }
        try (var left = Files.list(directory.resolve("spool"))) {
            assertThat(left).as("files left in the spool").isEmpty();
        }
    }

    /** What this thread allocated, for the figure; live heap is bounded by the -Xmx of the test run. */
    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}

package fr.mssgw.certs;

import static fr.mssgw.certs.SmimeFixture.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.message.SmimeLabel.Status;
import fr.mssgw.core.port.MessageSecurity.Copy;
import fr.mssgw.core.port.MessageSecurity.Incoming;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What we write the {@code openssl} command reads, and the other way round. */
class OpensslInteropTest {
    @TempDir
    Path directory;

    private SmimeFixture fixture;
    private Path roots;
    private Path claire;
    private Path claireKey;
    private Path jean;
    private Path jeanKey;

    private record Run(int code, String output) {}

    @BeforeEach
    void fixture() throws Exception {
        boolean there = isThere();
        if (!there) {
            System.out.println("skipped: there is no openssl command here, so nothing was compared with it");
        }
        assumeTrue(there, "no openssl command");
        fixture = new SmimeFixture(directory);
        roots = pem(directory, "ca.pem", ROOT.certificatePem(), AUTHORITY.certificatePem());
        claire = pem(directory, "claire.pem", CLAIRE_KEY.chainPem());
        claireKey = pem(directory, "claire.key", CLAIRE_KEY.keyPem());
        jean = pem(directory, "jean.pem", JEAN_KEY.certificatePem());
        jeanKey = pem(directory, "jean.key", JEAN_KEY.keyPem());
    }

    private static boolean isThere() {
        try {
            return new ProcessBuilder("openssl", "version")
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    private Run openssl(Object... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1));
    }

    private Path sent(Copy copy) throws Exception {
        return write(directory.resolve("sent.eml"), copy.content());
    }

    @Test
    void opensslVerifiesWhatWeSign() throws Exception {
        Copy copy = copyFor(fixture.security().secure(report(CLAIRE), bal(CLAIRE), List.of(PATIENT), NOW), PATIENT);
        Path content = directory.resolve("content");
        Run run = openssl("cms", "-verify", "-in", sent(copy), "-CAfile", roots, "-out", content);
        assertThat(run.output()).contains("successful");
        assertThat(run.code()).isZero();
        assertThat(Files.readString(content)).startsWith("Content-Type: multipart/mixed; boundary=lim\r\n");
        assertThat(openssl("smime", "-verify", "-in", sent(copy), "-CAfile", roots, "-out", content)
                        .code())
                .isZero();
    }

    @Test
    void opensslRefusesWhatWasChanged() throws Exception {
        Copy copy = copyFor(fixture.security().secure(report(CLAIRE), bal(CLAIRE), List.of(PATIENT), NOW), PATIENT);
        Path changed = Files.writeString(
                directory.resolve("changed.eml"), text(copy.content()).replace("R=C3=A9sultat", "R=C3=A8sultat"));
        assertThat(openssl("cms", "-verify", "-in", changed, "-CAfile", roots).code())
                .isNotZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void opensslDecryptsWhatWeEncryptThenVerifiesIt(boolean gcm) throws Exception {
        SmimePolicy policy = new SmimePolicy(SmimePolicy.Sign.ALWAYS, SmimePolicy.Encrypt.REQUIRED, gcm);
        Copy copy =
                copyFor(fixture.security(policy).secure(report(CLAIRE), bal(CLAIRE), List.of(JEAN, ELISE), NOW), JEAN);
        Path content = directory.resolve("content");
        Run decrypt = openssl("cms", "-decrypt", "-in", sent(copy), "-recip", jean, "-inkey", jeanKey, "-out", content);
        assertThat(decrypt.output()).isEmpty();
        assertThat(decrypt.code()).isZero();
        assertThat(openssl("cms", "-verify", "-in", content, "-CAfile", roots, "-out", directory.resolve("inner"))
                        .code())
                .isZero();
        Path elise = pem(directory, "elise.pem", ELISE_KEY.certificatePem());
        Path eliseKey = pem(directory, "elise.key", ELISE_KEY.keyPem());
        Run curve = openssl("cms", "-decrypt", "-in", sent(copy), "-recip", elise, "-inkey", eliseKey, "-out", content);
        assertThat(curve.output()).isEmpty();
        assertThat(curve.code()).isZero();
    }

    /** A message whose outer fields are Claire's, round what openssl wrote. */
    private static RawMessage from(Path smime) throws IOException {
        String text = Files.readString(smime, StandardCharsets.ISO_8859_1).replaceAll("\\r?\\n", "\r\n");
        return raw("From: <claire.martin@demo.mssante.fr>\r\nSubject: Compte rendu\r\n" + text);
    }

    private Path content() throws IOException {
        return Files.writeString(
                directory.resolve("plain"), "Content-Type: text/plain\r\n\r\nBonjour Jean,\r\nvoici.\r\n");
    }

    private Incoming opened(Path smime) throws Exception {
        return SmimeFixture.opened(fixture.peer(), from(smime), JEAN, CLAIRE);
    }

    private Path signed(String... options) throws Exception {
        Path signed = directory.resolve("signed.eml");
        List<Object> command = new ArrayList<>(
                List.of("cms", "-sign", "-in", content(), "-signer", claire, "-inkey", claireKey, "-out", signed));
        command.addAll(List.of(options));
        assertThat(openssl(command.toArray()).output()).isEmpty();
        return signed;
    }

    @Test
    void weVerifyWhatOpensslSignedDetached() throws Exception {
        Incoming incoming = opened(signed("-crlfeol"));
        assertThat(incoming.label().status()).isEqualTo(Status.VERIFIED);
    }

    @Test
    void weReadWhatOpensslSignedOpaquely() throws Exception {
        Incoming incoming = opened(signed("-nodetach"));
        assertThat(incoming.label().status()).isEqualTo(Status.VERIFIED);
        assertThat(incoming.label().decrypted()).isFalse();
        assertThat(text(incoming.content()))
                .startsWith("From: <claire.martin@demo.mssante.fr>\r\nSubject: Compte rendu\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: text/plain\r\n\r\nBonjour Jean,");
    }

    @Test
    void aSignatureByKeyIdentifierAndWithoutAttributesIsReadToo() throws Exception {
        assertThat(opened(signed("-keyid", "-crlfeol")).label().status()).isEqualTo(Status.VERIFIED);
        assertThat(opened(signed("-noattr", "-crlfeol")).label().status()).isEqualTo(Status.VERIFIED);
        assertThat(opened(signed("-md", "sha512", "-crlfeol")).label().status()).isEqualTo(Status.VERIFIED);
        assertThat(opened(signed("-md", "sha1", "-crlfeol")).label().status()).isEqualTo(Status.INVALID);
        assertThat(opened(signed("-nocerts", "-crlfeol")).label().headerValue())
                .isEqualTo("untrusted; reason=no-certificate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256", "sha384", "sha512"})
    void weVerifyWhatOpensslSignedWithRsaPss(String digest) throws Exception {
        for (String form : List.of("-crlfeol", "-nodetach")) {
            Path signed = signed(form, "-md", digest, "-keyopt", "rsa_padding_mode:pss");
            assertThat(opened(signed).label().status()).isEqualTo(Status.VERIFIED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-aes256", "-aes-128-cbc", "-aes-256-gcm", "-des3", "-camellia256", "-aria-256-cbc"})
    void weDecryptWhatOpensslEncryptedAndVerifyWhatWasSignedInside(String cipher) throws Exception {
        Path sealed = directory.resolve("sealed.eml");
        assertThat(openssl("cms", "-encrypt", cipher, "-in", signed("-crlfeol"), "-out", sealed, jean)
                        .output())
                .isEmpty();
        Incoming incoming = opened(sealed);
        assertThat(incoming.label().status()).isEqualTo(Status.VERIFIED);
        assertThat(incoming.label().decrypted()).isTrue();
        assertThat(text(incoming.content())).contains("Bonjour Jean,");
    }

    @Test
    void weDecryptOaepAndOpenWhatWasSignedOutsideAsWell() throws Exception {
        Path sealed = directory.resolve("sealed.eml");
        assertThat(openssl(
                                "cms",
                                "-encrypt",
                                "-aes256",
                                "-in",
                                content(),
                                "-out",
                                sealed,
                                "-recip",
                                jean,
                                "-keyopt",
                                "rsa_padding_mode:oaep")
                        .output())
                .isEmpty();
        assertThat(text(opened(sealed).content())).contains("Bonjour Jean,");
        Path wrapped = directory.resolve("wrapped.eml");
        assertThat(openssl(
                                "cms",
                                "-sign",
                                "-in",
                                sealed,
                                "-crlfeol",
                                "-signer",
                                claire,
                                "-inkey",
                                claireKey,
                                "-out",
                                wrapped)
                        .output())
                .isEmpty();
        Incoming incoming = opened(wrapped);
        assertThat(text(incoming.content())).contains("Bonjour Jean,");
        assertThat(incoming.label().status()).isEqualTo(Status.VERIFIED);
    }

    @Test
    void compressedContentIsNotInflated() throws Exception {
        Path compressed = directory.resolve("compressed.eml");
        Run run = openssl("cms", "-compress", "-in", content(), "-out", compressed);
        assumeTrue(run.code() == 0, "this openssl was built without zlib");
        assertThat(opened(compressed).label().status()).isEqualTo(Status.UNREADABLE);
    }
}

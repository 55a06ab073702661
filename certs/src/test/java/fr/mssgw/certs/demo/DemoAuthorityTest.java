package fr.mssgw.certs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.certs.KeyMaterial;
import fr.mssgw.certs.Pem;
import fr.mssgw.certs.UnusableFile;
import fr.mssgw.core.access.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoAuthorityTest {
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static DemoAuthority root;
    private static DemoAuthority organisations;
    private static Issued claire;

    @TempDir
    Path directory;

    @BeforeAll
    static void authority() {
        root = DemoAuthority.root("AC RACINE DEMO", NOW);
        organisations = root.intermediate("AC ORGANISATIONS DEMO");
        claire = organisations.issue(Request.email(
                "CN=Claire MARTIN,OU=318751275100020,O=DEMO,ST=Paris (75),C=FR", NOW, "claire.martin@demo.mssante.fr"));
    }

    @Test
    void anIssuedCertificateChainsToTheRootAndNamesItsAddress() throws Exception {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root.certificate(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(NOW));
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(claire.chain()), parameters);
        assertThat(claire.chain()).hasSize(2);
        assertThat(claire.certificate().getSubjectAlternativeNames())
                .containsExactly(List.of(1, "claire.martin@demo.mssante.fr"));
        assertThat(claire.certificate().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.4");
    }

    @Test
    void aRevocationListIsSignedByItsAuthorityAndNamesTheRevoked() throws Exception {
        X509CRL crl = organisations.crl(List.of(claire.certificate()), NOW, NOW.plusSeconds(3600));
        crl.verify(organisations.certificate().getPublicKey());
        assertThat(crl.isRevoked(claire.certificate())).isTrue();
        Path file = Files.writeString(directory.resolve("crl.pem"), Pem.ofCrls(List.of(crl)));
        assertThat(Pem.crls(file)).containsExactly(crl);
        Files.write(file, crl.getEncoded());
        assertThat(Pem.crls(file)).containsExactly(crl);
    }

    @Test
    void pemFilesReadBackAsWritten() throws Exception {
        Path chain = Files.writeString(directory.resolve("chain.pem"), "comment\n" + claire.chainPem());
        Path key = Files.writeString(directory.resolve("key.pem"), claire.keyPem());
        KeyMaterial read = KeyMaterial.load(chain, key);
        assertThat(read.chain()).isEqualTo(claire.chain());
        assertThat(read.key()).isEqualTo(claire.key());
        assertThat(read.toString()).doesNotContain("PRIVATE");
    }

    @Test
    void aKeystoreReadsBackWithItsPasswordOnly() throws Exception {
        Path file = Files.write(directory.resolve("claire.p12"), claire.pkcs12("secret".toCharArray()));
        assertThat(KeyMaterial.load(file, new Secret("secret")).chain()).isEqualTo(claire.chain());
        assertThatThrownBy(() -> KeyMaterial.load(file, new Secret("other")))
                .isInstanceOf(UnusableFile.class)
                .hasMessage(file + ": not a PKCS#12 keystore, or its password is wrong; check password-file");
    }

    @Test
    void anAuthorityThatWasKeptGoesOnIssuing() {
        DemoAuthority again = DemoAuthority.of(organisations.self());
        Issued other = again.issue(Request.server("CN=mx.demo.mssante.fr,O=DEMO,C=FR", NOW, "mx.demo.mssante.fr"));
        assertThat(other.chain()).contains(organisations.certificate());
        assertThat(other.certificate().getIssuerX500Principal())
                .isEqualTo(organisations.certificate().getSubjectX500Principal());
    }

    @Test
    void ellipticCurveKeysReadBackToo() throws Exception {
        Issued curve = organisations.issue(Request.email("CN=Courbe,O=DEMO,C=FR", NOW, "courbe@demo.mssante.fr")
                .onEllipticCurve());
        Path both = Files.writeString(directory.resolve("both.pem"), curve.keyPem() + curve.chainPem());
        assertThat(KeyMaterial.load(both, both).chain()).isEqualTo(curve.chain());
    }

    @Test
    void everyProblemNamesTheFileAndWhatToDo() throws Exception {
        Path missing = directory.resolve("missing.pem");
        assertThatThrownBy(() -> Pem.certificates(missing))
                .hasMessage(missing + ": no such file; correct the path or put the file there");
        Path empty = Files.writeString(directory.resolve("empty.pem"), "nothing");
        assertThatThrownBy(() -> Pem.privateKey(empty))
                .hasMessage(empty + ": no private key in it; expected -----BEGIN PRIVATE KEY-----");
        Path cut = Files.writeString(
                directory.resolve("cut.pem"), claire.chainPem().substring(0, 300));
        assertThatThrownBy(() -> Pem.certificates(cut)).hasMessage(cut + ": cut short or damaged: block 1 has no end");
        Path encrypted = Files.writeString(
                directory.resolve("encrypted.key"),
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
        assertThatThrownBy(() -> Pem.privateKey(encrypted)).hasMessageContaining("the key is encrypted");
        Path chain = Files.writeString(directory.resolve("chain.pem"), claire.chainPem());
        Path key = Files.writeString(
                directory.resolve("other.key"),
                root.intermediate("AUTRE").self().keyPem());
        assertThatThrownBy(() -> KeyMaterial.load(chain, key))
                .hasMessage(key + ": not the key of the first certificate in " + chain + "; put the right pair there");
    }
}

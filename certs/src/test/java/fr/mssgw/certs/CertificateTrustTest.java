package fr.mssgw.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import fr.mssgw.certs.CertificateTrust.Purpose;
import fr.mssgw.certs.demo.DemoAuthority;
import fr.mssgw.certs.demo.Issued;
import fr.mssgw.certs.demo.Request;
import fr.mssgw.core.peer.CertificateStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateTrustTest {
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static DemoAuthority root;
    private static DemoAuthority organisations;
    private static Issued peer;
    private static Issued revoked;
    private static X509CRL rootList;
    private static X509CRL list;

    @TempDir
    Path directory;

    @BeforeAll
    static void authority() {
        root = DemoAuthority.root("AC RACINE DEMO", NOW);
        organisations = root.intermediate("AC ORGANISATIONS DEMO");
        peer = organisations.issue(Request.server("CN=mx.pair.mssante.fr,O=PAIR,C=FR", NOW, "mx.pair.mssante.fr"));
        revoked = organisations.issue(Request.server("CN=mx.revoque.mssante.fr,O=PAIR,C=FR", NOW));
        rootList = root.crl(List.of(), NOW, NOW.plus(Duration.ofDays(30)));
        list = organisations.crl(List.of(revoked.certificate()), NOW, NOW.plus(Duration.ofDays(7)));
    }

    private static CertificateTrust trust(X509CRL... lists) {
        return CertificateTrust.of(List.of(root.certificate()), List.of(lists));
    }

    @Test
    void aChainToTheRootWithCurrentListsIsTrusted() {
        CertificateTrust trust = trust(rootList, list);
        assertThat(trust.judge(peer.chain(), NOW)).isEqualTo(CertificateStatus.TRUSTED);
        assertThat(trust.judge(peer.chain(), NOW)).isEqualTo(CertificateStatus.TRUSTED);
    }

    @Test
    void theBundlesIntermediatesServeWhereThePeerSendsNone() {
        CertificateTrust trust =
                CertificateTrust.of(List.of(root.certificate(), organisations.certificate()), List.of(rootList, list));
        assertThat(trust.judge(List.of(peer.certificate()), NOW)).isEqualTo(CertificateStatus.TRUSTED);
        assertThat(trust(rootList, list).judge(List.of(peer.certificate()), NOW))
                .isEqualTo(CertificateStatus.OTHER_CA);
    }

    @Test
    void aPeerMaySendItsRootAndItsChainInAnyOrder() {
        List<X509Certificate> chain = List.of(peer.certificate(), root.certificate(), organisations.certificate());
        assertThat(trust(rootList, list).judge(chain, NOW)).isEqualTo(CertificateStatus.TRUSTED);
    }

    @Test
    void expiredAndNotYetValidAreToldApart() {
        CertificateTrust trust = trust(rootList, list);
        Instant end = peer.certificate().getNotAfter().toInstant();
        Instant start = peer.certificate().getNotBefore().toInstant();
        assertThat(trust.judge(peer.chain(), Purpose.PEER, end, NOW)).isEqualTo(CertificateStatus.TRUSTED);
        assertThat(trust.judge(peer.chain(), Purpose.PEER, end.plusSeconds(1), NOW))
                .isEqualTo(CertificateStatus.EXPIRED);
        assertThat(trust.judge(peer.chain(), Purpose.PEER, start.minusSeconds(1), NOW))
                .isEqualTo(CertificateStatus.NOT_YET_VALID);
    }

    @Test
    void anExpiredCertificateOfAnotherAuthorityIsOfAnotherAuthority() {
        DemoAuthority other = DemoAuthority.root("AUTRE AC", NOW);
        Issued foreign = other.issue(Request.server("CN=mx.pair.mssante.fr,O=PAIR,C=FR", NOW)
                .valid(NOW.minusSeconds(7200), NOW.minusSeconds(3600)));
        assertThat(trust(rootList, list).judge(foreign.chain(), NOW)).isEqualTo(CertificateStatus.OTHER_CA);
    }

    @Test
    void anAuthorityOfTheSameNameWithAnotherKeyIsAnother() {
        DemoAuthority twin = DemoAuthority.root("AC RACINE DEMO", NOW).intermediate("AC ORGANISATIONS DEMO");
        Issued foreign = twin.issue(Request.server("CN=mx.pair.mssante.fr,O=PAIR,C=FR", NOW));
        assertThat(trust(rootList, list).judge(foreign.chain(), NOW)).isEqualTo(CertificateStatus.OTHER_CA);
    }

    @Test
    void aRevokedCertificateIsRevoked() {
        assertThat(trust(rootList, list).judge(revoked.chain(), NOW)).isEqualTo(CertificateStatus.REVOKED);
    }

    @Test
    void aRevokedIntermediateTakesItsCertificatesWithIt() {
        X509CRL withIntermediate = root.crl(List.of(organisations.certificate()), NOW, NOW.plus(Duration.ofDays(30)));
        assertThat(trust(withIntermediate, list).judge(peer.chain(), NOW)).isEqualTo(CertificateStatus.REVOKED);
    }

    @Test
    void withoutAListThatIsStillValidRevocationIsUnknown() {
        assertThat(trust(rootList).judge(peer.chain(), NOW)).isEqualTo(CertificateStatus.REVOCATION_UNKNOWN);
        assertThat(trust(list).judge(peer.chain(), NOW)).isEqualTo(CertificateStatus.REVOCATION_UNKNOWN);
        Instant afterwards = NOW.plus(Duration.ofDays(8));
        assertThat(trust(rootList, list).judge(peer.chain(), afterwards))
                .isEqualTo(CertificateStatus.REVOCATION_UNKNOWN);
        X509CRL forged = DemoAuthority.root("AC RACINE DEMO", NOW)
                .intermediate("AC ORGANISATIONS DEMO")
                .crl(List.of(), NOW, NOW.plus(Duration.ofDays(7)));
        assertThat(trust(rootList, forged).judge(peer.chain(), NOW)).isEqualTo(CertificateStatus.REVOCATION_UNKNOWN);
    }

    @Test
    void theNewestListCounts() {
        X509CRL older = organisations.crl(List.of(), NOW.minusSeconds(600), NOW.plus(Duration.ofDays(30)));
        assertThat(trust(rootList, older, list).judge(revoked.chain(), NOW)).isEqualTo(CertificateStatus.REVOKED);
    }

    @Test
    void aCertificateForMailIsNoPeers() {
        Issued mail = organisations.issue(Request.email("CN=Claire,O=DEMO,C=FR", NOW, "claire@demo.mssante.fr"));
        CertificateTrust trust = trust(rootList, list);
        assertThat(trust.judge(mail.chain(), NOW)).isEqualTo(CertificateStatus.OTHER_CA);
        assertThat(trust.judge(mail.chain(), Purpose.EMAIL, NOW, NOW)).isEqualTo(CertificateStatus.TRUSTED);
        assertThat(trust.judge(peer.chain(), Purpose.EMAIL, NOW, NOW)).isEqualTo(CertificateStatus.OTHER_CA);
    }

    @Test
    void aLeafThatSignsIsNoAuthority() {
        DemoAuthority leaf = DemoAuthority.of(organisations.issue(Request.server("CN=mx.pair.mssante.fr,C=FR", NOW)));
        Issued below = leaf.issue(Request.server("CN=mx.autre.mssante.fr,C=FR", NOW));
        assertThat(trust(rootList, list).judge(below.chain(), NOW)).isEqualTo(CertificateStatus.OTHER_CA);
    }

    @Test
    void anEndlessChainIsRefusedUnread() {
        List<X509Certificate> chain = new ArrayList<>(peer.chain());
        chain.addAll(Collections.nCopies(20, organisations.certificate()));
        assertThat(trust(rootList, list).judge(chain, NOW)).isEqualTo(CertificateStatus.OTHER_CA);
        assertThat(trust(rootList, list).judge(List.of(), NOW)).isEqualTo(CertificateStatus.OTHER_CA);
    }

    @Test
    void aNewListIsReadWhenItsFileChangesAndABadOneIsNot() throws Exception {
        Path roots = Files.writeString(directory.resolve("ca.pem"), root.certificatePem());
        X509CRL nobody = organisations.crl(List.of(), NOW.minusSeconds(60), NOW.plus(Duration.ofDays(7)));
        Path lists = Files.writeString(directory.resolve("crl.pem"), Pem.ofCrls(List.of(rootList, nobody)));
        CertificateTrust trust = new CertificateTrust(roots, List.of(lists), Duration.ofMillis(20));
        assertThat(trust.judge(revoked.chain(), NOW)).isEqualTo(CertificateStatus.TRUSTED);
        Files.writeString(lists, "cut short");
        await().during(Duration.ofMillis(100))
                .until(() -> trust.judge(revoked.chain(), NOW) == CertificateStatus.TRUSTED);
        Files.writeString(lists, Pem.ofCrls(List.of(rootList, list)));
        await().until(() -> trust.judge(revoked.chain(), NOW) == CertificateStatus.REVOKED);
    }

    @Test
    void aBundleWithoutARootSaysSo() throws Exception {
        Path roots = Files.writeString(directory.resolve("ca.pem"), organisations.certificatePem());
        assertThatThrownBy(() -> new CertificateTrust(roots, List.of()))
                .hasMessage(roots + ": no root in it: add the self-signed certificate of IGC-Santé");
    }
}

package fr.mssgw.app.login;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.app.TestOperator;
import fr.mssgw.certs.CertificateTrust;
import fr.mssgw.certs.PasswordHash;
import fr.mssgw.config.GatewayConfig;
import fr.mssgw.core.access.Credential;
import fr.mssgw.core.access.Login;
import fr.mssgw.core.access.Secret;
import fr.mssgw.core.audit.AuditEvent;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialCheckTest {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    @TempDir
    Path directory = Path.of(".");

    private final List<AuditEvent> audit = new ArrayList<>();
    private Instant now = Instant.now();
    private TestOperator operator = new TestOperator(Path.of("target/logins"));

    @BeforeEach
    void writeAnOperator() {
        operator = new TestOperator(directory);
    }

    @Test
    void twoPharmacistsOpenOneBalWithTheirOwnPasswords() throws Exception {
        CredentialCheck check = check();
        assertThat(actor(check, TestOperator.PHARMACY, "mot de passe de Paul")).isEqualTo("10000000002");
        assertThat(actor(check, TestOperator.PHARMACY, "mot de passe d'Anne")).isEqualTo("10000000003");
        assertThat(actor(check, "Pharmacie@TEST.mssante.fr", "mot de passe d'Anne"))
                .isEqualTo("10000000003");
    }

    @Test
    void anotherBalsPasswordIsRefusedAndTraced() throws Exception {
        CredentialCheck check = check();
        assertThat(login(check, TestOperator.CLAIRE, "mot de passe de Paul")).isInstanceOf(Login.Denied.class);
        assertThat(audit).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(AuditEvent.Kind.LOGIN_DENIED);
            assertThat(event.actor()).isEqualTo(TestOperator.CLAIRE);
            assertThat(event.toString()).doesNotContain("mot de passe");
        });
    }

    @Test
    void whatIsTypedInPlaceOfABalIsNotTraced() throws Exception {
        login(check(), "mot de passe de Paul", "x");
        assertThat(audit.toString()).doesNotContain("Paul").contains("unknown");
    }

    @Test
    void aHashInTheFileOpensTheBalToo() throws Exception {
        operator.write("secrets/claire", PasswordHash.hash(new Secret("caché")));
        CredentialCheck check = check();
        assertThat(actor(check, TestOperator.CLAIRE, "caché")).isEqualTo("10000000001");
        assertThat(actor(check, TestOperator.CLAIRE, "caché")).isEqualTo("10000000001");
        assertThat(login(check, TestOperator.CLAIRE, "autre")).isInstanceOf(Login.Denied.class);
    }

    @Test
    void afterTenWrongPasswordsTheRightOneIsLockedOutForTenMinutes() throws Exception {
        CredentialCheck check = check();
        for (int i = 0; i < 10; i++) {
            assertThat(login(check, TestOperator.CLAIRE, "wrong " + i)).isInstanceOf(Login.Denied.class);
        }
        assertThat(login(check, TestOperator.CLAIRE, "mot de passe de Claire")).isEqualTo(new Login.Locked());
        assertThat(login(check, TestOperator.PHARMACY, "mot de passe de Paul")).isInstanceOf(Login.Granted.class);
        assertThat(check.login(
                        new Credential.Password(TestOperator.CLAIRE, new Secret("mot de passe de Claire")),
                        InetAddress.getByName("127.0.0.2"),
                        "imap"))
                .isInstanceOf(Login.Granted.class);
        now = now.plus(Duration.ofMinutes(10));
        assertThat(login(check, TestOperator.CLAIRE, "mot de passe de Claire")).isInstanceOf(Login.Granted.class);
    }

    @Test
    void aCertificateOpensItsApplicativeBalOnly() throws Exception {
        CredentialCheck check = check();
        List<X509Certificate> robot = TestOperator.ROBOT.chain();
        assertThat(check.login(new Credential.Certificate(Optional.empty(), robot), HERE, "smtp"))
                .isInstanceOfSatisfying(
                        Login.Granted.class,
                        granted -> assertThat(granted.identity().actor()).isEqualTo("labo@test.mssante.fr"));
        assertThat(check.login(new Credential.Certificate(Optional.of(TestOperator.CLAIRE), robot), HERE, "smtp"))
                .isInstanceOf(Login.Denied.class);
        assertThat(check.login(new Credential.Certificate(Optional.empty(), TestOperator.MAIL.chain()), HERE, "smtp"))
                .isInstanceOf(Login.Denied.class);
    }

    @Test
    void anExpiredCertificateOpensNothing() throws Exception {
        now = now.plus(Duration.ofDays(4 * 365));
        Login login =
                check().login(new Credential.Certificate(Optional.empty(), TestOperator.ROBOT.chain()), HERE, "smtp");
        assertThat(login).isEqualTo(new Login.Denied("certificate EXPIRED"));
    }

    private CredentialCheck check() throws Exception {
        GatewayConfig config = GatewayConfig.read(operator.config);
        return new CredentialCheck(
                new ConfiguredBals(config.domains(), config.bals()),
                new CertificateTrust(
                        operator.config.resolve("tls/ca.pem"), List.of(operator.config.resolve("tls/crl.pem"))),
                audit::add,
                () -> now);
    }

    private static Login login(CredentialCheck check, String user, String password) {
        return check.login(new Credential.Password(user, new Secret(password)), HERE, "smtp");
    }

    private static String actor(CredentialCheck check, String user, String password) {
        Login login = login(check, user, password);
        assertThat(login).isInstanceOf(Login.Granted.class);
        return ((Login.Granted) login).identity().actor();
    }
}

package fr.mssgw.app.login;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.app.TestOperator;
import fr.mssgw.certs.CertificateTrust;
import fr.mssgw.certs.PasswordHash;
import fr.mssgw.config.GatewayConfig;
import fr.mssgw.config.LimitsConfig;
import fr.mssgw.core.access.ApplicationPassword;
import fr.mssgw.core.access.Credential;
import fr.mssgw.core.access.Identity;
import fr.mssgw.core.access.Login;
import fr.mssgw.core.access.Secret;
import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Rpps;
import fr.mssgw.core.port.ApplicationPasswords;
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
    private final OnePassword applicationPasswords = new OnePassword();
    private Optional<TokenCheck> tokens = Optional.empty();
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
    void aBalThatManyAddressesGuessIsSlowedAndToldOnceButNeverLocked() throws Exception {
        CredentialCheck check = check();
        login(check, TestOperator.CLAIRE, "mot de passe de Claire");
        for (int i = 0; i < 20; i++) {
            check.login(
                    new Credential.Password(TestOperator.CLAIRE, new Secret("wrong")),
                    InetAddress.getByName("127.0.1." + i),
                    "imap");
        }
        assertThat(audit)
                .filteredOn(event -> event.kind() == AuditEvent.Kind.LOGIN_GUESSED)
                .singleElement()
                .satisfies(event -> assertThat(event.actor()).isEqualTo(TestOperator.CLAIRE));
        Duration familiar = timed(check, HERE);
        Duration stranger = timed(check, InetAddress.getByName("127.0.2.1"));
        assertThat(stranger).isGreaterThanOrEqualTo(SlowLane.WAIT);
        assertThat(familiar).isLessThan(SlowLane.WAIT);
        assertThat(timed(check, InetAddress.getByName("127.0.2.1"))).isLessThan(SlowLane.WAIT);
        assertThat(check.unlock(MssAddress.parse(TestOperator.CLAIRE))).hasSize(1);
    }

    private static Duration timed(CredentialCheck check, InetAddress from) {
        long began = System.nanoTime();
        assertThat(check.login(
                        new Credential.Password(TestOperator.CLAIRE, new Secret("mot de passe de Claire")),
                        from,
                        "imap"))
                .isInstanceOf(Login.Granted.class);
        return Duration.ofNanos(System.nanoTime() - began);
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

    @Test
    void anApplicationPasswordOpensItsBalForItsPersonUntilItIsRevoked() throws Exception {
        CredentialCheck check = check();
        NewPassword made = NewPassword.random();
        applicationPasswords.grant(made, TestOperator.PHARMACY, "10000000003");
        String password = made.whole().reveal();
        for (int i = 0; i < 2; i++) {
            assertThat(login(check, TestOperator.PHARMACY, password))
                    .isInstanceOfSatisfying(Login.Granted.class, granted -> {
                        assertThat(granted.identity().actor()).isEqualTo("10000000003");
                        assertThat(granted.identity().method()).isEqualTo(Identity.Method.APPLICATION_PASSWORD);
                    });
        }
        assertThat(applicationPasswords.stored.orElseThrow().lastUsed()).contains(now);
        assertThat(login(check, TestOperator.CLAIRE, password)).isInstanceOf(Login.Denied.class);
        assertThat(login(check, TestOperator.PHARMACY, password.substring(0, password.length() - 1) + "z2"))
                .isInstanceOf(Login.Denied.class);
        assertThat(login(check, TestOperator.PHARMACY, made.selector() + "-aaaaa-aaaaa-aaaaa-aaaaa"))
                .isEqualTo(new Login.Denied("wrong application password"));

        applicationPasswords.stored = Optional.empty();
        assertThat(login(check, TestOperator.PHARMACY, password)).isEqualTo(new Login.Denied("wrong password"));
        assertThat(audit.toString()).doesNotContain(password);
    }

    @Test
    void anApplicationPasswordOfOneWhoLeftTheBalOpensNothing() throws Exception {
        NewPassword made = NewPassword.random();
        applicationPasswords.grant(made, TestOperator.PHARMACY, "10000000009");
        assertThat(login(check(), TestOperator.PHARMACY, made.whole().reveal()))
                .isEqualTo(new Login.Denied("RPPS 10000000009 is no longer a person of this BAL"));
    }

    @Test
    void aTokenOpensTheBalOfItsPersonAndNoOther() throws Exception {
        try (FakePsc psc = new FakePsc()) {
            CredentialCheck check = withTokensOf(psc);
            Secret paul = psc.token("10000000002", now);
            assertThat(token(check, TestOperator.PHARMACY, paul))
                    .isInstanceOfSatisfying(Login.Granted.class, granted -> {
                        assertThat(granted.identity().actor()).isEqualTo("10000000002");
                        assertThat(granted.identity().method()).isEqualTo(Identity.Method.TOKEN);
                    });
            assertThat(token(check, TestOperator.CLAIRE, paul))
                    .isEqualTo(new Login.Denied("RPPS 10000000002 is not a person of this BAL"));
            assertThat(token(check, "labo@test.mssante.fr", paul)).isInstanceOf(Login.Denied.class);
            assertThat(token(check, "nobody@test.mssante.fr", paul)).isEqualTo(new Login.Denied("no such BAL"));
            assertThat(audit.toString()).doesNotContain(paul.reveal());
        }
    }

    @Test
    void wrongTokensCountAndAnIssuerThatIsDownDoesNot() throws Exception {
        try (FakePsc psc = new FakePsc()) {
            CredentialCheck check = withTokensOf(psc);
            psc.answer(500);
            Secret claire = psc.token("10000000001", now);
            for (int i = 0; i < 12; i++) {
                assertThat(token(check, TestOperator.CLAIRE, claire))
                        .isEqualTo(new Login.Denied("Pro Santé Connect gives no keys"));
            }
            psc.answer(200);
            now = now.plus(Duration.ofSeconds(20));
            assertThat(token(check, TestOperator.CLAIRE, claire)).isInstanceOf(Login.Granted.class);

            Secret expired = psc.token("10000000001", now.minus(Duration.ofHours(1)));
            for (int i = 0; i < 10; i++) {
                assertThat(token(check, TestOperator.CLAIRE, expired)).isEqualTo(new Login.Denied("token expired"));
            }
            assertThat(token(check, TestOperator.CLAIRE, claire)).isEqualTo(new Login.Locked());
        }
    }

    @Test
    void withoutAPscBlockNoTokenOpensAnything() throws Exception {
        assertThat(token(check(), TestOperator.CLAIRE, new Secret("x"))).isInstanceOf(Login.Denied.class);
    }

    private CredentialCheck withTokensOf(FakePsc psc) throws Exception {
        operator.replace(
                "gateway.yaml", "data: ../data\n", "data: ../data\npsc: { issuer: \"" + psc.issuer() + "\" }\n");
        tokens = GatewayConfig.read(operator.config).psc().map(config -> new TokenCheck(config, () -> now));
        return check();
    }

    private CredentialCheck check() throws Exception {
        GatewayConfig config = GatewayConfig.read(operator.config);
        return new CredentialCheck(
                new ConfiguredBals(config.domains(), config.bals()),
                new CertificateTrust(
                        operator.config.resolve("tls/ca.pem"), List.of(operator.config.resolve("tls/crl.pem"))),
                tokens,
                applicationPasswords,
                audit::add,
                new LimitsConfig.Logins(100, 20),
                () -> now);
    }

    private static Login token(CredentialCheck check, String user, Secret token) {
        return check.login(new Credential.Token(user, token), HERE, "imap");
    }

    /** One in memory. */
    private static final class OnePassword implements ApplicationPasswords {

        private Optional<ApplicationPassword> stored = Optional.empty();

        void grant(NewPassword made, String bal, String rpps) {
            stored = Optional.of(new ApplicationPassword(
                    made.selector(),
                    MssAddress.parse(bal),
                    new Rpps(rpps),
                    "",
                    PasswordHash.hash(made.whole()),
                    Instant.now(),
                    Optional.empty()));
        }

        @Override
        public Optional<ApplicationPassword> find(String selector) {
            return stored.filter(password -> password.selector().equals(selector));
        }

        @Override
        public void used(String selector, Instant at) {
            stored = stored.map(was -> new ApplicationPassword(
                    was.selector(), was.bal(), was.person(), was.label(), was.hash(), was.created(), Optional.of(at)));
        }
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

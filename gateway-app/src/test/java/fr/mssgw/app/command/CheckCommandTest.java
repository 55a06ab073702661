package fr.mssgw.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import fr.mssgw.app.Main;
import fr.mssgw.app.TestOperator;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckCommandTest {

    @TempDir
    Path directory = Path.of(".");

    private TestOperator operator = new TestOperator(Path.of("target/check"));
    private final StringWriter out = new StringWriter();

    @BeforeEach
    void writeAnOperator() {
        operator = new TestOperator(directory);
    }

    @Test
    void aRightConfigurationEndsWithZero() {
        assertThat(check()).as(out.toString()).isZero();
        assertThat(out).hasToString("no problem: 3 BAL in 1 domain(s)\n");
    }

    @Test
    void problemsOfTheYamlAndOfTheFilesEndWithTwo() {
        operator.replace("gateway.yaml", "domains:", "domain:");
        assertThat(check()).isEqualTo(2);
        assertThat(out.toString())
                .contains("gateway.yaml:3: domain: unknown key; did you mean domains?\n")
                .contains("gateway.yaml:1: domains: is missing; write a list [ … ] of a mail domain");
    }

    @Test
    void aKeyThatIsNotTheCertificatesIsNamedAtItsLine() {
        operator.replace(
                "gateway.yaml", "server: { certificate: tls/server.pem", "server: { certificate: smime/labo.pem");
        assertThat(check()).isEqualTo(2);
        assertThat(out.toString())
                .startsWith("gateway.yaml:13: tls.server.key: tls/server.key: not the key of the first");
    }

    @Test
    void aDamagedCertificateIsNamed() {
        operator.write("smime/claire.pem", "-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----\n");
        assertThat(check()).isEqualTo(2);
        assertThat(out.toString()).startsWith("bals/claire.yaml:8: smime.certificate: smime/claire.pem: ");
    }

    @Test
    void aCertificateOfAnotherAddressIsNamed() {
        operator.replace("bals/claire.yaml", "claire.martin@test", "claire.dupont@test");
        assertThat(check()).isEqualTo(2);
        assertThat(out)
                .hasToString("bals/claire.yaml:8: smime.certificate: is for claire.martin@test.mssante.fr, "
                        + "not for claire.dupont@test.mssante.fr; correct the pair\n");
    }

    @Test
    void anExpiredRevocationListIsAProblemOfTheLists() {
        operator.write("tls/crl.pem", crlsThatExpired());
        assertThat(check()).isEqualTo(2);
        assertThat(out.toString())
                .contains("gateway.yaml:15: tls.trust.crls: no revocation list that is still valid covers ");
    }

    @Test
    void aDomainThatIsNotListedAndACertificateThatIsNotItsAreNamed() {
        operator.write("liste-blanche.xml", TestOperator.whiteList(TestOperator.SERVER_NAME, "autre.mssante.fr"));
        assertThat(check()).isEqualTo(2);
        assertThat(out)
                .hasToString("gateway.yaml:3: domains: test.mssante.fr is not in the white list; "
                        + "other operators will refuse its mail\n");

        operator.write("liste-blanche.xml", TestOperator.whiteList("CN=mx.autre.fr,C=FR", TestOperator.DOMAIN));
        assertThat(check()).isEqualTo(2);
        assertThat(out.toString())
                .contains("gateway.yaml:14: tls.client.certificate: its name ")
                .contains(" is not one that the white list gives for test.mssante.fr; use the listed certificate\n");
    }

    @Test
    void aWhiteListThatCannotBeReadIsNamed() {
        operator.write("liste-blanche.xml", "<html/>");
        assertThat(check()).isEqualTo(2);
        assertThat(out.toString()).startsWith("gateway.yaml:16: white-list.file: liste-blanche.xml: not a white list");
    }

    @Test
    void aMissingConfigurationIsAProblemNotAFailure() {
        assertThat(run("check", "--config", directory.resolve("none").toString()))
                .isEqualTo(2);
        assertThat(out.toString()).startsWith("gateway.yaml:1: file: does not exist");
    }

    @Test
    void jsonHoldsTheFieldsOfEachProblem() throws Exception {
        operator.replace("gateway.yaml", "hostname: mx.test.mssante.fr", "hostname: '?'");
        assertThat(run("check", "--config", operator.config.toString(), "--json"))
                .isEqualTo(2);
        var problem =
                new ObjectMapper().readTree(out.toString()).path("problems").path(0);
        assertThat(problem.path("file").asText()).isEqualTo("gateway.yaml");
        assertThat(problem.path("line").asInt()).isEqualTo(2);
        assertThat(problem.path("key").asText()).isEqualTo("hostname");
    }

    @Test
    void everyCommandExplainsItself() {
        CommandLine line = Main.commandLine();
        assertThat(line.getSubcommands()).containsKeys("check");
        line.getSubcommands().values().forEach(command -> assertThat(command.getUsageMessage())
                .contains("Usage:"));
    }

    private static String crlsThatExpired() {
        return TestOperator.crls(java.time.Instant.now().minusSeconds(60));
    }

    private int check() {
        return run("check", "--config", operator.config.toString());
    }

    private int run(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(out, true))
                .execute(arguments);
    }
}

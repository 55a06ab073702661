package fr.mssgw.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import fr.mssgw.app.TestOperator;
import fr.mssgw.certs.demo.Issued;
import fr.mssgw.certs.demo.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertsCommandTest {

    private static final Instant NOW = Instant.now();

    @TempDir
    Path directory = Path.of(".");

    private TestOperator operator = new TestOperator(Path.of("target/certs"));

    @BeforeEach
    void writeAnOperator() {
        operator = new TestOperator(directory);
    }

    @Test
    void everyCertificateIsListedWithItsUseSubjectSerialEndAndStatus() throws Exception {
        correspondent("jean", NOW.plus(Duration.ofDays(300)));
        Ran ran = Ran.of("certs", "list", "--config", operator.config, "--json");
        assertThat(ran.code()).isZero();
        JsonNode all = ran.json().path("certificates");
        assertThat(StreamSupport.stream(all.spliterator(), false)
                        .map(entry -> entry.path("use").asText()))
                .containsExactly(
                        "server",
                        "client",
                        "authority",
                        "authority",
                        "revocation-list",
                        "revocation-list",
                        "bal",
                        "login",
                        "correspondent");
        assertThat(all)
                .allSatisfy(entry -> assertThat(entry.path("status").asText()).isEqualTo("trusted"));
        JsonNode bal = all.path(6);
        assertThat(bal.path("of").asText()).isEqualTo(TestOperator.CLAIRE);
        assertThat(bal.path("subject").asText()).contains("CN=Claire Martin");
        assertThat(bal.path("serial").asText())
                .isEqualTo(TestOperator.MAIL.certificate().getSerialNumber().toString(16));
        assertThat(bal.path("until").asText())
                .isEqualTo(TestOperator.MAIL
                        .certificate()
                        .getNotAfter()
                        .toInstant()
                        .toString());
        assertThat(all.path(8).path("of").asText()).isEqualTo("jean@pair.mssante.fr");
        assertThat(Ran.of("certs", "list", "--config", operator.config).out())
                .contains("revocation-list    trusted ")
                .contains("claire.martin@test.mssante.fr  ");
    }

    @Test
    void aFileThatCannotBeReadIsListedAsSuchWithTheReason() {
        operator.write("smime/claire.key", "rubbish");
        assertThat(Ran.of("certs", "list", "--config", operator.config).out())
                .contains(
                        "bal                unreadable         -                    claire.martin@test.mssante.fr  no ");
    }

    @Test
    void theForecastIsQuietWhileNothingEnds() {
        Ran ran = Ran.of("certs", "forecast", "--config", operator.config, "--within", "2d");
        assertThat(ran.out()).contains("all 8 certificates and lists still hold");
        assertThat(ran.code()).isZero();
    }

    @Test
    void theForecastSaysWhatStopsAndEndsWithOne() {
        Issued mail = TestOperator.AUTHORITY.issue(Request.email("CN=Claire Martin,C=FR", NOW, TestOperator.CLAIRE)
                .valid(NOW.minusSeconds(60), NOW.plus(Duration.ofDays(20))));
        operator.write("smime/claire.pem", mail.chainPem()).write("smime/claire.key", mail.keyPem());
        correspondent("jean", NOW.plus(Duration.ofDays(3)));
        correspondent("anne", NOW.plus(Duration.ofDays(25)));

        Ran soon = Ran.of("certs", "forecast", "--config", operator.config, "--within", "36h");
        assertThat(soon.code()).as(soon.out()).isZero();

        Ran month = Ran.of("certs", "forecast", "--config", operator.config);
        assertThat(month.code()).isOne();
        assertThat(month.out())
                .contains("- 1 BAL can no longer sign nor be encrypted to\n")
                .contains("- 2 correspondent(s) can no longer be encrypted to\n")
                .containsPattern(
                        "- what .*CN=ORGANISATIONS.* issued is put off with 451 \\(its revocation list expires in 6 d");

        Ran withoutLists = Ran.of(
                "certs", "forecast", "--config", operator.config, "--at", NOW.plus(Duration.ofDays(4)), "--skip-crls");
        assertThat(withoutLists.code()).isOne();
        assertThat(withoutLists.out())
                .contains("- 1 correspondent(s) can no longer be encrypted to\n")
                .doesNotContain("BAL", "revocation");
    }

    @Test
    void aCorrespondentWithANewerCertificateIsNotLost() {
        correspondent("jean", NOW.plus(Duration.ofDays(3)));
        Ran lost = forecastFourDays();
        assertThat(lost.code()).isOne();
        operator.write(
                "smime/people/jean-2.pem",
                issued("jean", NOW.plus(Duration.ofDays(300))).chainPem());
        Ran kept = forecastFourDays();
        assertThat(kept.code()).as(kept.out()).isZero();
    }

    @Test
    void theServersEndIsTheGravest() throws Exception {
        Ran years = Ran.of("certs", "forecast", "--config", operator.config, "--within", "20000d", "--json");
        assertThat(years.code()).isOne();
        assertThat(years.json().path("consequences").path(0).asText())
                .startsWith("clients and other operators no longer trust our servers");
        assertThat(years.json().path("stopped")).hasSize(8);
    }

    @Test
    void aSpanOrAnInstantThatIsNoneIsWrongUsage() {
        for (String[] wrong : new String[][] {{"--within", "soon"}, {"--at", "tomorrow"}}) {
            assertThat(Ran.of("certs", "forecast", "--config", operator.config, wrong[0], wrong[1])
                            .code())
                    .isEqualTo(2);
        }
        assertThat(Ran.of("certs", "forecast", "--config", directory.resolve("none"))
                        .code())
                .isEqualTo(2);
    }

    private Ran forecastFourDays() {
        return Ran.of("certs", "forecast", "--config", operator.config, "--within", "4d", "--skip-crls");
    }

    private void correspondent(String name, Instant until) {
        operator.write("smime/people/" + name + ".pem", issued(name, until).chainPem());
        operator.write("gateway.yaml", withCorrespondents());
    }

    private static Issued issued(String name, Instant until) {
        return TestOperator.AUTHORITY.issue(Request.email("CN=" + name + ",C=FR", NOW, name + "@pair.mssante.fr")
                .valid(NOW.minusSeconds(60), until));
    }

    private String withCorrespondents() {
        try {
            String text = java.nio.file.Files.readString(operator.config.resolve("gateway.yaml"));
            return text.contains("correspondents") ? text : text + "smime: { correspondents: smime/people }\n";
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

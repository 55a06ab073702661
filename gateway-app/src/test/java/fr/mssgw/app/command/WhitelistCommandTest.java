package fr.mssgw.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import fr.mssgw.app.TestOperator;
import fr.mssgw.certs.demo.DemoAuthority;
import fr.mssgw.certs.demo.Request;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhitelistCommandTest {

    private static final Instant NOW = Instant.now();

    @TempDir
    Path directory = Path.of(".");

    private TestOperator operator = new TestOperator(Path.of("target/whitelist"));

    @BeforeEach
    void writeAnOperator() {
        operator = new TestOperator(directory);
    }

    @Test
    void theDomainsAreListedAndFiltered() throws Exception {
        assertThat(run("list").out()).isEqualTo("patient.mssante.fr\ntest.mssante.fr\n");
        assertThat(run("list", "PATIENT").out()).isEqualTo("patient.mssante.fr\n");
        assertThat(run("list", "nobody").code()).isOne();
        JsonNode json = run("list", "test", "--json").json();
        assertThat(json.path("generated").asText()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(json.path("total").asInt()).isEqualTo(2);
        assertThat(json.path("domains")).hasSize(1);
    }

    @Test
    void theNamesOfADomainAreShown() {
        assertThat(run("show", "Test.mssante.fr"))
                .isEqualTo(new Ran(0, "c=fr,cn=mx.test.mssante.fr,o=operateur test\n"));
        assertThat(run("show", "autre.mssante.fr"))
                .isEqualTo(new Ran(1, "autre.mssante.fr is not in the white list of 2026-01-01T00:00:00Z\n"));
        assertThat(run("show", "no domain").code()).isEqualTo(2);
    }

    @Test
    void ourOwnCertificateIsExplainedForADomain() {
        Ran ran = run("explain", "test.mssante.fr");
        assertThat(ran.code()).as(ran.out()).isZero();
        assertThat(ran.out())
                .contains("its chain is trusted\n")
                .contains("its name is one that the white list gives for test.mssante.fr\n")
                .containsPattern("  o=operateur test +=   o=operateur test\n");
        assertThat(run("explain", "autre.mssante.fr").code()).isOne();
    }

    @Test
    void aCertificateWithAnotherNameIsSetBesideTheListedOne() throws Exception {
        Path peer = certificate(TestOperator.AUTHORITY, "CN=mx.other.mssante.fr,O=OPERATEUR TEST,OU=x,C=FR");
        Ran ran = run("explain", "test.mssante.fr", peer.toString());
        assertThat(ran.code()).isOne();
        assertThat(ran.out())
                .contains("its name is none of the 1 that the white list gives for test.mssante.fr: not admitted\n")
                .containsPattern("  c=fr +=   c=fr\n")
                .containsPattern("  cn=mx.other.mssante.fr +<>  cn=mx.test.mssante.fr\n")
                .containsPattern("  ou=x +<>  -\n")
                .contains("no domain of the white list has this name\n");
        JsonNode json =
                run("explain", peer.toString(), "test.mssante.fr", "--json").json();
        assertThat(json.path("admitted").asBoolean()).isFalse();
        assertThat(json.path("trust").asText()).isEqualTo("trusted");
        assertThat(json.path("compared").path(0).path("rows")).hasSize(4);
    }

    @Test
    void aCertificateAloneNamesTheDomainsThatItSpeaksFor() {
        Ran ran = run("explain", operator.config.resolve("tls/server.pem").toString());
        assertThat(ran.out()).contains("it may speak for: patient.mssante.fr, test.mssante.fr\n");
        assertThat(ran.code()).isZero();
    }

    @Test
    void theRightNameFromAnotherAuthorityIsNotAdmitted() {
        Path peer = certificate(DemoAuthority.root("AUTRE", NOW), TestOperator.SERVER_NAME);
        Ran ran = run("explain", "test.mssante.fr", peer.toString());
        assertThat(ran.code()).isOne();
        assertThat(ran.out()).contains("its chain is other-ca: not admitted, whatever its name\n");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Ran ran = run("explain", "test.mssante.fr", "none.pem");
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).startsWith("gateway: none.pem");
    }

    private Path certificate(DemoAuthority authority, String subject) {
        operator.write(
                "peer.pem",
                authority
                        .issue(Request.server(subject, NOW, "mx.other.mssante.fr"))
                        .chainPem());
        return operator.config.resolve("peer.pem");
    }

    private Ran run(String... arguments) {
        Object[] all = new Object[arguments.length + 3];
        all[0] = "whitelist";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[all.length - 2] = "--config";
        all[all.length - 1] = operator.config;
        return Ran.of(all);
    }
}

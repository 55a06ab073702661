package fr.mssgw.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fr.mssgw.app.Main;
import fr.mssgw.app.TestOperator;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DnsCommandTest {

    private static final String USUAL =
            """
              mx: 25
              submission: 587
              submissions: 465
              imaps: 993
              http: 80
            """;

    @TempDir
    Path directory = Path.of(".");

    private TestOperator operator = new TestOperator(Path.of("target/dns"));
    private final StringWriter out = new StringWriter();

    @BeforeEach
    void writeAnOperator() {
        operator = new TestOperator(directory);
    }

    private void listeners(String lines) {
        operator.replace(
                "gateway.yaml",
                """
                  mx: "127.0.0.1:0"
                  submission: "127.0.0.1:0"
                  submissions: "127.0.0.1:0"
                  imap: "127.0.0.1:0"
                  imaps: "127.0.0.1:0"
                """,
                lines);
    }

    @Test
    void theRecordsAreLinesOfAZoneFile() {
        listeners(USUAL);
        operator.replace("gateway.yaml", "[ test.mssante.fr ]", "[ test.mssante.fr, autre.mssante.fr ]");
        assertThat(run("dns", "--config", operator.config.toString())).isZero();
        List<String> expected = new ArrayList<>();
        for (String domain : List.of("test.mssante.fr.", "autre.mssante.fr.")) {
            expected.addAll(List.of(
                    domain + " 3600 IN MX 10 mx.test.mssante.fr.",
                    "_submissions._tcp." + domain + " 3600 IN SRV 0 1 465 mx.test.mssante.fr.",
                    "_submission._tcp." + domain + " 3600 IN SRV 10 1 587 mx.test.mssante.fr.",
                    "_imaps._tcp." + domain + " 3600 IN SRV 0 1 993 mx.test.mssante.fr.",
                    "_imap._tcp." + domain + " 3600 IN SRV 0 0 0 .",
                    "_pop3s._tcp." + domain + " 3600 IN SRV 0 0 0 .",
                    "_pop3._tcp." + domain + " 3600 IN SRV 0 0 0 .",
                    "autoconfig." + domain + " 3600 IN CNAME mx.test.mssante.fr.",
                    "autodiscover." + domain + " 3600 IN CNAME mx.test.mssante.fr."));
        }
        assertThat(out.toString().lines().filter(line -> !line.isEmpty() && !line.startsWith(";")))
                .extracting(line -> line.replaceAll(" +", " "))
                .containsExactlyElementsOf(expected);
        assertThat(out.toString())
                .contains("forward both to listeners.http, port 80\n")
                .doesNotContain("listeners.mx");
    }

    @Test
    void aPortThatIsChosenAtTheStartCannotBePublished() {
        assertThat(run("dns", "--config", operator.config.toString())).isZero();
        assertThat(out.toString())
                .contains(
                        "; listeners.imaps is 0, any free port, so it has no SRV record; write a port to publish it\n")
                .contains(
                        "; other operators connect to port 25; forward it to listeners.mx, which needs a fixed port\n")
                .doesNotContain("_imaps._tcp");
    }

    @Test
    void withoutMxThereIsNoMxRecordAndARemarkSaysSo() {
        listeners("  imaps: 2993\n");
        assertThat(run("dns", "--config", operator.config.toString())).isZero();
        assertThat(out.toString())
                .contains("; listeners.mx is not set, so no MX record: ")
                .contains("SRV   0 1 2993 mx.test.mssante.fr.\n")
                .doesNotContain(" IN MX ");
    }

    @Test
    void aServerIsNotAnAliasOfItself() {
        operator.replace("gateway.yaml", "hostname: mx.test", "hostname: autodiscover.test");
        assertThat(run("dns", "--config", operator.config.toString())).isZero();
        assertThat(out.toString().lines().filter(line -> line.contains("CNAME")))
                .singleElement()
                .asString()
                .startsWith("autoconfig.test.mssante.fr. ");
    }

    @Test
    void jsonHoldsTheSameRecords() throws Exception {
        listeners(USUAL);
        assertThat(run("dns", "--config", operator.config.toString(), "--json", "--ttl", "300"))
                .isZero();
        JsonNode domain =
                new ObjectMapper().readTree(out.toString()).path("domains").path(0);
        assertThat(domain.path("domain").asText()).isEqualTo("test.mssante.fr");
        assertThat(domain.path("records")).hasSize(9);
        assertThat(domain.path("records").path(1))
                .hasToString("{\"name\":\"_submissions._tcp.test.mssante.fr.\",\"ttl\":300,\"type\":\"SRV\","
                        + "\"data\":\"0 1 465 mx.test.mssante.fr.\"}");
    }

    @Test
    void problemsOfTheConfigurationAndOfTheUsageEndWithTwo() {
        assertThat(run("dns", "--config", operator.config.toString(), "--ttl", "5"))
                .isEqualTo(2);
        operator.replace("gateway.yaml", "hostname: mx.test.mssante.fr", "hostname: '?'");
        assertThat(run("dns", "--config", operator.config.toString())).isEqualTo(2);
        assertThat(out.toString()).contains("gateway.yaml:2: hostname: got \"?\"");
    }

    private int run(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(out, true))
                .execute(arguments);
    }
}

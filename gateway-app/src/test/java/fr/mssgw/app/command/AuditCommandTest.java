package fr.mssgw.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.app.Gateway;
import fr.mssgw.app.TestOperator;
import fr.mssgw.app.admin.AdminDoor;
import jakarta.mail.Session;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {

    @TempDir
    Path directory = Path.of(".");

    @Test
    void theTrailIsVerifiedWhereItRunsAndItsExportWithoutTheGateway() throws Exception {
        TestOperator operator = new TestOperator(directory);
        Path export = directory.resolve("audit.jsonl");
        Path later = directory.resolve("later.jsonl");
        String head;
        try (Gateway gateway = Gateway.start(operator.config)) {
            assertThat(URI.create(AdminDoor.read(operator.data).url()).getPort())
                    .isPositive();
            for (int i = 0; i < 4; i++) {
                refusedLogin(gateway);
            }
            org.awaitility.Awaitility.await().untilAsserted(() -> {
                Ran ran = Ran.of("audit", "verify", "--config", operator.config, "--json");
                assertThat(ran.code()).as(ran.out()).isZero();
                assertThat(ran.json().path("last").asInt()).isGreaterThanOrEqualTo(4);
            });
            Ran running = Ran.of("audit", "verify", "--config", operator.config, "--json");
            assertThat(running.json().path("first").asInt()).isOne();
            head = running.json().path("head").asText();
            assertThat(Ran.of("audit", "export", "--config", operator.config, "--out", export)
                            .code())
                    .isZero();
            assertThat(Ran.of("audit", "export", "--config", operator.config, "--out", later, "--after", 2)
                            .code())
                    .isZero();
        }

        Ran whole = Ran.of("audit", "verify", "--file", export, "--head", head);
        assertThat(whole.code()).as(whole.out()).isZero();
        assertThat(whole.out()).startsWith("whole: seq 1 to ").contains("head: " + head);
        assertThat(Ran.of("audit", "verify", "--file", later).out())
                .startsWith("whole: seq 3 to ")
                .contains("the events before 3 are not in it and not vouched for");

        List<String> lines = Files.readAllLines(export);
        assertThat(lines.get(0)).contains("\"seq\":1,", "\"kind\":\"login_denied\"", "\"previous\":\"000");
        Path altered = directory.resolve("altered.jsonl");
        List<String> changed = new ArrayList<>(lines);
        changed.set(1, lines.get(1).replace("login_denied", "login_granted"));
        Files.write(altered, changed);
        assertThat(Ran.of("audit", "verify", "--file", altered))
                .isEqualTo(new Ran(1, "not whole: seq 2 was altered: its hash is another\n"));
        Files.write(altered, lines.subList(0, lines.size() - 1));
        assertThat(Ran.of("audit", "verify", "--file", altered).code()).isZero();
        Ran cut = Ran.of("audit", "verify", "--file", altered, "--head", head, "--json");
        assertThat(cut.code()).isOne();
        assertThat(cut.json().path("seq").asInt()).isEqualTo(lines.size());
        byte[] octets = Files.readAllBytes(export);
        octets[lines.get(0).length() + 30] = (byte) 0xFF;
        Files.write(altered, octets);
        assertThat(Ran.of("audit", "verify", "--file", altered, "--json")
                        .json()
                        .path("seq")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void anEmptyFileAMissingOneAndAHeadThatIsNoneAreRefused() throws Exception {
        Path empty = Files.createFile(directory.resolve("empty"));
        assertThat(Ran.of("audit", "verify", "--file", empty).code()).isOne();
        assertThat(Ran.of("audit", "verify", "--file", directory.resolve("none"))
                        .code())
                .isOne();
        assertThat(Ran.of("audit", "verify", "--file", empty, "--head", "7").code())
                .isEqualTo(2);
        assertThat(Ran.of("audit", "verify", "--help").out()).contains("Exit codes:", "Example");
    }

    private static void refusedLogin(Gateway gateway) throws Exception {
        Properties properties = new Properties();
        properties.put("mail.imap.starttls.required", "true");
        properties.put("mail.imap.ssl.trust", "*");
        try (var store = Session.getInstance(properties).getStore("imap")) {
            store.connect("127.0.0.1", gateway.addresses().get("imap").getPort(), TestOperator.CLAIRE, "wrong");
        } catch (jakarta.mail.AuthenticationFailedException refused) {
            assertThat(refused).isNotNull();
        }
    }
}

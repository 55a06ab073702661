package fr.mssgw.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.Store;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayTest {

    @TempDir
    Path directory = Path.of(".");

    @Test
    void whatAClientSubmitsIsAcceptedAndTheGatewayIsHealthy() throws Exception {
        TestOperator operator = new TestOperator(directory);
        try (Gateway gateway = Gateway.start(operator.config)) {
            TestMail.submit(gateway, TestOperator.CLAIRE, "mot de passe de Claire", TestOperator.PHARMACY, "Bonjour");
            for (String password : new String[] {"mot de passe de Paul", "mot de passe d'Anne"}) {
                assertThat(subjects(gateway, TestOperator.PHARMACY, password)).containsExactly("Bonjour");
            }

            assertThat(get(gateway, "/health")).contains("\"status\":\"up\"", "\"submission\":\"up\"");
            assertThat(get(gateway, "/metrics")).contains("mssgw_messages_accepted_total{door=\"submission\"} 1.0");
        }
        assertThat(operator.data.resolve("admin.json")).doesNotExist();
    }

    @Test
    void mailClientsFindTheBoundPortsOnThePublicListenerWhichHasNoAdmin() throws Exception {
        TestOperator operator = new TestOperator(directory);
        operator.replace("gateway.yaml", "  admin: 0", "  admin: 0\n  http: \"127.0.0.1:0\"");
        try (Gateway gateway = Gateway.start(operator.config)) {
            String page = "/mail/config-v1.1.xml?emailaddress=" + TestOperator.CLAIRE;
            String settings = get(gateway, "http", page);
            assertThat(settings)
                    .contains("<port>" + gateway.addresses().get("imaps").getPort() + "</port>")
                    .contains("<port>" + gateway.addresses().get("submission").getPort() + "</port>");
            assertThat(get(gateway, "admin", page)).isEqualTo(settings);
            assertThat(get(gateway, "http", "/health")).contains("404").doesNotContain("status");
            assertThat(get(gateway, "/health")).contains("\"http\":\"up\"");
        }
    }

    @Test
    void aPortInUseIsOneLineAndNothingStaysOpen() throws Exception {
        TestOperator operator = new TestOperator(directory);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            operator.replace(
                    "gateway.yaml",
                    "submissions: \"127.0.0.1:0\"",
                    "submissions: \"127.0.0.1:" + taken.getLocalPort() + "\"");
            CannotStart failure = catchThrowableOfType(CannotStart.class, () -> Gateway.start(operator.config));
            assertThat(failure).hasMessageContaining(Integer.toString(taken.getLocalPort()));
            assertThat(failure.getMessage()).doesNotContain("\n");
            assertThat(operator.data.resolve("postgresql/cluster/postmaster.pid"))
                    .doesNotExist();
        }
        operator.replace("gateway.yaml", "  submissions:", "  # submissions:");
        Gateway.start(operator.config).close();
    }

    @Test
    void aKeyThatCannotBeReadIsOneLineBeforeAnythingStarts() throws Exception {
        TestOperator operator = new TestOperator(directory).write("tls/server.key", "rubbish");
        CannotStart failure = catchThrowableOfType(CannotStart.class, () -> Gateway.start(operator.config));
        assertThat(failure).hasMessageContaining("tls/server.key: ");
        assertThat(Files.exists(operator.data.resolve("postgresql"))).isFalse();
    }

    private static List<String> subjects(Gateway gateway, String user, String password) throws Exception {
        try (Store store = TestMail.imap(gateway, user, password)) {
            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_ONLY);
            List<String> subjects = new ArrayList<>();
            for (Message message : inbox.getMessages()) {
                subjects.add(message.getSubject());
            }
            return subjects;
        }
    }

    static String get(Gateway gateway, String path) throws Exception {
        return get(gateway, "admin", path);
    }

    static String get(Gateway gateway, String listener, String path) throws Exception {
        URI at = URI.create(
                "http://127.0.0.1:" + gateway.addresses().get(listener).getPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(at).build(), BodyHandlers.ofString())
                .body();
    }
}

package fr.mssgw.app.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminServerTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private boolean database = true;

    @TempDir
    Path data = Path.of(".");

    @org.jspecify.annotations.Nullable private AdminServer server;

    @BeforeEach
    void start() throws Exception {
        server = AdminServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new Health(Map.of("database", () -> database)),
                new Metrics()::text,
                Map.of("echo", parameters -> parameters, "never", parameters -> {
                    throw new AdminRefusal("no such thing");
                }),
                data);
    }

    @AfterEach
    void stop() {
        server.close();
        assertThat(data.resolve("admin.json")).doesNotExist();
    }

    @Test
    void healthReallyAsks() throws Exception {
        database = false;
        assertThat(get("/health").statusCode()).isEqualTo(503);
        assertThat(get("/health").body()).isEqualTo("{\"status\":\"down\",\"parts\":{\"database\":\"down\"}}");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void metricsAreInPrometheusText() throws Exception {
        assertThat(get("/metrics").body()).contains("jvm_memory_used_bytes{");
    }

    @Test
    void pagesAskForTheTokenOfTheFile() throws Exception {
        assertThat(post("echo", "{}", "Bearer wrong").statusCode()).isEqualTo(401);
        String token = new ObjectMapper()
                .readTree(data.resolve("admin.json").toFile())
                .path("token")
                .asText();
        HttpResponse<String> answer = post("echo", "{\"a\":\"b\"}", "Bearer " + token);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"a\":\"b\"}");
        assertThat(post("never", "{}", "Bearer " + token).body()).isEqualTo("{\"error\":\"no such thing\"}");
        assertThat(post("echo", "[", "Bearer " + token).statusCode()).isEqualTo(400);
        assertThat(post("nothing", "{}", "Bearer " + token).statusCode()).isEqualTo(404);
    }

    @Test
    void onlyTheOwnerReadsTheToken() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("admin.json"))))
                .isEqualTo("rw-------");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(at(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String page, String body, String authorization) throws Exception {
        return client.send(
                HttpRequest.newBuilder(at("/admin/" + page))
                        .header("Authorization", authorization)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    }
}

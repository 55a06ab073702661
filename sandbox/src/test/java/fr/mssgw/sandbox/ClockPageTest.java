package fr.mssgw.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockPageTest {
    private static final InstantSource REAL = InstantSource.fixed(Instant.parse("2026-11-22T10:00:00Z"));

    @TempDir
    Path directory = Path.of(".");

    private final HttpClient client = HttpClient.newHttpClient();

    @org.jspecify.annotations.Nullable private HttpServer server;

    @BeforeEach
    void serve() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
        server.createContext(
                ClockPage.PATH, new ClockPage(ScriptedClock.open(directory.resolve("clock"), REAL))::handle);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private HttpResponse<String> post(String body, String type) throws Exception {
        return client.send(
                request()
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + ClockPage.PATH));
    }

    private JsonNode state() throws Exception {
        return new ObjectMapper()
                .readTree(
                        client.send(request().build(), BodyHandlers.ofString()).body());
    }

    @Test
    void aScriptMovesTheClockForwardAndARestartKeepsIt() throws Exception {
        assertThat(state().path("now").asText()).isEqualTo("2026-11-22T10:00:00Z");
        assertThat(post("{\"advance\":\"PT3H\"}", "application/json").statusCode())
                .isEqualTo(200);
        assertThat(post("{\"advance\":\"PT30M\"}", "application/json").body())
                .isEqualTo("{\"now\":\"2026-11-22T13:30:00Z\",\"ahead\":\"PT3H30M\"}");
        stop();
        serve();
        assertThat(state().path("now").asText()).isEqualTo("2026-11-22T13:30:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"advance\":\"-PT1H\"}", "{\"advance\":\"3h\"}", "{}", "[", "{\"advance\":\"P4000D\"}"})
    void itGoesNeitherBackNorAnywhereElse(String body) throws Exception {
        assertThat(post(body, "application/json").statusCode()).isEqualTo(400);
        assertThat(state().path("ahead").asText()).isEqualTo("PT0S");
    }

    @Test
    void aFormOfAnotherSiteMovesNothing() throws Exception {
        assertThat(post("{\"advance\":\"PT3H\"}", "text/plain").statusCode()).isEqualTo(415);
        assertThat(state().path("ahead").asText()).isEqualTo("PT0S");
    }
}

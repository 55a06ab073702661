package fr.mssgw.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * {@code GET /api/clock} tells the time of the demonstration's services; {@code POST /api/clock} with
 * <code>{"advance":"PT3H"}</code> moves it forward by an ISO 8601 duration. Answers {@code now} and {@code ahead}.
 */
final class ClockPage {
    static final String PATH = "/api/clock";
    private static final int MAX_REQUEST = 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ScriptedClock clock;

    ClockPage(ScriptedClock clock) {
        this.clock = clock;
    }

    void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String type =
                    Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Content-Type"), "");
            if (!exchange.getRequestURI().getPath().equals(PATH)) {
                send(exchange, 404, Map.of("error", "no such page"));
            } else if (exchange.getRequestMethod().equals("GET")) {
                send(exchange, 200, state());
            } else if (!exchange.getRequestMethod().equals("POST")) {
                send(exchange, 405, Map.of("error", "GET or POST"));
            } else if (!type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
                send(exchange, 415, Map.of("error", "write JSON, and Content-Type: application/json"));
            } else {
                advance(exchange);
            }
        }
    }

    private void advance(HttpExchange exchange) throws IOException {
        try {
            JsonNode request = JSON.readTree(exchange.getRequestBody().readNBytes(MAX_REQUEST));
            clock.advance(Duration.parse(request.path("advance").asText()));
            send(exchange, 200, state());
        } catch (JsonProcessingException | DateTimeParseException e) {
            send(exchange, 400, Map.of("error", "write {\"advance\":\"PT3H\"}, an ISO 8601 duration"));
        } catch (IllegalArgumentException e) {
            send(exchange, 400, Map.of("error", Objects.requireNonNullElse(e.getMessage(), "refused")));
        }
    }

    private Map<String, Object> state() {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("now", clock.instant().toString());
        state.put("ahead", clock.ahead().toString());
        return state;
    }

    private static void send(HttpExchange exchange, int status, Map<String, ?> answer) throws IOException {
        byte[] octets = JSON.writeValueAsBytes(answer);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, octets.length);
        exchange.getResponseBody().write(octets);
    }
}

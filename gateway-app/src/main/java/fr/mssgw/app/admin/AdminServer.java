package fr.mssgw.app.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import fr.mssgw.core.port.StoreUnavailable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /health}, {@code /metrics} and the operator's pages {@code /admin/…}, which ask for the token of
 * {@link AdminDoor}. Listens on loopback unless the configuration names another address.
 */
public final class AdminServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_REQUEST = 64 * 1024;
    private static final String JSON_TYPE = "application/json; charset=utf-8";

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final Health health;
    private final Supplier<String> metrics;
    private final Map<String, AdminPage> pages;
    private final AdminDoor door;
    private final Path data;

    private AdminServer(
            HttpServer server, Health health, Supplier<String> metrics, Map<String, AdminPage> pages, Path data) {
        this.server = server;
        this.health = health;
        this.metrics = metrics;
        this.pages = Map.copyOf(pages);
        this.door = AdminDoor.fresh(server.getAddress());
        this.data = data;
        this.threads = new ThreadPoolExecutor(4, 4, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(64), task -> {
            Thread thread = new Thread(task, "admin");
            thread.setDaemon(true);
            return thread;
        });
        threads.allowCoreThreadTimeOut(true);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
    }

    /**
     * Opens the port.
     *
     * @param pages by path below {@code /admin/}, such as {@code queue/list}
     * @param data directory for {@link AdminDoor}
     */
    public static AdminServer start(
            InetSocketAddress address, Health health, Supplier<String> metrics, Map<String, AdminPage> pages, Path data)
            throws IOException {
        AdminServer admin = new AdminServer(HttpServer.create(address, 64), health, metrics, pages, data);
        try {
            admin.door.write(data);
        } catch (IOException e) {
            admin.close();
            throw e;
        }
        admin.server.start();
        return admin;
    }

    /** Serves further pages, which ask for no token, beside the operator's. */
    public void alsoServe(Consumer<HttpServer> pages) {
        pages.accept(server);
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        try {
            AdminDoor.remove(data);
        } catch (IOException left) {
            LOG.warn("admin.json stays behind in {}: {}", data, left.getMessage());
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            switch (path) {
                case "/health", "/health/ready" -> answerHealth(exchange, health.ask());
                case "/health/live" -> answerHealth(exchange, Map.of());
                case "/metrics" -> send(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", metrics.get());
                default -> {
                    if (path.startsWith("/admin/")) {
                        answerPage(exchange, path.substring("/admin/".length()));
                    } else {
                        sendError(exchange, 404, "no such page");
                    }
                }
            }
        } catch (RuntimeException e) {
            LOG.error("answering the operator", e);
            sendError(exchange, 500, "the gateway's log says what went wrong");
        }
    }

    private static void answerHealth(HttpExchange exchange, Map<String, Boolean> parts) throws IOException {
        boolean up = !parts.containsValue(false);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("status", up ? "up" : "down");
        if (!parts.isEmpty()) {
            Map<String, String> words = new LinkedHashMap<>();
            parts.forEach((name, works) -> words.put(name, works ? "up" : "down"));
            answer.put("parts", words);
        }
        send(exchange, up ? 200 : 503, JSON_TYPE, JSON.writeValueAsString(answer));
    }

    private void answerPage(HttpExchange exchange, String path) throws IOException {
        String shown = Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), "");
        if (!shown.startsWith("Bearer ") || !door.opensWith(shown.substring("Bearer ".length()))) {
            sendError(exchange, 401, "the token of admin.json is needed");
            return;
        }
        AdminPage page = pages.get(path);
        if (page == null || !exchange.getRequestMethod().equals("POST")) {
            sendError(exchange, 404, "no such page");
            return;
        }
        byte[] body = exchange.getRequestBody().readNBytes(MAX_REQUEST + 1);
        if (body.length > MAX_REQUEST) {
            sendError(exchange, 413, "the request is too long");
            return;
        }
        try {
            Map<String, String> parameters = JSON.readValue(body, new TypeReference<Map<String, String>>() {});
            send(exchange, 200, JSON_TYPE, JSON.writeValueAsString(page.answer(parameters)));
        } catch (AdminRefusal e) {
            sendError(exchange, 422, Objects.requireNonNullElse(e.getMessage(), "refused"));
        } catch (StoreUnavailable e) {
            LOG.error("answering the operator: {}", e.getMessage());
            sendError(exchange, 503, "the database does not answer");
        } catch (JsonProcessingException e) {
            sendError(exchange, 400, "the request is not a JSON object of texts");
        }
    }

    private static void sendError(HttpExchange exchange, int status, String line) throws IOException {
        send(exchange, status, JSON_TYPE, JSON.writeValueAsString(Map.of("error", line)));
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.sendResponseHeaders(status, octets.length);
        exchange.getResponseBody().write(octets);
    }
}

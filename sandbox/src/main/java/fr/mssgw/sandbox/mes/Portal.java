package fr.mssgw.sandbox.mes;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The web side of the simulated Mon espace santé: pages for a person, {@code /api} for a script. It listens on loopback
 * and answers only to its own name, so that no other site opened in the same browser can read it or write through it.
 */
public final class Portal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Portal.class);
    private static final int LARGEST_BODY = 60 * 1024 * 1024;

    private final HttpServer http;
    private final ExecutorService threads = Executors.newFixedThreadPool(8, task -> {
        Thread thread = new Thread(task, "mes-portal");
        thread.setDaemon(true);
        return thread;
    });
    private final MonEspaceSante mes;
    private final byte[] style = Page.resource("style.css");
    private final PatientApi api;

    /** What an address names is not there. */
    static final class NotFound extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** What goes back. */
    record Answer(int status, String type, byte[] body, Map<String, String> headers) {
        static Answer html(int status, String page) {
            return new Answer(status, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8), Map.of());
        }

        static Answer seeOther(String location) {
            return new Answer(303, "text/plain", new byte[0], Map.of("Location", location));
        }
    }

    /** One request, cut up. */
    record Request(String method, List<String> path, String query, String contentType, byte[] body) {
        boolean isPost() {
            return method.equals("POST");
        }

        String parameter(String name) {
            return Portal.parameter(query, name);
        }

        FormData form() throws IOException {
            return FormData.read(body, contentType);
        }
    }

    /** @param port 0 for any free one */
    public Portal(MonEspaceSante mes, int port) throws IOException {
        this.mes = mes;
        this.api = new PatientApi(mes);
        this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        http.createContext("/", this::handle);
        http.setExecutor(threads);
    }

    public void start() {
        http.start();
    }

    /** Serves another page of the sandbox, to the same people only. */
    public void alsoServe(String path, HttpHandler page) {
        http.createContext(path, exchange -> {
            String refusal = foreign(exchange.getRequestHeaders());
            if (refusal == null) {
                page.handle(exchange);
                return;
            }
            try (exchange) {
                reply(exchange, PatientApi.error(403, refusal));
            }
        });
    }

    public String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer;
            try {
                answer = answer(exchange);
            } catch (NotFound e) {
                answer = isApi(exchange) ? PatientApi.error(404, "adresse inconnue") : notFound();
            } catch (IllegalArgumentException e) {
                answer = isApi(exchange)
                        ? PatientApi.error(400, String.valueOf(e.getMessage()))
                        : Answer.html(400, WritingPages.problem(String.valueOf(e.getMessage())));
            } catch (IOException | RuntimeException e) {
                LOG.warn("a request of the portal failed", e);
                answer = isApi(exchange)
                        ? PatientApi.error(500, "erreur interne")
                        : Answer.html(500, WritingPages.problem("Une erreur est survenue."));
            }
            reply(exchange, answer);
        }
    }

    private static boolean isApi(HttpExchange exchange) {
        return exchange.getRequestURI().getPath().startsWith("/api");
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        String refusal = foreign(exchange.getRequestHeaders());
        if (refusal != null) {
            return Answer.html(403, WritingPages.problem(refusal));
        }
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) {
            return Answer.html(413, WritingPages.problem("Le document est trop volumineux."));
        }
        List<String> path = List.of(
                exchange.getRequestURI().getPath().replaceAll("^/+|/+$", "").split("/"));
        String query = exchange.getRequestURI().getRawQuery();
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        Request request = new Request(
                exchange.getRequestMethod(), path, query == null ? "" : query, type == null ? "" : type, body);
        return path.get(0).equals("api") ? api.answer(request) : page(request);
    }

    /** Why a request is not from a page of ours; null when all is well. */
    private @Nullable String foreign(Headers headers) {
        int port = http.getAddress().getPort();
        Set<String> ours = Set.of("127.0.0.1:" + port, "localhost:" + port);
        String host = headers.getFirst("Host");
        if (host == null || !ours.contains(host)) {
            return "Ce serveur ne répond qu'à l'adresse " + url() + ".";
        }
        String origin = headers.getFirst("Origin");
        if (origin != null && !ours.contains(origin.replaceFirst("^http://", ""))) {
            return "Cette demande vient d'un autre site.";
        }
        return null;
    }

    private Answer page(Request request) throws IOException {
        List<String> path = request.path();
        if (!List.of("GET", "HEAD", "POST").contains(request.method())) {
            return Answer.html(405, WritingPages.problem("Méthode inconnue."));
        }
        if (path.size() == 1 && path.get(0).isEmpty()) {
            return Answer.html(200, new ReadingPages(mes).patients());
        }
        if (path.size() == 1 && path.get(0).equals("style.css")) {
            return new Answer(200, "text/css; charset=utf-8", style, Map.of());
        }
        return path.get(0).equals("patients") && path.size() >= 2
                ? mes.space(path.get(1))
                        .map(space -> new SpacePages(mes, space))
                        .orElseThrow(NotFound::new)
                        .answer(request, path.subList(2, path.size()))
                : notFound();
    }

    private static Answer notFound() {
        return Answer.html(404, WritingPages.problem("Cette page n'existe pas."));
    }

    static String parameter(String query, String name) {
        for (String pair : query.split("&")) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    private static void reply(HttpExchange exchange, Answer answer) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.type());
        headers.set("X-Content-Type-Options", "nosniff");
        // with no-referrer a browser would send its own forms with Origin: null (Fetch §3.2)
        headers.set("Referrer-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
        headers.set(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
        answer.headers().forEach(headers::set);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), head || answer.body().length == 0 ? -1 : answer.body().length);
        if (!head && answer.body().length > 0) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(answer.body());
            }
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}

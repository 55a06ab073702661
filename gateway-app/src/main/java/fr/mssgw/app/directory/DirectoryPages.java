package fr.mssgw.app.directory;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import fr.mssgw.core.identity.Bal;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /fhir/Organization?…} and {@code GET /fhir/Organization/{id}}: read-only, without a login, for all that is
 * told here is what pharmacies publish of themselves. Nothing of a request is logged. Thread-safe.
 */
public final class DirectoryPages {
    private static final String PATH = "/fhir/Organization";
    private static final String TYPE = "application/fhir+json; charset=utf-8";
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9.-]{1,253}(:\\d{1,5})?|\\[[0-9A-Fa-f:.]{2,45}](:\\d{1,5})?");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Supplier<Collection<Bal>> bals;
    private volatile Snapshot last = new Snapshot(java.util.List.of(), PharmacyDirectory.of(java.util.List.of()));

    /** A generation of BAL and what is published of it. */
    private record Snapshot(Collection<Bal> of, PharmacyDirectory directory) {}

    private record Answer(int status, Map<String, Object> resource) {}

    /** @param bals the same collection as long as none has changed */
    public DirectoryPages(Supplier<Collection<Bal>> bals) {
        this.bals = bals;
    }

    /** Adds these pages, and no other, to a server. */
    public void addTo(HttpServer server) {
        server.createContext(PATH, this::handle);
    }

    private PharmacyDirectory current() {
        Collection<Bal> now = bals.get();
        Snapshot known = last;
        if (known.of() != now) {
            known = new Snapshot(now, PharmacyDirectory.of(now));
            last = known;
        }
        return known.directory();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            byte[] octets = JSON.writeValueAsBytes(answer.resource());
            exchange.getResponseHeaders().set("Content-Type", TYPE);
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            if (answer.status() == 405) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            }
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(octets.length));
                exchange.sendResponseHeaders(answer.status(), -1);
            } else {
                exchange.sendResponseHeaders(answer.status(), octets.length);
                exchange.getResponseBody().write(octets);
            }
        }
    }

    private Answer answer(HttpExchange exchange) {
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return refused(405, "not-supported", "GET attendu");
        }
        String path = Objects.requireNonNullElse(exchange.getRequestURI().getPath(), "");
        String base = base(exchange.getRequestHeaders().getFirst("Host"));
        if (path.startsWith(PATH + "/")) {
            return current()
                    .byId(path.substring(PATH.length() + 1))
                    .map(pharmacy -> new Answer(200, FhirResources.organization(pharmacy)))
                    .orElseGet(() -> refused(404, "not-found", "pharmacie inconnue"));
        }
        if (!path.equals(PATH)) {
            return refused(404, "not-found", "page inconnue"); // a context also matches what only begins with its path
        }
        try {
            DirectoryQuery query = DirectoryQuery.read(exchange.getRequestURI().getRawQuery());
            PharmacyDirectory.Page page = current().find(query.conditions(), query.offset(), query.count());
            return new Answer(
                    200, FhirResources.searchset(page, base, query.links(base + "/Organization", page.total())));
        } catch (DirectoryQuery.Refused e) {
            return refused(400, "invalid", Objects.requireNonNullElse(e.getMessage(), "requête invalide"));
        }
    }

    private static Answer refused(int status, String code, String words) {
        return new Answer(status, FhirResources.outcome(code, words));
    }

    /** The address that the client reached us by. */
    private static String base(@Nullable String host) {
        String shown = host != null && HOST.matcher(host).matches() ? host : "localhost";
        return "http://" + shown + "/fhir";
    }
}

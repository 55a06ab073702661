package fr.mssgw.app.discovery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import fr.mssgw.app.discovery.MailService.Protocol;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.text.Ascii;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The pages that mail clients ask for their settings. Whether an address is a BAL is never looked up: the answer depends
 * on its domain alone. Nothing of a request is logged.
 */
public final class DiscoveryPages {

    private static final String MOZILLA = "/mail/config-v1.1.xml";
    private static final String MOZILLA_WELL_KNOWN = "/.well-known/autoconfig/mail/config-v1.1.xml";
    private static final String OUTLOOK = "/autodiscover/autodiscover.xml";
    private static final String APPLE = "/apple.mobileconfig";
    // Outlook writes the path in either way, other clients in a third
    private static final List<String> PATHS = List.of(
            MOZILLA,
            MOZILLA_WELL_KNOWN,
            OUTLOOK,
            "/Autodiscover/Autodiscover.xml",
            "/AutoDiscover/AutoDiscover.xml",
            APPLE);
    private static final int MAX_QUERY = 1_024;
    private static final int MAX_BODY = 16 * 1024;
    private static final String XML_TYPE = "text/xml; charset=utf-8";

    private final ClientSettings settings;

    public DiscoveryPages(ClientSettings settings) {
        this.settings = settings;
    }

    /** A refusal, with a line for whoever looks at it in a browser. */
    private static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        private final int status;

        Refused(int status, String line) {
            super(line);
            this.status = status;
        }
    }

    private record Answer(String type, String text) {}

    /** Adds these pages, and no other, to a server. */
    public void addTo(HttpServer server) {
        PATHS.forEach(path -> server.createContext(path, this::handle));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                Answer answer = answer(exchange);
                if (answer.type().startsWith("application/x-apple")) {
                    exchange.getResponseHeaders()
                            .set("Content-Disposition", "attachment; filename=\"mssante.mobileconfig\"");
                }
                send(exchange, 200, answer.type(), answer.text());
            } catch (Refused e) {
                if (e.status == 405) {
                    exchange.getResponseHeaders().set("Allow", isOutlook(exchange) ? "POST" : "GET, HEAD");
                }
                send(exchange, e.status, "text/plain; charset=utf-8", e.getMessage() + "\n");
            }
        }
    }

    private static boolean isOutlook(HttpExchange exchange) {
        return Ascii.same(Objects.requireNonNullElse(exchange.getRequestURI().getPath(), ""), OUTLOOK);
    }

    private Answer answer(HttpExchange exchange) throws IOException, Refused {
        String path = Objects.requireNonNullElse(exchange.getRequestURI().getPath(), "");
        if (!PATHS.contains(path)) {
            throw new Refused(404, "page inconnue"); // a context also matches what only begins with its path
        }
        String method = exchange.getRequestMethod();
        if (isOutlook(exchange)) {
            if (!method.equals("POST")) {
                throw new Refused(405, "POST attendu");
            }
            return outlook(exchange);
        }
        if (!method.equals("GET") && !method.equals("HEAD")) {
            throw new Refused(405, "GET attendu");
        }
        String query = exchange.getRequestURI().getRawQuery();
        return path.equals(APPLE)
                ? apple(query)
                : mozilla(query, exchange.getRequestHeaders().getFirst("Host"));
    }

    private Answer mozilla(@Nullable String query, @Nullable String host) throws Refused {
        Optional<MssAddress> user = address(query, "emailaddress");
        MailDomain domain = user.isPresent() ? user.get().domain() : domainOf(host);
        offered(domain);
        return new Answer(
                XML_TYPE,
                Autoconfig.write(
                        settings, domain, user.map(MssAddress::wireForm).orElse(Autoconfig.PLACEHOLDER)));
    }

    private Answer apple(@Nullable String query) throws Refused {
        MssAddress user = address(query, "email").orElseThrow(() -> new Refused(400, "paramètre email attendu"));
        offered(user.domain());
        MailService incoming = settings.best(Protocol.IMAP).orElseThrow(DiscoveryPages::nothing);
        MailService outgoing = settings.best(Protocol.SUBMISSION).orElseThrow(DiscoveryPages::nothing);
        return new Answer(
                "application/x-apple-aspen-config; charset=utf-8",
                AppleProfile.write(settings, user, incoming, outgoing));
    }

    private Answer outlook(HttpExchange exchange) throws IOException, Refused {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw new Refused(413, "requête trop longue");
        }
        MssAddress user =
                Autodiscover.address(body).orElseThrow(() -> new Refused(400, "requête autodiscover invalide"));
        offered(user.domain());
        return new Answer(XML_TYPE, Autodiscover.write(settings, user));
    }

    private void offered(MailDomain domain) throws Refused {
        if (!settings.serves(domain)) {
            throw new Refused(404, "domaine inconnu");
        }
        if (settings.services().isEmpty()) {
            throw nothing();
        }
    }

    private static Refused nothing() {
        return new Refused(404, "aucun service de messagerie");
    }

    /** Without an address, the domain is the one that the client reached us by, or the only one there is. */
    private MailDomain domainOf(@Nullable String host) throws Refused {
        String name = Ascii.lower(Objects.requireNonNullElse(host, ""))
                .replaceFirst(":\\d+$", "")
                .replaceFirst("^autoconfig\\.", "");
        return settings.domains().stream()
                .filter(domain ->
                        domain.name().equals(name) || settings.domains().size() == 1)
                .findFirst()
                .orElseThrow(() -> new Refused(400, "paramètre emailaddress attendu"));
    }

    private static Optional<MssAddress> address(@Nullable String query, String name) throws Refused {
        if (query == null) {
            return Optional.empty();
        }
        if (query.length() > MAX_QUERY) {
            throw new Refused(414, "requête trop longue");
        }
        Optional<MssAddress> found = Optional.empty();
        for (String pair : query.split("&", -1)) {
            if (!pair.startsWith(name + "=")) {
                continue;
            }
            if (found.isPresent()) {
                throw new Refused(400, "paramètre en double");
            }
            try {
                // a plus stays a plus: an address holds no space
                String text = URLDecoder.decode(
                        pair.substring(name.length() + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
                found = Optional.of(MssAddress.parse(text));
            } catch (MalformedAddress e) {
                throw new Refused(400, "adresse invalide");
            } catch (IllegalArgumentException e) {
                throw new Refused(400, "paramètre illisible");
            }
        }
        return found;
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(octets.length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, octets.length);
            exchange.getResponseBody().write(octets);
        }
    }
}

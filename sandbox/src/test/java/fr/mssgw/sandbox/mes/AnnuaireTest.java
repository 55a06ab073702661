package fr.mssgw.sandbox.mes;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnnuaireTest {
    private HttpServer server;
    private int status = 200;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.createContext("/", exchange -> {
            boolean second = exchange.getRequestURI().getQuery().contains("_offset");
            byte[] page = (second
                            ? page("", "c@x.mssante.fr", "Lyon", true)
                            : page(next(), "A@x.mssante.fr", "Paris", false))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/fhir";
    }

    private String next() {
        return "{\"relation\":\"next\",\"url\":\"" + base() + "/Organization?_offset=1\"}";
    }

    private static String page(String link, String address, String town, boolean unlisted) {
        return """
                {"resourceType":"Bundle","link":[%s],"entry":[{"resource":{"resourceType":"Organization","name":"P",
                "telecom":[{"system":"phone","value":"0100000000"},{"system":"email","value":"%s",
                "extension":[{"url":"m","extension":[{"url":"listeRouge","valueBoolean":%s}]}]}],
                "address":[{"city":"%s","postalCode":"75014"}]}}]}
                """
                .formatted(link, address, unlisted, town);
    }

    @Test
    void allPagesAreReadAndUnlistedOnesLeftOut() {
        assertThat(new Annuaire(base()).all()).containsExactly(new Pharmacy("a@x.mssante.fr", "P", "Paris", "75014"));
    }

    @Test
    void aDirectoryThatDoesNotAnswerLeavesThePageWithoutPharmaciesAndNotWithoutAPage() {
        status = 500;
        assertThat(new Annuaire(base()).all()).isEmpty();
        server.stop(0);
        assertThat(new Annuaire(base()).all()).isEmpty();
    }
}

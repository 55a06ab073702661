package fr.mssgw.sandbox.mes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pharmacies of the directory, asked for as FHIR Organization resources, as Mon espace santé asks the Annuaire santé.
 * An answer serves for a few seconds; while the directory does not answer the last one does. Thread-safe.
 */
public final class Annuaire implements Pharmacy.Directory {
    private static final Logger LOG = LoggerFactory.getLogger(Annuaire.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final int MOST_PAGES = 20;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final URI first;
    private List<Pharmacy> last = List.of();
    private Instant asked = Instant.MIN;

    /** @param base what the resources' addresses begin with, such as {@code http://127.0.0.1:2080/fhir} */
    public Annuaire(String base) {
        this.first = URI.create(base + "/Organization?active=true&_count=200");
    }

    @Override
    public synchronized List<Pharmacy> all() {
        Instant now = Instant.now();
        if (asked.plus(FRESH).isAfter(now)) {
            return last;
        }
        try {
            last = ask();
            asked = now;
        } catch (IOException e) {
            LOG.warn("the directory does not answer, {} pharmacies known before serve", last.size(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return last;
    }

    private List<Pharmacy> ask() throws IOException, InterruptedException {
        List<Pharmacy> found = new ArrayList<>();
        URI page = first;
        for (int pages = 0; page != null && pages < MOST_PAGES; pages++) {
            JsonNode bundle = get(page);
            for (JsonNode entry : bundle.path("entry")) {
                pharmacies(entry.path("resource"), found);
            }
            page = null;
            for (JsonNode link : bundle.path("link")) {
                if (link.path("relation").asText().equals("next")) {
                    page = first.resolve(link.path("url").asText());
                }
            }
        }
        return List.copyOf(found);
    }

    private JsonNode get(URI page) throws IOException, InterruptedException {
        if (!first.getAuthority().equals(page.getAuthority())) {
            throw new IOException("the directory sends us to another server");
        }
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(page)
                        .timeout(TIMEOUT)
                        .header("Accept", "application/fhir+json")
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException("the directory answered " + answer.statusCode());
        }
        return JSON.readTree(answer.body());
    }

    /** One for each organisational BAL that is not unlisted. */
    private static void pharmacies(JsonNode organization, List<Pharmacy> found) {
        JsonNode address = organization.path("address").path(0);
        for (JsonNode telecom : organization.path("telecom")) {
            if (telecom.path("system").asText().equals("email") && !isUnlisted(telecom)) {
                found.add(new Pharmacy(
                        telecom.path("value").asText().toLowerCase(Locale.ROOT),
                        organization.path("name").asText(),
                        address.path("city").asText(""),
                        address.path("postalCode").asText("")));
            }
        }
    }

    private static boolean isUnlisted(JsonNode telecom) {
        return telecom.findParents("url").stream()
                .anyMatch(extension -> extension.path("url").asText().equals("listeRouge")
                        && extension.path("valueBoolean").asBoolean());
    }
}

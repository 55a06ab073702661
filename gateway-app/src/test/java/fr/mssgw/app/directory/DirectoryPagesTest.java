package fr.mssgw.app.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.Bal.PatientInitiated;
import fr.mssgw.core.identity.Bal.PatientInitiated.AfterClosure;
import fr.mssgw.core.identity.Bal.PatientInitiated.First;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Person;
import fr.mssgw.core.identity.Postcode;
import fr.mssgw.core.identity.Rpps;
import fr.mssgw.core.identity.Structure;
import fr.mssgw.core.identity.StructureId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryPagesTest {

    private static final Bal.Organisational EGLISE =
            pharmacy("eglise", "420000001", "Pharmacie de l'Église", "Saint-Étienne", "42000", "SA33");
    private static final Bal.Organisational LILAS =
            pharmacy("lilas", "930000001", "Pharmacie des Lilas", "Les Lilas", "93260", "SA39");

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Bal> start = List.of(LILAS, EGLISE);
    private volatile Collection<Bal> bals = start;

    @org.jspecify.annotations.Nullable private HttpServer server;

    private static Bal.Organisational pharmacy(
            String name, String finess, String display, String town, String postcode, String sector) {
        return new Bal.Organisational(
                MssAddress.parse(name + "@test.mssante.fr"),
                display,
                false,
                List.of(new Person("Paul Petit", new Rpps("10000000002"))),
                new Structure(
                        new StructureId(StructureId.Kind.FINESS, finess),
                        display,
                        Optional.of(sector),
                        Optional.of(town),
                        Optional.of(new Postcode(postcode))),
                PatientInitiated.DEFAULT);
    }

    private static Bal.Organisational like(Bal.Organisational bal, String name, boolean listeRouge, First first) {
        return new Bal.Organisational(
                MssAddress.parse(name + "@test.mssante.fr"),
                bal.displayName(),
                listeRouge,
                bal.persons(),
                bal.team(),
                new PatientInitiated(first, AfterClosure.DOCUMENTS));
    }

    @BeforeEach
    void serve() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
        new DirectoryPages(() -> bals).addTo(server);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private HttpResponse<String> get(String pathAndQuery) throws Exception {
        return client.send(HttpRequest.newBuilder(at(pathAndQuery)).build(), BodyHandlers.ofString());
    }

    private URI at(String pathAndQuery) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + pathAndQuery);
    }

    private JsonNode json(String pathAndQuery) throws Exception {
        HttpResponse<String> answer = get(pathAndQuery);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    private List<String> names(String query) throws Exception {
        List<String> names = new ArrayList<>();
        json("/fhir/Organization" + query)
                .path("entry")
                .forEach(entry -> names.add(entry.at("/resource/name").asText()));
        return names;
    }

    @Test
    void aPharmacyIsAnOrganizationOfTheAnnuaireSante() throws Exception {
        JsonNode bundle = json("/fhir/Organization?address-postalcode=42000");
        assertThat(bundle.path("resourceType").asText()).isEqualTo("Bundle");
        assertThat(bundle.path("type").asText()).isEqualTo("searchset");
        assertThat(bundle.path("total").asInt()).isEqualTo(1);
        assertThat(bundle.at("/entry/0/fullUrl").asText())
                .isEqualTo(at("/fhir/Organization/1420000001").toString());
        JsonNode pharmacy = bundle.at("/entry/0/resource");
        assertThat(pharmacy.toString())
                .isEqualTo("{\"resourceType\":\"Organization\",\"id\":\"1420000001\",\"meta\":{\"profile\":"
                        + "[\"https://interop.esante.gouv.fr/ig/fhir/annuaire/StructureDefinition/as-organization\"]},"
                        + "\"language\":\"fr\",\"identifier\":[{\"use\":\"official\",\"type\":{\"coding\":[{\"system\":"
                        + "\"https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203\",\"code\":\"IDNST\"}]},"
                        + "\"system\":\"urn:oid:1.2.250.1.71.4.2.2\",\"value\":\"1420000001\"},{\"use\":\"official\","
                        + "\"type\":{\"coding\":[{\"system\":\"https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203\","
                        + "\"code\":\"FINEG\"}]},\"system\":\"https://finess.esante.gouv.fr\",\"value\":\"420000001\"}],"
                        + "\"active\":true,\"type\":[{\"extension\":[{\"url\":\"https://interop.esante.gouv.fr/ig/fhir/"
                        + "annuaire/StructureDefinition/as-ext-organization-types\",\"valueCode\":\"organizationType\"}],"
                        + "\"coding\":[{\"system\":\"https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-3307\","
                        + "\"code\":\"GEOGRAPHICAL-ENTITY\"}]},{\"extension\":[{\"url\":\"https://interop.esante.gouv.fr/"
                        + "ig/fhir/annuaire/StructureDefinition/as-ext-organization-types\",\"valueCode\":"
                        + "\"secteurActiviteRASS\"}],\"coding\":[{\"system\":\"https://mos.esante.gouv.fr/NOS/"
                        + "TRE_R02-SecteurActivite/FHIR/TRE-R02-SecteurActivite\",\"code\":\"SA33\"}]}],"
                        + "\"name\":\"Pharmacie de l'Église\",\"telecom\":[{\"extension\":[{\"url\":"
                        + "\"https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-contact-point-email-type\","
                        + "\"valueCoding\":{\"system\":\"https://mos.esante.gouv.fr/NOS/TRE_R256-TypeMessagerie/FHIR/"
                        + "TRE-R256-TypeMessagerie\",\"code\":\"MSSANTE\"}},{\"url\":\"https://interop.esante.gouv.fr/ig/"
                        + "fhir/annuaire/StructureDefinition/as-ext-mailbox-mss-metadata\",\"extension\":[{\"url\":"
                        + "\"type\",\"valueCodeableConcept\":{\"coding\":[{\"system\":\"https://mos.esante.gouv.fr/NOS/"
                        + "TRE_R257-TypeBAL/FHIR/TRE-R257-TypeBAL\",\"code\":\"ORG\"}]}},{\"url\":\"description\","
                        + "\"valueString\":\"Pharmacie de l'Église\"},{\"url\":\"listeRouge\",\"valueBoolean\":false}]}],"
                        + "\"system\":\"email\",\"value\":\"eglise@test.mssante.fr\"}],\"address\":[{\"city\":"
                        + "\"Saint-Étienne\",\"postalCode\":\"42000\"}]}");
        assertThat(json("/fhir/Organization/1420000001")).isEqualTo(pharmacy);
    }

    @ParameterizedTest
    @CsvSource({
        "?address-city=saint%20etienne,Pharmacie de l'Église",
        "?address-city=SAINT-%C3%89TIENNE,Pharmacie de l'Église",
        "?address-city=saint-e%CC%81tienne,Pharmacie de l'Église",
        "?name=pharmacie+de+l+eglise,Pharmacie de l'Église",
        "?name=pharmacie+de+l%E2%80%99eglise,Pharmacie de l'Église",
        "?name:contains=lilas,Pharmacie des Lilas",
        "?name:exact=Pharmacie%20des%20Lilas,Pharmacie des Lilas",
        "?address-postalcode=93,Pharmacie des Lilas",
        "?mailbox-mss=LILAS@,Pharmacie des Lilas",
        "?type=SA39,Pharmacie des Lilas",
        "?type=https%3A%2F%2Fmos.esante.gouv.fr%2FNOS%2FTRE_R02-SecteurActivite%2FFHIR%2FTRE-R02-SecteurActivite%7CSA33,"
                + "Pharmacie de l'Église",
        "?identifier=930000001,Pharmacie des Lilas",
        "?identifier=https%3A%2F%2Ffiness.esante.gouv.fr%7C420000001,Pharmacie de l'Église",
        "?name=pharmacie&address-city=les,Pharmacie des Lilas",
    })
    void patientsFindAPharmacyHoweverTheyWriteIt(String query, String name) throws Exception {
        assertThat(names(query)).containsExactly(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?name=lilas", "?name:exact=pharmacie%20des%20lilas", "?active=false", "?_id=1"})
    void whatDoesNotMatchIsNotFound(String query) throws Exception {
        JsonNode bundle = json("/fhir/Organization" + query);
        assertThat(bundle.path("total").asInt()).isZero();
        assertThat(bundle.has("entry")).isFalse();
    }

    @Test
    void unlistedPharmaciesAndThoseThatRefusePatientsAreNotTold() throws Exception {
        bals = List.of(
                like(EGLISE, "rouge", true, First.ANY),
                like(LILAS, "fermee", false, First.NONE),
                new Bal.Nominative(
                        MssAddress.parse("paul.petit@test.mssante.fr"),
                        "Paul Petit",
                        false,
                        LILAS.persons().get(0),
                        Optional.of(LILAS.team())),
                pharmacy("cabinet", "750000009", "Cabinet", "Paris", "75001", "SA07"));
        assertThat(json("/fhir/Organization").path("total").asInt()).isZero();
        assertThat(get("/fhir/Organization/1420000001").statusCode()).isEqualTo(404);
    }

    @Test
    void twoBalOfOnePharmacyAreOneOrganization() throws Exception {
        bals = List.of(LILAS, like(LILAS, "lilas.ordonnances", false, First.DOCUMENTS));
        JsonNode bundle = json("/fhir/Organization");
        assertThat(bundle.path("total").asInt()).isEqualTo(1);
        assertThat(bundle.at("/entry/0/resource/telecom").findValuesAsText("value"))
                .contains("lilas@test.mssante.fr", "lilas.ordonnances@test.mssante.fr");
    }

    @Test
    void aReloadShowsAtOnce() throws Exception {
        assertThat(names("")).hasSize(2);
        bals = List.of(LILAS);
        assertThat(names("")).containsExactly("Pharmacie des Lilas");
    }

    @Test
    void pagesFollowOneAnotherToTheEnd() throws Exception {
        List<Bal> many = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            many.add(pharmacy("p" + i, "75000000" + i, "Pharmacie " + i, "Paris", "75001", "SA33"));
        }
        bals = many;
        List<String> seen = new ArrayList<>();
        String url = "/fhir/Organization?name=pharmacie&_count=3";
        while (!url.isEmpty()) {
            JsonNode bundle = json(url);
            assertThat(bundle.path("total").asInt()).isEqualTo(7);
            bundle.path("entry")
                    .forEach(entry -> seen.add(entry.at("/resource/name").asText()));
            url = "";
            for (JsonNode link : bundle.path("link")) {
                if (link.path("relation").asText().equals("next")) {
                    URI next = URI.create(link.path("url").asText());
                    url = next.getRawPath() + "?" + next.getRawQuery();
                }
            }
        }
        assertThat(seen)
                .containsExactly(
                        "Pharmacie 0",
                        "Pharmacie 1",
                        "Pharmacie 2",
                        "Pharmacie 3",
                        "Pharmacie 4",
                        "Pharmacie 5",
                        "Pharmacie 6");
    }

    @Test
    void noPageIsLongerThanTheBound() throws Exception {
        List<Bal> many = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            many.add(pharmacy("p" + i, "7500%05d".formatted(i), "Pharmacie " + i, "Paris", "75001", "SA33"));
        }
        bals = many;
        assertThat(json("/fhir/Organization?_count=100000").path("entry")).hasSize(DirectoryQuery.LONGEST_PAGE);
        assertThat(json("/fhir/Organization").path("entry")).hasSize(DirectoryQuery.USUAL_PAGE);
        assertThat(json("/fhir/Organization?_count=0").has("entry")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?nom=lilas",
                "?name",
                "?name=",
                "?name=a&name=b",
                "?name:of-type=a",
                "?type=https%3A%2F%2Fexample.org%7CSA33",
                "?_count=-1",
                "?_count=many",
                "?_format=xml",
                "?name=%00",
                "?name="
                        + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void aQuestionThatIsNotUnderstoodIsRefusedAndNotWidened(String query) throws Exception {
        HttpResponse<String> answer = get("/fhir/Organization" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"resourceType\":\"OperationOutcome\"");
    }

    @Test
    void itIsReadOnly() throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(at("/fhir/Organization"))
                        .POST(BodyPublishers.ofString("{}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
        assertThat(get("/fhir/OrganizationX").statusCode()).isEqualTo(404);
        assertThat(get("/fhir/Organization/../../metrics").statusCode()).isEqualTo(404);
    }
}

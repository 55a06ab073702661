package fr.mssgw.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fr.mssgw.app.CannotStart;
import fr.mssgw.app.admin.AdminDoor;
import fr.mssgw.config.GatewayConfig;
import fr.mssgw.config.InvalidConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Asks the running gateway of a configuration directory. */
final class AdminClient {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final AdminDoor door;
    private final Path directory;

    private AdminClient(AdminDoor door, Path directory) {
        this.door = door;
        this.directory = directory;
    }

    static AdminClient of(Path directory) throws CannotStart {
        try {
            return new AdminClient(AdminDoor.read(GatewayConfig.read(directory).data()), directory);
        } catch (InvalidConfig e) {
            throw new CannotStart("the configuration has problems; see gateway check --config " + directory, e);
        } catch (IOException e) {
            throw notRunning(directory, e);
        }
    }

    private static CannotStart notRunning(Path directory, IOException e) {
        return new CannotStart(
                "no gateway runs with the configuration " + directory + ", or it runs as another user; start it first",
                e);
    }

    /** @throws CannotStart with the gateway's one line where it refuses */
    JsonNode ask(String page, Map<String, String> parameters) throws CannotStart, InterruptedException {
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(door.url() + "/admin/" + page))
                            .timeout(Duration.ofSeconds(60))
                            .header("Authorization", "Bearer " + door.token())
                            .POST(BodyPublishers.ofString(JSON.writeValueAsString(parameters)))
                            .build(),
                    BodyHandlers.ofString());
            JsonNode tree = JSON.readTree(answer.body());
            if (answer.statusCode() != 200) {
                throw new CannotStart(tree.path("error").asText("the gateway refused"), null);
            }
            return tree;
        } catch (ConnectException e) {
            throw notRunning(directory, e);
        } catch (IOException e) {
            throw new CannotStart("asking the gateway: " + AnswerLines.oneLine(e), e);
        }
    }
}

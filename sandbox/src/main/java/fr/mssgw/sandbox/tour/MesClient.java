package fr.mssgw.sandbox.tour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fr.mssgw.sandbox.SandboxFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Acts as a patient, through the API of the simulated Mon espace santé. */
final class MesClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final String portal;

    MesClient(String portal) {
        this.portal = portal;
    }

    /** What the gateway said to a patient's message. */
    record Answer(boolean accepted, int code, String enhanced, String reply) {
        @Override
        public String toString() {
            return code + " " + enhanced + " " + reply;
        }
    }

    record File(String name, String type, byte[] content) {}

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(URI.create(portal + path))
                        .timeout(Duration.ofSeconds(60))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException("the portal answered " + answer.statusCode());
        }
        return JSON.readTree(answer.body());
    }

    /** The newest message of a subject in a patient's inbox, whole. */
    Optional<JsonNode> message(SandboxFile.Patient patient, String subject) throws IOException, InterruptedException {
        String base = "/api/patients/" + patient.ins() + "/messages";
        for (JsonNode message : get(base)) {
            if (message.path("subject").asText().equals(subject)) {
                return Optional.of(get(base + "/" + message.path("id").asText()));
            }
        }
        return Optional.empty();
    }

    /** Whether this address ever wrote to the patient. */
    boolean knows(SandboxFile.Patient patient, String address) throws IOException, InterruptedException {
        for (JsonNode contact : get("/api/patients/" + patient.ins() + "/contacts")) {
            if (contact.path("address").asText().equals(address)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the patient is shown that this address may be written to. */
    boolean isOpen(SandboxFile.Patient patient, String address) throws IOException, InterruptedException {
        for (JsonNode contact : get("/api/patients/" + patient.ins() + "/contacts")) {
            if (contact.path("address").asText().equals(address)) {
                return contact.path("open").asBoolean();
            }
        }
        return false;
    }

    /** Moves the clock of what pharmacies do for patients. @return the time by it */
    String advanceClock(Duration way) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(URI.create(portal + "/api/clock"))
                        .timeout(Duration.ofSeconds(20))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(
                                JSON.writeValueAsBytes(Map.of("advance", way.toString()))))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException("the clock answered " + answer.statusCode());
        }
        return JSON.readTree(answer.body()).path("now").asText();
    }

    Answer send(
            SandboxFile.Patient patient,
            String endpoint,
            String to,
            String subject,
            String text,
            @Nullable String inReplyTo,
            List<File> files)
            throws IOException, InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("to", to);
        body.put("subject", subject);
        body.put("text", text);
        if (inReplyTo != null) {
            body.put("inReplyTo", inReplyTo);
        }
        body.put(
                "attachments",
                files.stream()
                        .map(file -> Map.of(
                                "name",
                                file.name(),
                                "type",
                                file.type(),
                                "content",
                                Base64.getEncoder().encodeToString(file.content())))
                        .toList());
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(URI.create(portal + "/api/patients/" + patient.ins() + "/" + endpoint))
                        .timeout(Duration.ofSeconds(90))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        JsonNode json = JSON.readTree(answer.body());
        if (answer.statusCode() != 200) {
            throw new IOException("the portal answered " + answer.statusCode() + ": "
                    + json.path("error").asText());
        }
        return new Answer(
                json.path("accepted").asBoolean(),
                json.path("code").asInt(),
                json.path("enhanced").asText(),
                json.path("reply").asText());
    }
}

package fr.mssgw.sandbox.mes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fr.mssgw.sandbox.Cast;
import fr.mssgw.sandbox.pki.DemoPki;
import fr.mssgw.sandbox.pki.DemoTls;
import fr.mssgw.sandbox.pki.PkiPlan;
import fr.mssgw.sandbox.smtp.Inbox;
import fr.mssgw.sandbox.smtp.ReceivingServer;
import fr.mssgw.sandbox.smtp.SmtpDialogue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** A simulated Mon espace santé with a gateway that takes everything, for one test. */
final class SimulatedMes implements AutoCloseable {
    static final String CLAIRE = "claire.martin@demo.mssante.fr";
    static final Cast.Person JEANNE = Cast.PATIENTS.get(0);
    static final Cast.Person INES = Cast.PATIENTS.get(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    final Inbox gateway;
    final MonEspaceSante mes;
    private final DemoPki pki;
    private final ReceivingServer server;
    private final Portal portal;
    private final HttpClient http = HttpClient.newHttpClient();

    SimulatedMes(DemoPki pki, Path directory, InstantSource clock, List<Pharmacy> pharmacies) throws IOException {
        this.pki = pki;
        this.gateway = new Inbox(directory.resolve("gateway"));
        this.server = new ReceivingServer(
                "mx.demo.mssante.fr",
                0,
                DemoTls.context(pki.identity(PkiPlan.SERVER), pki.root()),
                40_000_000,
                (envelope, message) -> gateway.add(envelope, message));
        server.start();
        this.mes = new MonEspaceSante(new MonEspaceSante.Setting(
                directory.resolve("mes"),
                0,
                server.port(),
                MonEspaceSante.tls(pki),
                pki.root(),
                clock,
                () -> pharmacies));
        mes.start();
        this.portal = new Portal(mes, 0);
        portal.start();
    }

    SmtpDialogue.Outcome handIn(Cast.Person patient, String headers, String text) throws IOException {
        return handIn(patient.address(), headers, text);
    }

    SmtpDialogue.Outcome handIn(String recipient, String headers, String text) throws IOException {
        String message = "From: Dr Claire MARTIN <" + CLAIRE + ">\r\nMessage-ID: <1@demo>\r\n" + headers + "\r\n\r\n"
                + text + "\r\n";
        return SmtpDialogue.send(
                "127.0.0.1",
                mes.smtpPort(),
                "mx",
                DemoTls.context(pki.identity(PkiPlan.CLIENT), pki.root()),
                CLAIRE,
                List.of(recipient),
                message.getBytes(StandardCharsets.UTF_8));
    }

    /** The addresses of a patient's pages begin with it. */
    String home(Cast.Person patient) throws IOException, InterruptedException {
        for (JsonNode one : json(get("/api/patients"))) {
            if (one.get("ins").asText().equals(patient.ins())) {
                return "/patients/" + one.get("id").asText();
            }
        }
        throw new IllegalArgumentException("no such patient");
    }

    /** The page of the newest message. */
    String newest(Cast.Person patient) throws IOException, InterruptedException {
        String home = home(patient);
        return home + "/messages/"
                + json(get("/api" + home + "/messages")).get(0).get("id").asText();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(portal.url() + path)));
    }

    HttpResponse<String> send(String method, String path, String json) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(portal.url() + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static JsonNode json(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body());
    }

    /** One part of a form. */
    record Part(String name, String file, byte[] content) {
        static Part field(String name, String value) {
            return new Part(name, "", value.getBytes(StandardCharsets.UTF_8));
        }
    }

    HttpResponse<String> submit(String path, Part... parts) throws IOException, InterruptedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Part part : parts) {
            String file = part.file().isEmpty() ? "" : "; filename=\"" + part.file() + "\"\r\nContent-Type: x/y";
            body.writeBytes(("--B\r\nContent-Disposition: form-data; name=\"" + part.name() + "\"" + file + "\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            body.writeBytes(part.content());
            body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        body.writeBytes("--B--\r\n".getBytes(StandardCharsets.US_ASCII));
        return send(HttpRequest.newBuilder(URI.create(portal.url() + path))
                .header("Content-Type", "multipart/form-data; boundary=B")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())));
    }

    /** What the gateway got last. */
    ReadMail last() throws IOException {
        List<String> names = gateway.names();
        return ReadMail.of(gateway.message(names.get(names.size() - 1)));
    }

    @Override
    public void close() {
        portal.close();
        mes.close();
        server.close();
    }
}

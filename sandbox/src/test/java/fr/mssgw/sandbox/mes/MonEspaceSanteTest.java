package fr.mssgw.sandbox.mes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fr.mssgw.sandbox.Cast;
import fr.mssgw.sandbox.pki.DemoPki;
import fr.mssgw.sandbox.pki.DemoTls;
import fr.mssgw.sandbox.pki.PkiPlan;
import fr.mssgw.sandbox.smime.SignedMail;
import fr.mssgw.sandbox.smtp.Inbox;
import fr.mssgw.sandbox.smtp.ReceivingServer;
import fr.mssgw.sandbox.smtp.SmtpDialogue;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.RejectException;

class MonEspaceSanteTest {
    private static final String CLAIRE = "claire.martin@demo.mssante.fr";
    private static final Cast.Person JEANNE = Cast.PATIENTS.get(0);

    @TempDir
    static Path keys;

    @TempDir
    Path directory;

    private static DemoPki pki;
    private Inbox gatewayInbox;
    private ReceivingServer gateway;
    private MonEspaceSante mes;
    private Portal portal;

    @BeforeAll
    static void issue() throws Exception {
        pki = DemoPki.open(keys, Instant.now());
    }

    @BeforeEach
    void start() throws Exception {
        gatewayInbox = new Inbox(directory.resolve("gateway"));
        SSLContext tls = DemoTls.context(pki.identity(PkiPlan.SERVER), pki.root());
        gateway = new ReceivingServer("mx.demo.mssante.fr", 0, tls, 40_000_000, new ReceivingServer.Reception() {
            @Override
            public void recipient(String address) throws RejectException {
                if (address.startsWith("paul.petit")) {
                    throw new RejectException(550, "5.7.1 écrivez à la pharmacie [GW-PAT-3]");
                }
            }

            @Override
            public void message(Inbox.Envelope envelope, byte[] message) throws java.io.IOException {
                gatewayInbox.add(envelope, message);
            }
        });
        gateway.start();
        open();
    }

    private void open() throws Exception {
        mes = new MonEspaceSante(new MonEspaceSante.Setting(
                directory.resolve("mes"),
                0,
                gateway.port(),
                MonEspaceSante.tls(pki),
                pki.root(),
                InstantSource.system(),
                () -> List.of(new Pharmacy(Cast.PHARMACY_BAL, Cast.PHARMACY_NAME, "Paris", "75011"))));
        mes.start();
        portal = new Portal(mes, 0);
        portal.start();
    }

    @AfterEach
    void stop() {
        portal.close();
        mes.close();
        gateway.close();
    }

    private SmtpDialogue.Outcome handIn(String identity, String recipient, byte[] message) throws Exception {
        SSLContext tls = identity.isEmpty()
                ? DemoTls.context(null, pki.root())
                : DemoTls.context(pki.identity(identity), pki.root());
        return SmtpDialogue.send("127.0.0.1", mes.smtpPort(), "mx", tls, CLAIRE, List.of(recipient), message);
    }

    private static byte[] mail(String headers, String text) {
        return ("From: Dr Claire MARTIN <" + CLAIRE + ">\r\nMessage-ID: <1@demo>\r\n" + headers + "\r\n\r\n" + text)
                .getBytes(StandardCharsets.UTF_8);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(portal.url() + path)).build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private String home() throws Exception {
        return "/patients/" + api("").get("id").asText();
    }

    private JsonNode api(String path) throws Exception {
        return new ObjectMapper()
                .readTree(get("/api/patients/" + JEANNE.ins() + path).body());
    }

    private JsonNode post(String path, String json) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(portal.url() + "/api/patients/" + JEANNE.ins() + path))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(json))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return new ObjectMapper().readTree(answer.body());
    }

    @Test
    void aMessageIsKeptByteForByteAndItsSenderBecomesAContact() throws Exception {
        byte[] message = mail("Subject: bilan", "..deux points\r\n.un point\r\nécrit en 8 bits\r\n\r\n");
        assertThat(handIn(PkiPlan.CLIENT, JEANNE.address(), message).accepted()).isTrue();
        Inbox inbox = new Inbox(mes.inboxDirectory());
        String name = inbox.names().get(0);
        assertThat(inbox.message(name)).isEqualTo(message);
        assertThat(inbox.envelope(name).from()).isEqualTo(CLAIRE);
        assertThat(inbox.envelope(name).tls()).startsWith("TLSv1");
        assertThat(inbox.envelope(name).clientCertificate()).contains("CN=mx.demo.mssante.fr");
        assertThat(api("/messages").get(0).get("subject").asText()).isEqualTo("bilan");
        assertThat(api("/contacts").get(0).get("address").asText()).isEqualTo(CLAIRE);
        assertThat(api("/contacts").get(0).get("open").asBoolean()).isTrue();
    }

    @Test
    void withoutACertificateOfTheAuthorityNothingIsReceived() throws Exception {
        for (String identity : List.of("", "peer-other-ca")) {
            try {
                assertThat(handIn(identity, JEANNE.address(), mail("Subject: x", "y"))
                                .accepted())
                        .isFalse();
            } catch (java.io.IOException refusedInTheHandshake) {
                assertThat(refusedInTheHandshake).isNotNull();
            }
        }
        SmtpDialogue.Outcome clear = SmtpDialogue.send(
                "127.0.0.1", mes.smtpPort(), "mx", null, CLAIRE, List.of(JEANNE.address()), mail("Subject: x", "y"));
        assertThat(clear.decisive().code()).isEqualTo(530);
        assertThat(new Inbox(mes.inboxDirectory()).names()).isEmpty();
    }

    @Test
    void theSignatureIsVerifiedAndShown() throws Exception {
        byte[] entity = "Content-Type: text/plain\r\n\r\nBonjour\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] signed = SignedMail.sign(entity, pki.identity("bal-claire.martin"));
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(
                ("From: " + CLAIRE + "\r\nSubject: sign\r\nMIME-Version: 1.0\r\n").getBytes(StandardCharsets.US_ASCII));
        message.writeBytes(signed);
        handIn(PkiPlan.CLIENT, JEANNE.address(), message.toByteArray());
        handIn(
                PkiPlan.CLIENT,
                JEANNE.address(),
                message.toString(StandardCharsets.ISO_8859_1)
                        .replace("Bonjour", "Bonsoir")
                        .getBytes(StandardCharsets.ISO_8859_1));
        assertThat(get(home() + "/messages/" + api("/messages").get(1).get("id").asText())
                        .body())
                .contains("Signature vérifiée : " + CLAIRE);
        assertThat(get(home() + "/messages/" + api("/messages").get(0).get("id").asText())
                        .body())
                .contains("Signature non valable");
    }

    @Test
    void whatCannotBeDeliveredComesBackAsAMailOfOneOfTwoForms() throws Exception {
        Cast.Person closed = Cast.PATIENTS.get(4);
        Cast.Person unknown = Cast.PATIENTS.get(5);
        handIn(PkiPlan.CLIENT, closed.address(), mail("Subject: bilan", "x"));
        await().until(() -> gatewayInbox.names().size() == 1);
        handIn(PkiPlan.CLIENT, unknown.address(), mail("Subject: bilan", "x"));
        await().until(() -> gatewayInbox.names().size() == 2);
        handIn(PkiPlan.CLIENT, "279035121518988@patient.mssante.fr", mail("Subject: bilan", "x"));
        await().until(() -> gatewayInbox.names().size() == 3);
        List<String> names = gatewayInbox.names();
        assertThat(gatewayInbox.envelope(names.get(0)).from()).isEmpty();
        assertThat(gatewayInbox.envelope(names.get(0)).recipients()).containsExactly(CLAIRE);
        String report = new String(gatewayInbox.message(names.get(0)), StandardCharsets.UTF_8);
        assertThat(report)
                .contains("multipart/report", "report-type=delivery-status", "Status: 5.2.1", "Subject: bilan");
        assertThat(gatewayInbox.message(names.get(0))).isEqualTo(ascii(gatewayInbox.message(names.get(0))));
        ReadMail plain = ReadMail.of(gatewayInbox.message(names.get(1)));
        assertThat(plain.subject()).isEqualTo("Message non distribué : bilan");
        assertThat(plain.text()).contains("« bilan »", "Usager introuvable");
        assertThat(ReadMail.of(gatewayInbox.message(names.get(2))).text()).contains("Adresse invalide");
    }

    /** The header section with every octet above 127 replaced. */
    private static byte[] ascii(byte[] message) {
        byte[] copy = message.clone();
        for (int at = 0; at + 3 < copy.length && !(copy[at] == '\r' && copy[at + 2] == '\r'); at++) {
            copy[at] = copy[at] < 0 ? (byte) '?' : copy[at];
        }
        return copy;
    }

    @Test
    void whatIsTooLargeIsRefusedAtOnceOrComesBack() throws Exception {
        byte[] huge = mail("Subject: gros", "x".repeat(1000).concat("\r\n").repeat(26_300));
        assertThat(handIn(PkiPlan.CLIENT, JEANNE.address(), huge).decisive().code())
                .isEqualTo(552);
        byte[] large = mail("Subject: gros", "x".repeat(998).concat("\r\n").repeat(25_200));
        assertThat(handIn(PkiPlan.CLIENT, JEANNE.address(), large).accepted()).isTrue();
        await().until(() -> gatewayInbox.names().size() == 1);
        assertThat(new String(gatewayInbox.message(gatewayInbox.names().get(0)), StandardCharsets.UTF_8))
                .contains("Status: 5.3.4");
        assertThat(api("/messages")).isEmpty();
    }

    @Test
    void anEndIsShownAndTheReplyToIsTheContact() throws Exception {
        handIn(
                PkiPlan.CLIENT,
                JEANNE.address(),
                mail("Subject: avec retour\r\nReply-To: secretariat.cardio@demo.mssante.fr", "x"));
        assertThat(api("/contacts").get(0).get("address").asText()).isEqualTo("secretariat.cardio@demo.mssante.fr");
        handIn(PkiPlan.CLIENT, JEANNE.address(), mail("Subject: un\r\nX-MSS-MES: FIN", "x"));
        JsonNode claire = api("/contacts").get(1);
        assertThat(claire.get("address").asText()).isEqualTo(CLAIRE);
        assertThat(claire.get("open").asBoolean()).isFalse();
    }

    @Test
    void anAnswerReachesTheGatewayAsThePatientsMail() throws Exception {
        handIn(PkiPlan.CLIENT, JEANNE.address(), mail("Subject: bilan", "x"));
        String id = api("/messages").get(0).get("id").asText();
        JsonNode answer = post(
                "/messages",
                """
                {"inReplyTo":"%s","text":"Merci é","attachments":[{"name":"a.txt","type":"text/plain","content":"YQ=="}]}
                """
                        .formatted(id));
        assertThat(answer.get("accepted").asBoolean()).isTrue();
        assertThat(answer.get("code").asInt()).isEqualTo(250);
        String name = gatewayInbox.names().get(0);
        assertThat(gatewayInbox.envelope(name).from()).isEqualTo(JEANNE.address());
        ReadMail mail = ReadMail.of(gatewayInbox.message(name));
        assertThat(mail.subject()).isEqualTo("Re: bilan");
        assertThat(mail.from()).isEqualTo(JEANNE.address());
        assertThat(mail.text().strip()).isEqualTo("Merci é");
        assertThat(mail.files().get(0).content()).isEqualTo("a".getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(gatewayInbox.message(name), StandardCharsets.UTF_8))
                .contains("In-Reply-To: <1@demo>");
    }

    @Test
    void aRefusalIsTold() throws Exception {
        JsonNode answer = post("/messages", "{\"to\":\"paul.petit@demo.mssante.fr\",\"subject\":\"s\",\"text\":\"t\"}");
        assertThat(answer.get("accepted").asBoolean()).isFalse();
        assertThat(answer.get("code").asInt()).isEqualTo(550);
        assertThat(answer.get("enhanced").asText()).isEqualTo("5.7.1");
        assertThat(answer.get("reply").asText()).endsWith("[GW-PAT-3]");
        assertThat(get(home() + "/sent").body())
                .contains("<span class=\"tag bad\">refusé</span>")
                .contains("GW-PAT-3");
    }

    @Test
    void aDocumentForAPharmacyHasItsUsualSubject() throws Exception {
        assertThat(post("/pharmacy", "{\"text\":\"t\"}").get("accepted").asBoolean())
                .isTrue();
        String name = gatewayInbox.names().get(0);
        assertThat(gatewayInbox.envelope(name).recipients()).containsExactly(Cast.PHARMACY_BAL);
        assertThat(ReadMail.of(gatewayInbox.message(name)).subject()).isEqualTo("Document de " + JEANNE.name());
    }

    @Test
    void aFormWithAFileSends() throws Exception {
        String body = "--B\r\nContent-Disposition: form-data; name=\"to\"\r\n\r\n" + Cast.PHARMACY_BAL
                + "\r\n--B\r\nContent-Disposition: form-data; name=\"subject\"\r\n\r\nDocument é\r\n"
                + "--B\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nvoilà\r\n"
                + "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"prêt.pdf\"\r\n"
                + "Content-Type: application/pdf\r\n\r\n%PDF-1.4 x\r\n--B--\r\n";
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(portal.url() + home() + "/pharmacy"))
                                .header("Content-Type", "multipart/form-data; boundary=B")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(303);
        ReadMail mail = ReadMail.of(gatewayInbox.message(gatewayInbox.names().get(0)));
        assertThat(mail.subject()).isEqualTo("Document é");
        assertThat(mail.text().strip()).isEqualTo("voilà");
        assertThat(mail.files().get(0).name()).isEqualTo("prêt.pdf");
        assertThat(mail.files().get(0).content()).isEqualTo("%PDF-1.4 x".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void whatComesFromOutsideIsEscaped() throws Exception {
        handIn(
                PkiPlan.CLIENT,
                JEANNE.address(),
                mail("Subject: <script>alert(1)</script>", "<img src=x onerror=\"alert('2')\">"));
        String id = api("/messages").get(0).get("id").asText();
        for (String path : List.of("", "/messages/" + id, "/write", "/pharmacy?q=%22%3E%3Cscript%3E", "/sent")) {
            HttpResponse<String> page = get(home() + path);
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).doesNotContain("<script", "<img");
            assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'none'");
        }
        assertThat(get("/").body()).contains(JEANNE.name());
        assertThat(get("/nowhere").statusCode()).isEqualTo(404);
    }

    @Test
    void anotherSiteCannotWriteThroughTheBrowser() throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(portal.url() + "/api/patients/" + JEANNE.ins() + "/messages"))
                                .header("Origin", "http://evil.example")
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(gatewayInbox.names()).isEmpty();
    }

    @Test
    void aRestartFindsAllMessagesAndContacts() throws Exception {
        handIn(PkiPlan.CLIENT, JEANNE.address(), mail("Subject: bilan", "x"));
        post("/messages", "{\"to\":\"" + CLAIRE + "\",\"subject\":\"s\",\"text\":\"t\"}");
        portal.close();
        mes.close();
        open();
        assertThat(api("/messages")).hasSize(1);
        assertThat(api("/contacts")).hasSize(1);
        assertThat(api("/sent").get(0).get("accepted").asBoolean()).isTrue();
        try (var files = Files.list(mes.inboxDirectory())) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void badRequestsGetOneClearAnswer() throws Exception {
        assertThat(post("/messages", "not json").get("error").asText()).contains("JSON");
        assertThat(post("/messages", "{\"to\":\"nobody\"}").get("error").asText())
                .contains("adresse MSSanté");
        assertThat(post("/messages", "{\"inReplyTo\":\"x\"}").get("error").asText())
                .contains("inconnu");
        assertThat(get("/api/patients/000/messages").statusCode()).isEqualTo(404);
    }
}

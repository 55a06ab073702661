package fr.mssgw.sandbox.mes;

import static fr.mssgw.sandbox.mes.SimulatedMes.CLAIRE;
import static fr.mssgw.sandbox.mes.SimulatedMes.INES;
import static fr.mssgw.sandbox.mes.SimulatedMes.JEANNE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import fr.mssgw.sandbox.pki.DemoPki;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A script makes the simulated Mon espace santé fail, and it fails as told, as often as told. */
class BehaviourTest {
    @TempDir
    static Path keys;

    @TempDir
    Path directory;

    private static DemoPki pki;
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private SimulatedMes mes;

    @BeforeAll
    static void issue() throws Exception {
        pki = DemoPki.open(keys, Instant.now());
    }

    @BeforeEach
    void start() throws Exception {
        mes = new SimulatedMes(pki, directory, now::get, List.of());
    }

    @AfterEach
    void stop() {
        mes.close();
    }

    private void told(String rules) throws Exception {
        HttpResponse<String> answer = mes.send("PUT", "/api/behaviour", "{\"rules\":[" + rules + "]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private String sent() throws IOException {
        return mes.handIn(JEANNE, "Subject: essai", "x").decisive().toString();
    }

    @ParameterizedTest
    @CsvSource({"MAIL,MAIL FROM", "RCPT,RCPT TO", "DATA,DATA"})
    void aReplyIsGivenAtItsStageAsOftenAsAsked(String at, String stage) throws Exception {
        told("{\"do\":\"reply\",\"at\":\"" + at
                + "\",\"code\":451,\"enhanced\":\"4.7.1\",\"text\":\"plus tard\",\"times\":2}");
        for (int time = 0; time < 2; time++) {
            assertThat(mes.handIn(JEANNE, "Subject: essai", "x").decisive()).satisfies(reply -> {
                assertThat(reply.stage()).isEqualTo(stage);
                assertThat(reply.toString()).isEqualTo("451 4.7.1 plus tard");
            });
        }
        assertThat(sent()).startsWith("250");
        assertThat(SimulatedMes.json(mes.get("/api/behaviour")).path("rules")).isEmpty();
    }

    @Test
    void aRuleForOnePatientLeavesTheOthersAlone() throws Exception {
        String id = mes.home(JEANNE).replace("/patients/", "");
        told("{\"do\":\"reply\",\"at\":\"RCPT\",\"code\":550,\"patient\":\"" + id + "\"}");
        assertThat(mes.handIn(INES, "Subject: essai", "x").accepted()).isTrue();
        assertThat(sent()).startsWith("550 5.3.0");
        assertThat(mes.send("DELETE", "/api/behaviour", "").statusCode()).isEqualTo(200);
        assertThat(sent()).startsWith("250");
    }

    @Test
    void theConnectionBreaksDuringTheContentAndNothingIsKept() throws Exception {
        told("{\"do\":\"disconnect\",\"at\":\"DATA\",\"times\":1}");
        assertThatThrownBy(this::sent).isInstanceOf(IOException.class);
        assertThat(mes.mes.spaces().get(0).received()).isEmpty();
        assertThat(sent()).startsWith("250");
    }

    @Test
    void theGreyListTakesAPairThatComesBackLater() throws Exception {
        told("{\"do\":\"greylist\",\"after\":\"PT5M\"}");
        assertThat(sent()).startsWith("451 4.7.1");
        assertThat(sent()).startsWith("451 4.7.1");
        now.updateAndGet(before -> before.plus(Duration.ofMinutes(5)));
        assertThat(sent()).startsWith("250");
    }

    @ParameterizedTest
    @CsvSource({"expired", "other-ca", "client-refused"})
    void theCertificateIsWrongOnceAndThenRight(String fault) throws Exception {
        told("{\"do\":\"tls\",\"certificate\":\"" + fault + "\",\"times\":1}");
        assertThatThrownBy(this::sent).isInstanceOf(IOException.class);
        assertThat(sent()).startsWith("250");
    }

    @ParameterizedTest
    @CsvSource({
        "closed, plain, est fermée",
        "closed, report, Status: 5.2.1",
        "unknown, report, Status: 5.1.1",
        "invalid, report, Status: 5.1.3",
        "too-large, plain, trop volumineux",
    })
    void anOpenMailboxBouncesForAnyReasonInEitherForm(String reason, String form, String told) throws Exception {
        told("{\"do\":\"bounce\",\"reason\":\"" + reason + "\",\"form\":\"" + form + "\",\"times\":1}");
        assertThat(sent()).startsWith("250");
        await().until(() -> mes.gateway.names().size() == 1);
        String raw = new String(mes.gateway.message(mes.gateway.names().get(0)), StandardCharsets.UTF_8);
        assertThat(raw.contains("report-type=delivery-status")).isEqualTo(form.equals("report"));
        assertThat(raw + mes.last().text()).contains(told);
        assertThat(mes.mes.spaces().get(0).received()).isEmpty();
    }

    @Test
    void aReceiptGoesByItselfWhenItsTimeHasCome() throws Exception {
        told("{\"do\":\"receipt\",\"after\":\"PT2H\"}");
        mes.handIn(JEANNE, "Subject: bilan\r\nDisposition-Notification-To: " + CLAIRE, "x");
        mes.send("POST", "/api" + mes.newest(JEANNE) + "/read", "");
        assertThat(SimulatedMes.json(mes.get("/api" + mes.newest(JEANNE)))
                        .path("receipt")
                        .asText())
                .isEqualTo("requested");
        assertThat(mes.gateway.names()).isEmpty();
        now.updateAndGet(before -> before.plus(Duration.ofHours(2)));
        await().until(() -> mes.gateway.names().size() == 1);
        assertThat(new String(mes.gateway.message(mes.gateway.names().get(0)), StandardCharsets.UTF_8))
                .contains("Disposition: manual-action/MDN-sent-automatically; displayed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"do\":\"explode\"} | do : delay, reply",
                "{\"do\":\"reply\",\"at\":\"RCPT\",\"code\":250} | de 400 à 599",
                "{\"do\":\"reply\",\"at\":\"QUIT\",\"code\":450} | MAIL, RCPT ou DATA",
                "{\"do\":\"reply\",\"at\":\"MAIL\",\"code\":450,\"patient\":\"x\"} | patient",
                "{\"do\":\"delay\",\"at\":\"DATA\",\"after\":\"soon\"} | ISO 8601",
                "{\"do\":\"delay\",\"at\":\"DATA\",\"after\":\"PT1H\"} | au plus PT5M",
                "{\"do\":\"bounce\",\"reason\":\"tired\"} | reason : closed, unknown, invalid, too-large",
                "{\"do\":\"bounce\",\"color\":\"red\"} | color",
                "{\"do\":\"tls\",\"certificate\":\"none\"} | certificate : expired",
                "not json | illisible",
            })
    void aBadRuleIsRefusedWithWhatToWrite(String rule, String advice) throws Exception {
        HttpResponse<String> answer = mes.send("POST", "/api/behaviour", rule);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(advice);
    }

    @Test
    void mailForAnotherDomainIsNotRelayed() throws Exception {
        assertThat(mes.handIn("jean.dupont@pair.mssante.fr", "Subject: x", "x")
                        .decisive()
                        .toString())
                .startsWith("550 5.7.1");
    }

    @Test
    void rulesAreKeptOverARestartWithWhatIsLeftOfTheirTimes() throws Exception {
        told("{\"do\":\"reply\",\"at\":\"RCPT\",\"code\":451,\"times\":2}," + "{\"do\":\"bounce\",\"patient\":\""
                + INES.ins() + "\",\"reason\":\"closed\"}");
        assertThat(sent()).startsWith("451");
        List<Behaviour.Rule> left = mes.mes.behaviour().rules();
        assertThat(left).hasSize(2);

        mes.close();
        start();
        assertThat(mes.mes.behaviour().rules()).isEqualTo(left);
        assertThat(sent()).startsWith("451");
        assertThat(sent()).startsWith("250");

        mes.send("DELETE", "/api/behaviour", "");
        mes.close();
        start();
        assertThat(mes.mes.behaviour().rules()).isEmpty();
    }

    @Test
    void aFileOfRulesThatIsBrokenIsLeftOut() throws Exception {
        mes.close();
        Files.writeString(directory.resolve("mes/behaviour.json"), "{\"rules\":[{\"do\":\"fly\"}]}");
        start();
        assertThat(mes.mes.behaviour().rules()).isEmpty();
        assertThat(sent()).startsWith("250");
    }
}

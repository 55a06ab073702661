package fr.mssgw.sandbox.mes;

import static fr.mssgw.sandbox.mes.SimulatedMes.CLAIRE;
import static fr.mssgw.sandbox.mes.SimulatedMes.INES;
import static fr.mssgw.sandbox.mes.SimulatedMes.JEANNE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.mssgw.sandbox.Cast;
import fr.mssgw.sandbox.mes.SimulatedMes.Part;
import fr.mssgw.sandbox.pki.DemoPki;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a patient can do in the pages, and is told. */
class PatientPagesTest {
    private static final Pharmacy CENTRALE = new Pharmacy(Cast.PHARMACY_BAL, "Pharmacie Centrale", "Paris", "75011");
    private static final Pharmacy RHONE =
            new Pharmacy("pharmacie.rhone@demo.mssante.fr", "Pharmacie du Rhône", "Lyon", "69002");
    private static final byte[] PDF = "%PDF-1.4 x".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 1, 2, 3};

    @TempDir
    static Path keys;

    @TempDir
    Path directory;

    private static DemoPki pki;
    private SimulatedMes mes;

    @BeforeAll
    static void issue() throws Exception {
        pki = DemoPki.open(keys, Instant.now());
    }

    @BeforeEach
    void start() throws Exception {
        mes = new SimulatedMes(pki, directory, InstantSource.system(), List.of(CENTRALE, RHONE));
    }

    @AfterEach
    void stop() {
        mes.close();
    }

    @Test
    void noAddressOfAPageHoldsAMatricule() throws Exception {
        mes.handIn(JEANNE, "Subject: bilan", "x");
        String home = mes.home(JEANNE);
        for (String path :
                List.of("/", home, mes.newest(JEANNE), home + "/write", home + "/pharmacy", home + "/sent")) {
            HttpResponse<String> page = mes.get(path);
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).doesNotContainPattern("(href|action)=\"[^\"]*" + JEANNE.ins());
        }
        assertThat(mes.get("/patients/" + JEANNE.ins()).statusCode()).isEqualTo(404);
    }

    @Test
    void theAddressesStayTheSameAfterARestart() throws Exception {
        String before = mes.home(JEANNE);
        mes.close();
        start();
        assertThat(mes.home(JEANNE)).isEqualTo(before);
    }

    @Test
    void aClosedExchangeIsExplainedAndHasNoAnswerBox() throws Exception {
        mes.handIn(JEANNE, "Subject: bilan", "x");
        String page = mes.newest(JEANNE);
        assertThat(mes.get(page).body()).contains("Envoyer la réponse");
        mes.handIn(JEANNE, "Subject: fin\r\nX-MSS-MES: FIN", "x");
        assertThat(mes.get(page).body())
                .contains("Le professionnel a clos cet échange", "Dr Claire MARTIN")
                .doesNotContain("<textarea", "Envoyer la réponse");
        HttpResponse<String> late =
                mes.submit(page + "/reply", Part.field("subject", "Re: bilan"), Part.field("text", "merci"));
        assertThat(late.statusCode()).isEqualTo(422);
        assertThat(late.body()).contains("Le professionnel a clos cet échange");
        assertThat(mes.gateway.names()).isEmpty();
        mes.handIn(JEANNE, "Subject: suite", "x");
        assertThat(mes.get(page).body()).contains("Envoyer la réponse");
    }

    @Test
    void whatIsWrongIsToldAboveAndBesideItsFieldAndNothingTypedIsLost() throws Exception {
        mes.handIn(JEANNE, "Subject: bilan", "x");
        HttpResponse<String> answer = mes.submit(
                mes.newest(JEANNE) + "/reply",
                Part.field("subject", ""),
                Part.field("text", "mon <long> texte"),
                new Part("file", "virus.exe", new byte[] {'M', 'Z', 1}),
                new Part("file", "faux.pdf", JPEG));
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body())
                .contains("<title>Erreur : bilan", "mon &lt;long&gt; texte", "role=\"alert\"")
                .contains("href=\"#subject\"", "aria-describedby=\"subject-error\" aria-invalid=\"true\"")
                .contains("« virus.exe » est d&#39;un type", "« faux.pdf » n&#39;est pas du type que son nom annonce")
                .contains("aria-describedby=\"file-hint file-error\" aria-invalid=\"true\"");
        assertThat(mes.gateway.names()).isEmpty();
    }

    @Test
    void severalFilesGoWithAnAnswer() throws Exception {
        mes.handIn(JEANNE, "Subject: bilan", "x");
        HttpResponse<String> answer = mes.submit(
                mes.newest(JEANNE) + "/reply",
                Part.field("subject", "Re: bilan"),
                Part.field("text", ""),
                new Part("file", "photo.jpg", JPEG),
                new Part("file", "ordonnance.pdf", PDF));
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(mes.last().files()).extracting(ReadMail.File::name).containsExactly("photo.jpg", "ordonnance.pdf");
        assertThat(mes.last().files().get(0).content()).isEqualTo(JPEG);
        String told = answer.headers().firstValue("Location").orElseThrow();
        assertThat(mes.get(told).body())
                .contains("<title>Message envoyé", "role=\"status\"", "« Re: bilan » est remis");
    }

    @Test
    void aCarersMessageSaysSoAsTheOfficialApplicationDoes() throws Exception {
        mes.handIn(INES, "Subject: bilan", "x");
        assertThat(mes.get(mes.newest(INES)).body()).contains("Qui écrit ?", "Louise Garnier-Test");
        mes.submit(
                mes.newest(INES) + "/reply",
                Part.field("writer", "caregiver"),
                Part.field("subject", "Re: bilan"),
                Part.field("text", "Elle va mieux.\n"));
        assertThat(mes.last().text().replace("\r\n", "\n"))
                .isEqualTo("Elle va mieux.\n\n"
                        + "Ce message a été rédigé par Louise Garnier-Test, l'aidant de Inès Garnier-Test.\n");
        mes.handIn(JEANNE, "Subject: bilan", "x");
        assertThat(mes.get(mes.newest(JEANNE)).body()).doesNotContain("Qui écrit ?");
    }

    @Test
    void aReceivedPrescriptionIsForwardedToAPharmacyOfTheDirectory() throws Exception {
        mes.handIn(
                JEANNE,
                "Subject: ordonnance\r\nMIME-Version: 1.0\r\nContent-Type: application/pdf; name=\"o.pdf\"\r\n"
                        + "Content-Disposition: attachment; filename=\"o.pdf\"",
                "%PDF-1.4 x");
        String page = mes.get(mes.newest(JEANNE)).body();
        String target = page.replaceAll("(?s).*href=\"([^\"]*pharmacy\\?doc=[^\"]*)\".*", "$1");
        assertThat(mes.get(target + "&q=lyon").body())
                .contains("Pharmacie du Rhône")
                .doesNotContain("Centrale");
        String doc = target.substring(target.indexOf('=') + 1);
        assertThat(mes.get(target + "&to=" + RHONE.address()).body()).contains("Document joint : o.pdf");
        HttpResponse<String> answer = mes.submit(
                mes.home(JEANNE) + "/pharmacy",
                Part.field("to", RHONE.address()),
                Part.field("subject", "Document de Jeanne"),
                Part.field("forward", doc));
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(mes.last().files().get(0).name()).isEqualTo("o.pdf");
        assertThat(new String(mes.last().files().get(0).content(), StandardCharsets.US_ASCII))
                .startsWith("%PDF-1.4 x");
        assertThat(mes.get(mes.home(JEANNE) + "/pharmacy").body())
                .containsSubsequence("Pharmacie du Rhône", "déjà contactée", "Pharmacie Centrale");
    }

    @Test
    void aPharmacyGetsNothingWithoutADocumentOrOutsideTheDirectory() throws Exception {
        String form = mes.home(JEANNE) + "/pharmacy";
        assertThat(mes.submit(form, Part.field("to", RHONE.address()), Part.field("subject", "x"))
                        .body())
                .contains("Joignez votre ordonnance");
        assertThat(mes.submit(form, Part.field("to", "paul.petit@demo.mssante.fr"), Part.field("subject", "x"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(mes.gateway.names()).isEmpty();
    }

    @Test
    void theSearchKnowsNameTownAndPostcodeWithoutAccents() {
        List<Pharmacy> all = List.of(RHONE, CENTRALE);
        assertThat(Pharmacy.search(all, " RHONE ", Set.of())).containsExactly(RHONE);
        assertThat(Pharmacy.search(all, "lyon", Set.of())).containsExactly(RHONE);
        assertThat(Pharmacy.search(all, "75011 centrale", Set.of())).containsExactly(CENTRALE);
        assertThat(Pharmacy.search(all, "marseille", Set.of())).isEmpty();
        assertThat(Pharmacy.search(all, "", Set.of())).containsExactly(CENTRALE, RHONE);
        assertThat(Pharmacy.search(all, "", Set.of(RHONE.address()))).containsExactly(RHONE, CENTRALE);
    }

    @Test
    void anOpenedMessageIsNoLongerNewEvenAfterARestart() throws Exception {
        mes.handIn(JEANNE, "Subject: bilan", "x");
        assertThat(mes.get(mes.home(JEANNE)).body()).contains(">nouveau<");
        mes.get(mes.newest(JEANNE));
        assertThat(mes.get(mes.home(JEANNE)).body()).doesNotContain(">nouveau<");
        mes.close();
        start();
        assertThat(mes.get(mes.home(JEANNE)).body()).doesNotContain(">nouveau<");
    }

    @Test
    void aReceiptThatTheProfessionalAskedForGoesWhenThePatientSendsIt() throws Exception {
        mes.handIn(JEANNE, "Subject: bilan\r\nDisposition-Notification-To: " + CLAIRE, "x");
        String page = mes.newest(JEANNE);
        assertThat(mes.get(page).body()).contains("Envoyer l'accusé de lecture");
        mes.submit(page + "/receipt");
        await().until(() -> mes.gateway.names().size() == 1);
        String name = mes.gateway.names().get(0);
        assertThat(mes.gateway.envelope(name).from()).isEmpty();
        assertThat(mes.gateway.envelope(name).recipients()).containsExactly(CLAIRE);
        assertThat(new String(mes.gateway.message(name), StandardCharsets.UTF_8))
                .contains("report-type=disposition-notification", "Original-Message-ID: <1@demo>")
                .contains("Disposition: manual-action/MDN-sent-manually; displayed");
        await().untilAsserted(() -> assertThat(mes.get(page).body()).contains("Accusé de lecture : envoyé"));
        mes.handIn(JEANNE, "Subject: autre\r\nDisposition-Notification-To: espion@example.org", "x");
        assertThat(mes.get(mes.newest(JEANNE)).body()).doesNotContain("accusé de lecture");
    }
}

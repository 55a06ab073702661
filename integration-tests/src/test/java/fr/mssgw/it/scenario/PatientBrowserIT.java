package fr.mssgw.it.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fr.mssgw.it.fixture.Browser;
import fr.mssgw.it.fixture.Browser.Screen;
import fr.mssgw.it.fixture.Imap;
import fr.mssgw.it.fixture.Post;
import fr.mssgw.it.fixture.RunningSandbox;
import fr.mssgw.sandbox.SandboxFile;
import fr.mssgw.sandbox.smtp.SmtpDialogue;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A patient with a telephone, and professionals with mail programs: what each sees of the other. One story in the order
 * of its chapters. {@code -Dscreenshots=DIR} also writes the pictures of the documentation.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PatientBrowserIT {
    private static final String SUBJECT = "Résultats de votre bilan " + System.nanoTime() % 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TALLEST = 1_500;
    private static final String TAB = "\uE004";
    private static final String ENTER = "\uE007";

    @TempDir
    static Path files;

    private static Browser browser;
    private static final SandboxFile SANDBOX = RunningSandbox.file();
    private static final SandboxFile.Patient PATIENT = SANDBOX.patient("open", 4);
    private static final SandboxFile.Account CARDIOLOGY = SANDBOX.account("secretariat.cardio", "Sophie Leroy");
    private static final SandboxFile.Account PHARMACY = SANDBOX.account("pharmacie.eglise", null);

    @BeforeAll
    static void open() throws Exception {
        Browser.needed();
        browser = Browser.open(Screen.TELEPHONE);
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    @Order(1)
    void thePatientReadsAMessage() throws Exception {
        assertThat(write(SUBJECT, "").code()).isEqualTo(250);
        home("");
        shown(SUBJECT);
        reads("nouveau");
        fits("messages-recus");
        browser.press(SUBJECT);
        reads("Votre bilan est bon.", "Répondre", "Signature vérifiée");
        fits("lire-et-repondre");
        browser.press("Messages reçus");
        await().atMost(PATIENCE).until(() -> browser.title().startsWith("Messages reçus"));
        assertThat(browser.text().lines().filter(line -> line.contains("nouveau")))
                .noneMatch(line -> line.contains(SUBJECT));
    }

    @Test
    @Order(2)
    void thePatientIsToldWhatIsMissingAndAnswers() throws Exception {
        browser.press(SUBJECT);
        browser.clear("#subject");
        browser.type("#file", file("essai.exe", new byte[] {'M', 'Z', 0, 1}).toString());
        browser.press("Envoyer la réponse");
        reads("Votre message n'est pas parti");
        assertThat(browser.title()).startsWith("Erreur");
        assertThat(browser.run("return document.activeElement.getAttribute('role')")
                        .asText())
                .isEqualTo("alert");
        reads("Écrivez l'objet du message.", "« essai.exe » est d'un type");
        fits("erreur");
        browser.type("#subject", "Re: " + SUBJECT);
        browser.type("#text", "Bonjour,\nmerci pour ces résultats.");
        browser.press("Envoyer la réponse");
        reads("« Re: " + SUBJECT + " » est remis à ", CARDIOLOGY.bal());
        assertThat(browser.title()).startsWith("Message envoyé");
        fits("message-envoye");
        String seen = inboxOf(CARDIOLOGY, "Re: ");
        assertThat(seen).contains("From: ", PATIENT.address(), "X-MSSGW-Conversation: open");
    }

    @Test
    @Order(3)
    void afterTheClosureTheBoxIsGoneAndWhatWasTypedBeforeIsRefused() throws Exception {
        home("");
        browser.press(SUBJECT);
        assertThat(browser.shows("textarea")).isTrue();
        browser.type("#text", "Encore une question");
        assertThat(write("Fin de nos échanges " + SUBJECT, "X-MSS-MES: FIN\r\n").code())
                .isEqualTo(250);
        await().atMost(PATIENCE).until(() -> closedInTheMeantime());
        browser.press("Envoyer la réponse");
        reads("Le professionnel a clos cet échange", "vous ne pouvez plus");
        assertThat(browser.shows("textarea")).isFalse();
        fits("echange-clos");
        browser.press("Nouveau message");
        assertThat(browser.run("return document.querySelector('select')?.innerText ?? ''")
                        .asText())
                .doesNotContain(CARDIOLOGY.bal());
    }

    @Test
    @Order(4)
    void thePatientFindsAPharmacyAndSendsAPhotoAndAPdf() throws Exception {
        browser.press("Écrire à une pharmacie");
        reads("Pharmacie Centrale", "Pharmacie de l'Église");
        fits("chercher-une-pharmacie");
        for (String search : List.of("42000", "saint etienne", "eglise")) {
            browser.clear("#q");
            browser.type("#q", search + ENTER);
            reads("Pharmacie de l'Église", "1 pharmacie");
            assertThat(browser.text()).doesNotContain("Centrale");
        }
        browser.press("Pharmacie de l'Église");
        browser.press("Envoyer à la pharmacie");
        reads("Joignez votre ordonnance");
        browser.type("#file", photo() + "\n" + file("ordonnance.pdf", PDF.getBytes(StandardCharsets.US_ASCII)));
        browser.click("input[value=caregiver]");
        browser.type("#text", "Je passe ce soir.");
        fits("envoyer-une-ordonnance");
        browser.press("Envoyer à la pharmacie");
        reads("Message envoyé", "photo.jpg, ordonnance.pdf");
        String seen = inboxOf(PHARMACY, "Document de");
        assertThat(seen).contains("photo.jpg", "ordonnance.pdf", "$MSS_Prescription");
        assertThat(seen.replace("=\n", "")).containsPattern("aidant de|Q2UgbWVzc2FnZSBhIMOpdMOpIHLDqWRpZ8Op");
        browser.press("Écrire à une pharmacie");
        reads("déjà contactée");
        assertThat(browser.text()).containsSubsequence("Pharmacie de l'Église", "déjà contactée", "Centrale");
    }

    @Test
    @Order(5)
    void thePharmacyAcknowledgesAndThePatientSeesIt() throws Exception {
        home("");
        shown("Bien reçu : Document de " + PATIENT.name());
        browser.press("Bien reçu");
        reads("apportez l'original", "appelez le 15", "Répondre");
        fits("accuse-de-la-pharmacie");
    }

    @Test
    @Order(6)
    void thePagesAreSoundOnADesktopScreenToo() throws Exception {
        browser.screen(Screen.DESKTOP);
        try {
            browser.go(SANDBOX.mes().portal());
            fits("choisir-un-patient");
            for (String page : List.of("", "/write", "/pharmacy", "/sent")) {
                home(page);
                fits("bureau" + page.replace('/', '-'));
            }
        } finally {
            browser.screen(Screen.TELEPHONE);
        }
    }

    @Test
    @Order(7)
    void theKeyboardAloneSuffices() throws Exception {
        home("/pharmacy?q=eglise");
        browser.keys(TAB);
        assertThat(focus("innerText")).isEqualTo("Aller au contenu");
        assertThat(browser.run("return document.activeElement.getBoundingClientRect().left")
                        .asInt())
                .isNotNegative();
        for (int at = 0; at < 12 && !focus("innerText").equals("Pharmacie de l'Église"); at++) {
            browser.keys(TAB);
        }
        assertThat(browser.run("const s = getComputedStyle(document.activeElement, '::after');"
                                + "return s.outlineStyle + ' ' + s.outlineWidth")
                        .asText())
                .isEqualTo("solid 3px");
        browser.keys(ENTER);
        await().atMost(PATIENCE).until(() -> browser.title().startsWith("Écrire à Pharmacie de l'Église"));
    }

    @Test
    @Order(8)
    void nothingIsLoadedFromElsewhereAndNoAddressHoldsAMatricule() throws Exception {
        home("");
        JsonNode loaded =
                browser.run("return performance.getEntries().filter(e => e.name.startsWith('http')).map(e => e.name)");
        assertThat(loaded).isNotEmpty().allSatisfy(one -> assertThat(one.asText())
                .startsWith(SANDBOX.mes().portal())
                .doesNotContain(PATIENT.ins()));
        assertThat(browser.run("return document.scripts.length").asInt()).isZero();
    }

    private static void home(String page) throws Exception {
        browser.go(SANDBOX.mes().portal());
        String name = PATIENT.name();
        browser.press(name);
        if (!page.isEmpty()) {
            browser.go(browser.address() + page);
        }
    }

    /** Waits for the page that follows a click. */
    private static void reads(String... words) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions() // the page is being replaced
                .untilAsserted(() -> assertThat(browser.text()).contains(words));
    }

    /** Waits until the list has a message, as a patient would: by asking again. */
    private static void shown(String subject) {
        await("« " + subject + " »")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    browser.go(browser.address());
                    return browser.text().contains(subject);
                });
    }

    /** Whether Mon espace santé has the closing message, without touching the page that is open. */
    private static boolean closedInTheMeantime() throws IOException {
        String contacts = SANDBOX.mes().portal() + "/api/patients/" + PATIENT.ins() + "/contacts";
        for (JsonNode contact : new ObjectMapper().readTree(URI.create(contacts).toURL())) {
            if (contact.path("address").asText().equals(CARDIOLOGY.bal())) {
                return !contact.path("open").asBoolean();
            }
        }
        return false;
    }

    /** The page has no fault of accessibility, fits the screen's width, and its targets are large enough for a thumb. */
    private static void fits(String name) throws Exception {
        assertThat(browser.faults()).as("axe-core on " + name).isEmpty();
        assertThat(browser.run("return document.documentElement.scrollWidth").asInt())
                .as("width of " + name)
                .isLessThanOrEqualTo(browser.screen().width());
        List<String> small = new ArrayList<>();
        browser.run(TARGETS).forEach(one -> small.add(one.asText()));
        assertThat(small).as("targets under 44 px on " + name).isEmpty();
        String directory = System.getProperty("screenshots");
        if (directory != null) {
            byte[] picture = browser.picture(
                    browser.run("return document.body.scrollHeight").asInt() < TALLEST);
            assertThat(picture.length).as("octets of " + name + ".png").isLessThan(150_000);
            Files.write(Files.createDirectories(Path.of(directory)).resolve(name + ".png"), picture);
        }
    }

    /** Links within a sentence need not be large (WCAG 2.2, 2.5.8). */
    private static final String TARGETS =
            """
            return [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
              .filter(e => !e.matches('.skip') && !(e.matches('p a') && e.parentElement.innerText.trim() !== e.innerText.trim()))
              .map(e => [e, (e.matches('.cover') ? e.closest('.card') : e.closest('.choice') ?? e).getBoundingClientRect()])
              .filter(([e, box]) => box.height > 0 && (box.height < 44 || box.width < 44))
              .map(([e, box]) => e.outerHTML + ' ' + box.width + 'x' + box.height)
            """;

    private static String focus(String property) throws Exception {
        return browser.run("return document.activeElement[arguments[0]]", property)
                .asText();
    }

    private static SmtpDialogue.Reply write(String subject, String headers) throws IOException {
        Post post = new Post(SANDBOX);
        String mail = "From: =?utf-8?Q?Secr=C3=A9tariat_de_cardiologie?= <" + CARDIOLOGY.bal() + ">\r\nTo: <"
                + PATIENT.address() + ">\r\nSubject: " + encoded(subject) + "\r\nMessage-ID: <" + System.nanoTime()
                + "@poste.demo.mssante.fr>\r\nDate: Sun, 22 Nov 2026 10:00:00 +0100\r\n" + headers
                + "\r\nBonjour,\r\n\r\nVotre bilan est bon. Nous nous revoyons dans un an.\r\n";
        try (SmtpDialogue session = post.client(CARDIOLOGY)) {
            return Post.send(session, CARDIOLOGY.bal(), PATIENT.address(), mail);
        }
    }

    private static String encoded(String text) {
        return "=?utf-8?B?" + java.util.Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
                + "?=";
    }

    /** The newest message whose subject has these words, as a mail program sees it: its flags and all its text. */
    private static String inboxOf(SandboxFile.Account account, String subject) throws Exception {
        return await("« " + subject + " » in the INBOX of " + account.bal())
                .atMost(PATIENCE)
                .until(
                        () -> {
                            try (Imap imap = Imap.inbox(SANDBOX, account)) {
                                int uid = imap.find(subject);
                                return uid == 0 ? "" : imap.flags(uid) + imap.message(uid);
                            }
                        },
                        found -> !found.isEmpty());
    }

    private static Path file(String name, byte[] content) throws IOException {
        return Files.write(files.resolve(name), content);
    }

    /** What a telephone's camera makes of a prescription on paper. */
    private static Path photo() throws IOException {
        BufferedImage image = new BufferedImage(480, 640, BufferedImage.TYPE_INT_RGB);
        Graphics2D drawing = image.createGraphics();
        drawing.setColor(Color.WHITE);
        drawing.fillRect(20, 20, 440, 600);
        drawing.setColor(Color.BLACK);
        drawing.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 24));
        drawing.drawString("Ordonnance (fictive)", 60, 100);
        drawing.dispose();
        Path photo = files.resolve("photo.jpg");
        ImageIO.write(image, "jpg", photo.toFile());
        return photo;
    }

    private static final String PDF =
            """
            %PDF-1.4
            1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
            2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
            3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj
            trailer<</Root 1 0 R/Size 4>>
            %%EOF
            """;
}

package fr.mssgw.patient.flow;

import static fr.mssgw.core.fixture.People.CLAIRE_MARTIN;
import static fr.mssgw.core.fixture.People.JEAN_DUPONT;
import static fr.mssgw.core.fixture.People.LABO;
import static fr.mssgw.core.fixture.People.PATIENT;
import static fr.mssgw.core.fixture.People.PAUL_PETIT;
import static fr.mssgw.core.fixture.People.PHARMACIE;
import static fr.mssgw.core.fixture.People.SECRETARIAT;
import static fr.mssgw.core.fixture.Stage.MES;
import static fr.mssgw.core.fixture.Stage.PAIR;
import static fr.mssgw.core.fixture.Stage.message;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.delivery.AbsenceAnswer;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.fixture.MemoryStore;
import fr.mssgw.core.fixture.Stage;
import fr.mssgw.core.flow.Reception;
import fr.mssgw.core.flow.TransactionalInbound;
import fr.mssgw.core.flow.TransactionalSubmission;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mailbox.DeliveryRules;
import fr.mssgw.core.mailbox.DeliveryRules.Absence;
import fr.mssgw.core.mailbox.MailboxSettings;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.MimeOutline;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.patient.PatientBridge;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an organisational BAL's rules do to mail that comes in. */
class ServerRulesTest {
    private static final MssAddress TEAM = SECRETARIAT.address();
    private static final Absence AWAY = new Absence(
            "Absence",
            "Le secrétariat est fermé.",
            Stage.NOW.minusSeconds(60),
            Stage.NOW.plusSeconds(60),
            Duration.ofDays(7));
    private static final MimeOutline XDM = new MimeOutline(
            List.of(new MimeOutline.File("IHE_XDM.ZIP", "application/zip", MimeOutline.Content.IHE_XDM)));

    private final Stage stage = new Stage(new PatientBridge());
    private final TransactionalInbound inbound = new TransactionalInbound(stage.ports(), Stage.CLOCK, Stage.SETTINGS);
    private final TransactionalSubmission submission =
            new TransactionalSubmission(stage.ports(), Stage.CLOCK, Stage.SETTINGS);

    @AfterEach
    void noContentIsLeftOpen() {
        assertThat(stage.security.unclosed).isEmpty();
    }

    private void rules(Bal bal, DeliveryRules rules) {
        stage.policies.put(bal.address(), MailboxSettings.UNLIMITED.with(rules));
    }

    private static DeliveryRules xdmTo(Bal software) {
        return new DeliveryRules(Optional.of(software.address()), List.of(), Optional.empty());
    }

    private static DeliveryRules copyTo(Bal member) {
        return new DeliveryRules(Optional.empty(), List.of(member.address()), Optional.empty());
    }

    private static DeliveryRules absent() {
        return new DeliveryRules(Optional.empty(), List.of(), Optional.of(AWAY));
    }

    private static RawMessage fromJean(String... fields) {
        return message(
                "From: " + JEAN_DUPONT.wireForm(),
                "To: " + TEAM.wireForm(),
                "Message-ID: <1@pair.mssante.fr>",
                "X-MSSGW-Rule: forged",
                fields.length == 0 ? "X: y" : String.join("\r\n", fields),
                "",
                "corps");
    }

    private void receive(RawMessage message, Bal... recipients) {
        Envelope envelope = new Envelope(
                JEAN_DUPONT,
                java.util.Arrays.stream(recipients).map(Bal::address).toArray(MssAddress[]::new));
        assertThat(inbound.onMessage(PAIR, envelope, message)).isInstanceOf(Reception.Stored.class);
    }

    private MemoryStore.Stored at(Bal bal) {
        return stage.store.copies.stream()
                .filter(copy -> copy.placements().stream().map(Placement::bal).anyMatch(bal.address()::equals))
                .findFirst()
                .orElseThrow();
    }

    private List<MssAddress> placed() {
        return stage.store.copies.stream()
                .flatMap(copy -> copy.placements().stream().map(Placement::bal))
                .toList();
    }

    private List<AbsenceAnswer> answers() {
        return stage.store.deliveries.stream()
                .flatMap(delivery -> delivery.answers().stream())
                .toList();
    }

    private List<String> ruled() {
        return stage.store.deliveries.stream()
                .flatMap(delivery -> delivery.audit().stream())
                .filter(event -> event.kind() == AuditEvent.Kind.RULE_APPLIED)
                .map(event -> event.actor() + " " + event.details().get("rule") + " "
                        + event.details().get("to") + " " + event.details().get("outcome"))
                .toList();
    }

    @Test
    void aDocumentGoesToTheSoftwareOfTheServiceInsteadAndSaysByWhichRule() {
        rules(SECRETARIAT, xdmTo(LABO));
        stage.outline = XDM;
        receive(fromJean(), SECRETARIAT, CLAIRE_MARTIN);
        assertThat(placed()).containsExactlyInAnyOrder(LABO.address(), CLAIRE_MARTIN.address());
        assertThat(at(LABO).text())
                .startsWith("X-MSSGW-Rule: xdm-to; from=" + TEAM + "\r\n")
                .contains("corps")
                .doesNotContain("forged");
        assertThat(at(CLAIRE_MARTIN).text()).doesNotContain("X-MSSGW-Rule");
        assertThat(ruled()).containsExactly(TEAM + " xdm-to " + LABO.address() + " done");
    }

    @Test
    void mailWithoutADocumentStaysWithTheTeam() {
        rules(SECRETARIAT, xdmTo(LABO));
        receive(fromJean(), SECRETARIAT);
        assertThat(placed()).containsExactly(TEAM);
        assertThat(ruled()).isEmpty();
    }

    @Test
    void aSoftwareThatGetsTheMessageAnywayGetsItOnce() {
        rules(SECRETARIAT, xdmTo(LABO));
        stage.outline = XDM;
        receive(fromJean(), SECRETARIAT, LABO);
        assertThat(placed()).containsExactly(LABO.address());
    }

    @Test
    void aFullBalOfARuleRefusesNobodysMail() {
        rules(
                SECRETARIAT,
                new DeliveryRules(Optional.of(LABO.address()), List.of(CLAIRE_MARTIN.address()), Optional.empty()));
        stage.outline = XDM;
        stage.store.full.add(LABO.address());
        stage.store.full.add(CLAIRE_MARTIN.address());
        receive(fromJean(), SECRETARIAT);
        assertThat(placed()).containsExactly(TEAM);
        assertThat(ruled())
                .containsExactly(
                        TEAM + " xdm-to " + LABO.address() + " not possible",
                        TEAM + " copy-to " + CLAIRE_MARTIN.address() + " not possible");
        assertThat(stage.outlined)
                .as("readings for documents, in however many attempts")
                .isEqualTo(1);
    }

    @Test
    void whatIsTooLargeForTheBalOfARuleStaysWithTheTeam() {
        rules(
                SECRETARIAT,
                new DeliveryRules(Optional.of(LABO.address()), List.of(CLAIRE_MARTIN.address()), Optional.empty()));
        stage.outline = XDM;
        stage.policies.put(LABO.address(), MailboxSettings.UNLIMITED.withMessage(10));
        receive(fromJean(), SECRETARIAT);
        assertThat(placed()).containsExactlyInAnyOrder(TEAM, CLAIRE_MARTIN.address());
    }

    @Test
    void aMemberGetsACopyAlsoOfWhatAColleagueHereSends() {
        rules(SECRETARIAT, copyTo(CLAIRE_MARTIN));
        RawMessage message = message(
                "From: " + PAUL_PETIT.address().wireForm(), "To: " + TEAM.wireForm(), "Subject: x", "", "corps");
        assertThat(submission.onMessage(Stage.client(PAUL_PETIT), new Envelope(PAUL_PETIT.address(), TEAM), message))
                .isInstanceOf(Reception.Stored.class);
        assertThat(placed()).containsExactlyInAnyOrder(TEAM, CLAIRE_MARTIN.address());
        assertThat(at(CLAIRE_MARTIN).text()).startsWith("X-MSSGW-Rule: copy-to; from=" + TEAM);
    }

    @Test
    void rulesDoNotFollowOneAnother() {
        rules(SECRETARIAT, copyTo(CLAIRE_MARTIN));
        rules(CLAIRE_MARTIN, copyTo(PAUL_PETIT));
        receive(fromJean(), SECRETARIAT);
        assertThat(placed()).containsExactlyInAnyOrder(TEAM, CLAIRE_MARTIN.address());
    }

    @Test
    void whatAPatientSendsStaysWithTheTeam() {
        rules(
                PHARMACIE,
                new DeliveryRules(Optional.of(LABO.address()), List.of(PAUL_PETIT.address()), Optional.of(AWAY)));
        stage.outline = XDM;
        MssAddress patient = PATIENT.address();
        RawMessage message = message("From: " + patient.wireForm(), "To: " + PHARMACIE.address(), "", "corps");
        assertThat(inbound.onMessage(MES, new Envelope(patient, PHARMACIE.address()), message))
                .isInstanceOf(Reception.Stored.class);
        assertThat(placed()).containsOnly(PHARMACIE.address());
        assertThat(answers()).isEmpty();
    }

    @Test
    void anAbsenceIsAnsweredFromTheBalByAMachineToTheSenderWithTheNullSender() throws IOException {
        rules(SECRETARIAT, absent());
        receive(fromJean(), SECRETARIAT);
        assertThat(placed()).containsExactly(TEAM);
        assertThat(answers()).hasSize(1);
        AbsenceAnswer answer = answers().get(0);
        assertThat(answer.bal()).isEqualTo(TEAM);
        assertThat(answer.correspondent()).isEqualTo(JEAN_DUPONT);
        assertThat(answer.unlessSince()).isEqualTo(Stage.NOW.minus(Duration.ofDays(7)));
        Delivery delivery = answer.answer();
        assertThat(delivery.sender()).isEmpty();
        Copy copy = delivery.copies().get(0);
        assertThat(copy.queued()).hasSize(1);
        String text = new String(copy.header(), StandardCharsets.US_ASCII)
                + new String(copy.source().open().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(text)
                .contains(
                        "<" + TEAM.wireForm() + ">",
                        "To: <" + JEAN_DUPONT.wireForm() + ">",
                        "Auto-Submitted: auto-replied",
                        "In-Reply-To: <1@pair.mssante.fr>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Auto-Submitted: auto-replied",
                "Auto-Submitted: auto-generated",
                "List-Id: <x.pair.mssante.fr>",
                "List-Unsubscribe: <mailto:x@pair.mssante.fr>",
                "Precedence: bulk",
                "X-Auto-Response-Suppress: DR, OOF, AutoReply",
                "Content-Type: multipart/report; boundary=x"
            })
    void noMachineAndNoListIsAnswered(String field) {
        rules(SECRETARIAT, absent());
        receive(fromJean(field), SECRETARIAT);
        assertThat(answers()).isEmpty();
    }

    @Test
    void nobodyIsAnsweredOutsideTheAbsenceOrWhereTheBalIsNotNamed() {
        Absence over = new Absence("a", "b", Stage.NOW.minusSeconds(60), Stage.NOW, Duration.ofDays(7));
        rules(SECRETARIAT, new DeliveryRules(Optional.empty(), List.of(), Optional.of(over)));
        receive(fromJean(), SECRETARIAT);
        rules(SECRETARIAT, absent());
        receive(
                message("From: " + JEAN_DUPONT.wireForm(), "To: autre@pair.mssante.fr", "", "en copie cachée"),
                SECRETARIAT);
        assertThat(answers()).isEmpty();
    }

    @Test
    void twoAbsentTeamsDoNotAnswerEachOther() {
        rules(SECRETARIAT, absent());
        rules(PHARMACIE, absent());
        RawMessage message =
                message("From: " + PHARMACIE.address().wireForm(), "To: " + TEAM.wireForm(), "Subject: x", "", "corps");
        submission.onMessage(Stage.client(PHARMACIE), new Envelope(PHARMACIE.address(), TEAM), message);
        assertThat(answers()).hasSize(1);
        assertThat(answers().get(0).answer().answers()).isEmpty();
        assertThat(answers().get(0).answer().copies().get(0).placements())
                .extracting(Placement::bal)
                .containsExactly(PHARMACIE.address());
    }
}

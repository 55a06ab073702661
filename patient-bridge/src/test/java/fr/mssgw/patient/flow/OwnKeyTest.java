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
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.fixture.MemoryStore;
import fr.mssgw.core.fixture.Stage;
import fr.mssgw.core.flow.Reception;
import fr.mssgw.core.flow.TransactionalInbound;
import fr.mssgw.core.flow.TransactionalSubmission;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mailbox.DeliveryRules;
import fr.mssgw.core.mailbox.MailboxSettings;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.message.DsnRequest.Notify;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.MimeOutline;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.patient.PatientBridge;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is opened with a BAL's key goes to that BAL alone (docs/adr/0028), whatever the gateway does with a message. */
class OwnKeyTest {
    private static final MssAddress CLAIRE = CLAIRE_MARTIN.address();
    private static final MssAddress PAUL = PAUL_PETIT.address();
    private static final MssAddress TEAM = SECRETARIAT.address();
    private static final String CLEAR =
            "From: jean.dupont@pair.mssante.fr\r\nTo: x@demo.mssante.fr\r\n\r\nen clair\r\n";
    private static final String OWN = "From: jean.dupont@pair.mssante.fr\r\n\r\npour un autre\r\n";
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

    private static RawMessage sealed(MssAddress from) {
        return message(
                "From: " + from.wireForm(),
                "To: " + TEAM.wireForm(),
                "Message-ID: <1@pair.mssante.fr>",
                "Content-Type: application/pkcs7-mime; smime-type=enveloped-data",
                "",
                "chiffré");
    }

    private static Envelope envelope(MssAddress sender, Bal... recipients) {
        return new Envelope(sender, Arrays.stream(recipients).map(Bal::address).toArray(MssAddress[]::new));
    }

    private void receive(Bal... recipients) {
        assertThat(inbound.onMessage(PAIR, envelope(JEAN_DUPONT, recipients), sealed(JEAN_DUPONT)))
                .isInstanceOf(Reception.Stored.class);
    }

    private String at(MssAddress bal) {
        List<String> texts = stage.store.copies.stream()
                .filter(copy -> copy.placements().stream().map(Placement::bal).anyMatch(bal::equals))
                .map(MemoryStore.Stored::text)
                .toList();
        assertThat(texts).as("at " + bal).hasSize(1);
        return texts.get(0);
    }

    private boolean isAt(MssAddress bal) {
        return stage.store.copies.stream()
                .flatMap(copy -> copy.placements().stream())
                .anyMatch(placement -> placement.bal().equals(bal));
    }

    private void rules(Optional<MssAddress> xdmTo, MssAddress... copyTo) {
        stage.policies.put(
                TEAM, MailboxSettings.UNLIMITED.with(new DeliveryRules(xdmTo, List.of(copyTo), Optional.empty())));
    }

    @Test
    void aMessageEncryptedToPaulIsReadableToPaulAlone() {
        stage.security.openedBy.put(PAUL, CLEAR);
        receive(CLAIRE_MARTIN, PAUL_PETIT);
        assertThat(at(PAUL))
                .contains("X-MSSGW-SMIME: unsigned; decrypted=yes\r\n")
                .contains("en clair");
        assertThat(at(CLAIRE)).contains("X-MSSGW-SMIME: unreadable\r\n").doesNotContain("en clair");
        assertThat(stage.store.deliveries.get(0).audit().get(0).details().get("smime"))
                .asString()
                .contains(CLAIRE + " UNREADABLE", PAUL + " UNSIGNED");
    }

    @Test
    void soItIsBetweenBalOfOurs() {
        stage.security.openedBy.put(PAUL, CLEAR);
        assertThat(submission.onMessage(
                        Stage.client(SECRETARIAT), envelope(TEAM, CLAIRE_MARTIN, PAUL_PETIT), sealed(TEAM)))
                .isInstanceOf(Reception.Stored.class);
        assertThat(at(PAUL)).contains("en clair");
        assertThat(at(CLAIRE)).contains("X-MSSGW-SMIME: unreadable\r\n").doesNotContain("en clair");
    }

    @Test
    void whatGoesToAnotherOperatorIsTheMessageAsItWasSubmitted() {
        stage.security.openedBy.put(PAUL, CLEAR);
        submission.onMessage(Stage.client(SECRETARIAT), new Envelope(TEAM, PAUL, JEAN_DUPONT), sealed(TEAM));
        assertThat(stage.store.copies)
                .filteredOn(copy -> !copy.queued().isEmpty())
                .singleElement()
                .satisfies(
                        copy -> assertThat(copy.text()).endsWith("chiffré\r\n").doesNotContain("en clair"));
    }

    @Test
    void aCopyByARuleIsTheMessageAsItsTargetsOwnKeyOpensIt() {
        rules(Optional.empty(), CLAIRE, PAUL);
        stage.security.openedBy.put(TEAM, CLEAR);
        stage.security.openedBy.put(PAUL, OWN);
        receive(SECRETARIAT);
        assertThat(at(TEAM)).contains("en clair");
        assertThat(at(CLAIRE))
                .startsWith("X-MSSGW-Rule: copy-to; from=" + TEAM)
                .contains("X-MSSGW-SMIME: unreadable\r\n", "Return-Path: <jean.dupont@pair.mssante.fr>\r\n")
                .doesNotContain("en clair");
        assertThat(at(PAUL)).contains("pour un autre").doesNotContain("en clair");
    }

    @Test
    void soItIsForWhatAColleagueHereEncrypted() {
        rules(Optional.empty(), CLAIRE);
        stage.security.openedBy.put(TEAM, CLEAR);
        submission.onMessage(Stage.client(PAUL_PETIT), envelope(PAUL, SECRETARIAT), sealed(PAUL));
        assertThat(at(TEAM)).contains("en clair");
        assertThat(at(CLAIRE)).contains("X-MSSGW-SMIME: unreadable\r\n").doesNotContain("en clair");
    }

    @Test
    void aDocumentMovesOnlyToASoftwareThatReadsIt() {
        stage.outline = XDM;
        rules(Optional.of(LABO.address()));
        stage.security.openedBy.put(TEAM, CLEAR);
        receive(SECRETARIAT);
        assertThat(at(TEAM)).contains("en clair");
        assertThat(isAt(LABO.address())).isFalse();
        assertThat(stage.store.deliveries.get(0).audit())
                .filteredOn(event -> event.kind() == AuditEvent.Kind.RULE_APPLIED)
                .singleElement()
                .satisfies(event -> assertThat(event.details()).containsEntry("outcome", "not possible"));

        stage.store.copies.clear();
        stage.security.openedBy.put(LABO.address(), OWN);
        receive(SECRETARIAT);
        assertThat(isAt(TEAM)).isFalse();
        assertThat(at(LABO.address())).contains("pour un autre");
    }

    @Test
    void aSoftwareThatGetsTheMessageItselfAndCannotReadItLeavesTheTeamItsCopy() {
        stage.outline = XDM;
        rules(Optional.of(LABO.address()));
        stage.security.openedBy.put(TEAM, CLEAR);
        receive(SECRETARIAT, LABO);
        assertThat(at(TEAM)).contains("en clair");
        assertThat(at(LABO.address())).contains("X-MSSGW-SMIME: unreadable\r\n");
    }

    @Test
    void whatOneRecipientsKeyOpensIsJudgedForThatRecipientAlone() {
        stage.store.conversations.put(new ConversationKey(PATIENT, CLAIRE), ConversationState.OPEN);
        stage.security.openedBy.put(PHARMACIE.address(), "pas un champ\r\n\r\n");
        RawMessage letter = sealed(PATIENT.address());
        assertThat(inbound.onMessage(MES, envelope(PATIENT.address(), CLAIRE_MARTIN, PHARMACIE), letter))
                .isInstanceOf(Reception.Stored.class);
        assertThat(isAt(CLAIRE)).isTrue();
        assertThat(isAt(PHARMACIE.address())).isFalse();
        assertThat(stage.store.copies)
                .filteredOn(copy -> !copy.queued().isEmpty())
                .singleElement()
                .satisfies(copy -> assertThat(copy.text()).contains(Rules.MALFORMED_MESSAGE.id()));
    }

    @Test
    void noReportReturnsWhatWasOpened() {
        stage.security.openedBy.put(PAUL, CLEAR);
        stage.security.openedBy.put(CLAIRE, "pas un champ\r\n\r\n");
        DsnRequest success = new DsnRequest(Set.of(Notify.SUCCESS, Notify.FAILURE), Optional.empty());
        Envelope asked = new Envelope(
                Optional.of(JEAN_DUPONT),
                List.of(new Envelope.Recipient(PAUL, success), new Envelope.Recipient(CLAIRE, success)),
                Optional.empty(),
                true);
        inbound.onMessage(PAIR, asked, sealed(JEAN_DUPONT));
        assertThat(stage.store.copies)
                .filteredOn(copy -> !copy.queued().isEmpty())
                .singleElement()
                .satisfies(copy -> assertThat(copy.text())
                        .contains("Action: delivered", "Action: failed")
                        .doesNotContain("en clair"));
    }
}

package fr.mssgw.patient.exchange;

import static fr.mssgw.core.fixture.People.CLAIRE_MARTIN;
import static fr.mssgw.core.fixture.People.HOSPITAL;
import static fr.mssgw.core.fixture.People.JEAN_DUPONT;
import static fr.mssgw.core.fixture.People.LABO;
import static fr.mssgw.core.fixture.People.OTHER_PATIENT;
import static fr.mssgw.core.fixture.People.PATIENT;
import static fr.mssgw.core.fixture.People.PAUL_PETIT;
import static fr.mssgw.core.fixture.People.PHARMACIE;
import static fr.mssgw.core.fixture.People.SECRETARIAT;
import static fr.mssgw.core.fixture.Stage.message;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.conversation.ConversationChange.Cause;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.fixture.MemoryStore;
import fr.mssgw.core.fixture.Stage;
import fr.mssgw.core.flow.Reception;
import fr.mssgw.core.flow.TransactionalSubmission;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mailbox.DeliveryRules;
import fr.mssgw.core.mailbox.MailboxSettings;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.patient.PatientBridge;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A message whose Reply-To names another BAL (docs/adr/0029). */
class ExchangesOfOthersTest {
    private static final MssAddress CLAIRE = CLAIRE_MARTIN.address();
    private static final MssAddress TEAM = SECRETARIAT.address();
    private static final String FIN = "X-MSS-MES: FIN";

    private final Stage stage = new Stage(new PatientBridge());
    private final TransactionalSubmission submission =
            new TransactionalSubmission(stage.ports(), Stage.CLOCK, Stage.SETTINGS);

    private Reception send(Bal from, MssAddress replyTo, String field, InsAddress... patients) {
        return submission.onMessage(
                Stage.client(from),
                new Envelope(
                        from.address(),
                        Arrays.stream(patients).map(InsAddress::address).toArray(MssAddress[]::new)),
                message(
                        "From: <" + from.address().wireForm() + ">",
                        "Reply-To: <" + replyTo.wireForm() + ">",
                        field,
                        "",
                        "Votre compte rendu."));
    }

    private void stands(MssAddress contact, InsAddress patient, ConversationState state) {
        stage.store.conversations.put(new ConversationKey(patient, contact), state);
    }

    private ConversationState state(MssAddress contact) {
        return stage.store.conversations.getOrDefault(new ConversationKey(PATIENT, contact), ConversationState.NONE);
    }

    private List<String> noticesAt(MssAddress bal) {
        return stage.store.copies.stream()
                .filter(copy -> copy.placements().stream().map(Placement::bal).anyMatch(bal::equals))
                .map(ExchangesOfOthersTest::words)
                .toList();
    }

    private static String words(MemoryStore.Stored copy) {
        try {
            HeaderSection header = HeaderSection.read(RawMessage.of(copy.text().getBytes(StandardCharsets.UTF_8)));
            return header.subject() + "\n"
                    + new String(
                            Base64.getMimeDecoder()
                                    .decode(copy.text().substring(copy.text().indexOf("\r\n\r\n") + 4)),
                            StandardCharsets.UTF_8);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {FIN, "Subject: [FIN]"})
    void nobodyEndsTheExchangeOfAColleague(String field) {
        stands(CLAIRE, PATIENT, ConversationState.OPEN);
        Reception refused = send(PHARMACIE, CLAIRE, field, PATIENT);
        assertThat(((Verdict.Refuse) ((Reception.NotStored) refused).verdict()).rule())
                .isEqualTo(Rules.ENDS_ANOTHERS_EXCHANGE);
        assertThat(state(CLAIRE)).isEqualTo(ConversationState.OPEN);
        assertThat(stage.store.copies).isEmpty();
    }

    @Test
    void norThatOfABalAtAnotherOperator() {
        assertThat(send(PHARMACIE, JEAN_DUPONT, FIN, PATIENT)).isInstanceOf(Reception.NotStored.class);
        assertThat(send(PHARMACIE, JEAN_DUPONT, "X: y", PATIENT)).isInstanceOf(Reception.Stored.class);
    }

    @Test
    void norASoftwareThatOfABalOfAnotherStructure() {
        assertThat(send(LABO, PHARMACIE.address(), FIN, PATIENT)).isInstanceOf(Reception.NotStored.class);
    }

    @Test
    void whoMayUseTheOtherBalEndsItsExchangeAndTheBalIsTold() {
        stands(TEAM, PATIENT, ConversationState.OPEN);
        stands(CLAIRE, PATIENT, ConversationState.OPEN);
        assertThat(send(CLAIRE_MARTIN, TEAM, FIN, PATIENT)).isInstanceOf(Reception.Stored.class);
        assertThat(state(TEAM)).isEqualTo(ConversationState.CLOSED);
        assertThat(state(CLAIRE)).as("the sender's own").isEqualTo(ConversationState.OPEN);
        assertThat(noticesAt(TEAM)).singleElement().satisfies(text -> assertThat(text)
                .startsWith("Un échange avec un patient a été clos\n")
                .contains(
                        "claire.martin@demo.mssante.fr (Claire Martin)",
                        PATIENT.address().wireForm())
                .doesNotContain("compte rendu"));
        assertThat(noticesAt(CLAIRE)).isEmpty();
    }

    @Test
    void aSoftwareOfTheStructureEndsTheExchangeOfItsReplyToAndThatBalIsTold() {
        stands(TEAM, PATIENT, ConversationState.OPEN);
        assertThat(send(LABO, TEAM, FIN, PATIENT)).isInstanceOf(Reception.Stored.class);
        assertThat(state(TEAM)).isEqualTo(ConversationState.CLOSED);
        assertThat(state(LABO.address())).as("its own: there is none").isEqualTo(ConversationState.NONE);
        assertThat(noticesAt(TEAM)).hasSize(1);
        assertThat(LABO.structure()).contains(HOSPITAL);
    }

    @Test
    void aFirstLetterThatWantsNoAnswerTellsNobody() {
        assertThat(send(LABO, TEAM, FIN, PATIENT)).isInstanceOf(Reception.Stored.class);
        assertThat(send(LABO, TEAM, FIN, PATIENT)).isInstanceOf(Reception.Stored.class);
        assertThat(state(TEAM)).isEqualTo(ConversationState.CLOSED);
        assertThat(noticesAt(TEAM)).isEmpty();
    }

    @Test
    void anExchangeThatBeginsAgainIsToldAndANewOneIsNot() {
        stands(CLAIRE, PATIENT, ConversationState.CLOSED);
        assertThat(send(PHARMACIE, CLAIRE, "X: y", PATIENT, OTHER_PATIENT)).isInstanceOf(Reception.Stored.class);
        assertThat(state(CLAIRE)).isEqualTo(ConversationState.OPEN);
        assertThat(noticesAt(CLAIRE)).singleElement().satisfies(text -> assertThat(text)
                .startsWith("Un échange avec un patient a repris\n")
                .contains(PATIENT.matricule())
                .doesNotContain(OTHER_PATIENT.matricule()));
        send(PHARMACIE, CLAIRE, "X: y", PATIENT, OTHER_PATIENT);
        assertThat(noticesAt(CLAIRE)).as("both were open").hasSize(1);
    }

    @Test
    void whatIsToldIsWhatTheTransactionFinds() {
        stands(TEAM, PATIENT, ConversationState.OPEN);
        stage.store.meanwhile = () -> {
            stage.store.meanwhile = () -> {};
            stands(TEAM, PATIENT, ConversationState.CLOSED);
        };
        send(CLAIRE_MARTIN, TEAM, FIN, PATIENT);
        assertThat(noticesAt(TEAM)).as("somebody of the team was quicker").isEmpty();
    }

    @Test
    void aNoticePassesNoRuleAndNoQuota() {
        stands(TEAM, PATIENT, ConversationState.OPEN);
        stage.policies.put(
                TEAM,
                MailboxSettings.UNLIMITED.with(
                        new DeliveryRules(Optional.empty(), List.of(PAUL_PETIT.address()), Optional.empty())));
        stage.store.full.add(TEAM);
        assertThat(send(CLAIRE_MARTIN, TEAM, FIN, PATIENT)).isInstanceOf(Reception.Stored.class);
        assertThat(noticesAt(TEAM)).hasSize(1);
        assertThat(noticesAt(PAUL_PETIT.address())).isEmpty();
    }

    @Test
    void whatTheOperatorEndsIsTold() {
        stands(CLAIRE, PATIENT, ConversationState.OPEN);
        SignedClosing closing = new SignedClosing(stage.ports(), Stage.CLOCK);
        closing.close(new ConversationKey(PATIENT, CLAIRE), CLAIRE_MARTIN, "operator", Cause.CLOSED_BY_OPERATOR);
        assertThat(noticesAt(CLAIRE)).singleElement().satisfies(text -> assertThat(text)
                .contains("l'exploitant de la messagerie"));
    }
}

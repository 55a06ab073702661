package fr.mssgw.patient.exchange;

import static fr.mssgw.core.fixture.People.CLAIRE_MARTIN;
import static fr.mssgw.core.fixture.People.PATIENT;
import static fr.mssgw.core.fixture.Stage.message;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.conversation.ConversationChange.Cause;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.delivery.Queued;
import fr.mssgw.core.fixture.Stage;
import fr.mssgw.core.flow.Reception;
import fr.mssgw.core.flow.TransactionalSubmission;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.MimeOutline;
import fr.mssgw.core.message.MimeOutline.Content;
import fr.mssgw.patient.PatientBridge;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndToldTest {
    private static final ConversationKey KEY = new ConversationKey(PATIENT, CLAIRE_MARTIN.address());
    private static final InsAddress OTHER = new InsAddress("179037512151842");

    private final Stage stage = new Stage(new PatientBridge());
    private final TransactionalSubmission submission =
            new TransactionalSubmission(stage.ports(), Stage.CLOCK, Stage.SETTINGS);

    private void ends(String field, String text, MssAddress... patients) {
        assertThat(submission.onMessage(
                        Stage.client(CLAIRE_MARTIN),
                        new Envelope(CLAIRE_MARTIN.address(), patients),
                        message("From: <" + CLAIRE_MARTIN.address().wireForm() + ">", field, "", text)))
                .isInstanceOf(Reception.Stored.class);
    }

    private List<MssAddress> told() {
        return stage.store.copies.stream()
                .flatMap(copy -> copy.queued().stream())
                .map(Queued::recipient)
                .toList();
    }

    private void closedByFolder() {
        stage.store.conversations.put(KEY, ConversationState.OPEN);
        new SignedClosing(stage.ports(), Stage.CLOCK).close(KEY, CLAIRE_MARTIN, "10001234567", Cause.CLOSED_BY_FOLDER);
    }

    @Test
    void anEndAfterTheFolderClosedTheExchangeIsKeptAndNotToldAgain() {
        closedByFolder();

        ends("Subject: [FIN]", "Fin de l'échange.", PATIENT.address());
        ends("X-MSS-MES: FIN", "  ", PATIENT.address());

        assertThat(told()).containsExactly(PATIENT.address());
        assertThat(stage.store.deliveries)
                .flatExtracting(delivery -> delivery.conversations())
                .extracting(ConversationChange::cause)
                .containsExactly(Cause.CLOSED_BY_FOLDER, Cause.CLOSED_BY_SUBJECT, Cause.CLOSED_BY_HEADER);
        assertThat(stage.store.conversations).containsEntry(KEY, ConversationState.CLOSED);
        assertThat(stage.store.deliveries.get(1).audit().toString()).contains("told=[2**************@patient");
    }

    @Test
    void aLastLetterThatEndsTheExchangeArrivesAfterItsEnd() {
        closedByFolder();
        ends("X-MSS-MES: FIN", "Vos résultats sont bons, au revoir.", PATIENT.address());
        assertThat(told()).containsExactly(PATIENT.address(), PATIENT.address());
    }

    @Test
    void aFileIsForThePatientUnderWhateverSubject() {
        closedByFolder();
        stage.outline = new MimeOutline(List.of(new MimeOutline.File("bilan.pdf", "application/pdf", Content.PDF)));
        ends("Subject: [FIN]", "Ci-joint.", PATIENT.address());
        assertThat(told()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Subject: [FIN]", "X-MSS-MES: FIN"})
    void whoDoesNotKnowIsTold(String field) {
        closedByFolder();
        ends(field, "", PATIENT.address(), OTHER.address());
        assertThat(told()).containsExactly(PATIENT.address(), OTHER.address());
        assertThat(stage.store.conversations)
                .containsEntry(new ConversationKey(OTHER, CLAIRE_MARTIN.address()), ConversationState.CLOSED);
    }

    @Test
    void anExchangeThatWasOpenedAgainIsEndedAgain() {
        closedByFolder();
        ends("Subject: Encore un mot", "Bonjour.", PATIENT.address());
        ends("Subject: [FIN]", "", PATIENT.address());
        assertThat(told()).hasSize(3);
        assertThat(stage.store.conversations).containsEntry(KEY, ConversationState.CLOSED);
    }

    @Test
    void anExchangeThatBeginsAgainAtThatMomentIsEndedAndTold() {
        closedByFolder();
        stage.store.meanwhile = () -> {
            stage.store.meanwhile = () -> {};
            stage.store.conversations.put(KEY, ConversationState.OPEN);
        };
        ends("Subject: [FIN]", "", PATIENT.address());
        assertThat(told()).hasSize(2);
        assertThat(stage.store.conversations).containsEntry(KEY, ConversationState.CLOSED);
    }
}

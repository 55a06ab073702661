package fr.mssgw.patient.flow;

import static fr.mssgw.core.fixture.People.CLAIRE_MARTIN;
import static fr.mssgw.core.fixture.People.JEAN_DUPONT;
import static fr.mssgw.core.fixture.People.PATIENT;
import static fr.mssgw.core.fixture.People.SECRETARIAT;
import static fr.mssgw.core.fixture.Stage.PAIR;
import static fr.mssgw.core.fixture.Stage.message;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.fixture.Stage;
import fr.mssgw.core.flow.Reception;
import fr.mssgw.core.flow.TransactionalInbound;
import fr.mssgw.core.flow.TransactionalSubmission;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.patient.PatientBridge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No reader learns who else was sent a message unseen. */
class HiddenFieldsTest {
    private static final String HIDDEN = "cache@pair.mssante.fr";

    private final Stage stage = new Stage(new PatientBridge());

    private void send(RawMessage message) {
        MssAddress claire = CLAIRE_MARTIN.address();
        Envelope envelope = new Envelope(claire, SECRETARIAT.address(), JEAN_DUPONT, PATIENT.address());
        assertThat(new TransactionalSubmission(stage.ports(), Stage.CLOCK, Stage.SETTINGS)
                        .onMessage(Stage.client(CLAIRE_MARTIN), envelope, message))
                .isInstanceOf(Reception.Stored.class);
        assertThat(stage.store.copies).as("here, elsewhere, at the patient's").hasSize(3);
    }

    private void receive(RawMessage message) {
        Envelope envelope = new Envelope(JEAN_DUPONT, CLAIRE_MARTIN.address());
        assertThat(new TransactionalInbound(stage.ports(), Stage.CLOCK, Stage.SETTINGS)
                        .onMessage(PAIR, envelope, message))
                .isInstanceOf(Reception.Stored.class);
        assertThat(stage.store.copies).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bcc",
                "resent-bcc",
                "Apparently-To",
                "X-Envelope-To",
                "Envelope-To",
                "X-Rcpt-To",
                "Delivered-To",
                "X-Delivered-To",
                "X-Original-To",
                "Original-Recipient",
                "Return-Path"
            })
    void aClientsFieldAboutHiddenOrEarlierRecipientsReachesNobody(String field) {
        send(message(
                "From: claire.martin@demo.mssante.fr",
                field + ": <" + HIDDEN + ">,\r\n\tAutre <" + HIDDEN + ">",
                "Resent-To: vu@pair.mssante.fr",
                "",
                "corps"));
        assertThat(stage.store.copies).allSatisfy(copy -> assertThat(copy.text())
                .doesNotContain(HIDDEN)
                .contains("Resent-To: vu@pair.mssante.fr\r\n", "corps"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Bcc", "Resent-Bcc", "Apparently-To", "X-Envelope-To", "Envelope-To", "X-Rcpt-To", "Return-Path"
            })
    void whatAnotherOperatorLeftInAboutHiddenRecipientsIsRemoved(String field) {
        receive(message("From: " + JEAN_DUPONT.wireForm(), field + ": " + HIDDEN, "", "corps"));
        assertThat(stage.store.copies.get(0).text()).doesNotContain(HIDDEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Delivered-To", "X-Original-To", "Original-Recipient"})
    void tracesOfAnotherOperatorsOwnDeliveriesStay(String field) {
        receive(message("From: " + JEAN_DUPONT.wireForm(), field + ": " + HIDDEN, "", "corps"));
        assertThat(stage.store.copies.get(0).text()).contains(field + ": " + HIDDEN + "\r\n");
    }

    @Test
    void anAttachedMessageStaysAsItIs() {
        String attached = "From: x@pair.mssante.fr\r\nBcc: " + HIDDEN + "\r\n\r\nancien";
        send(message("From: claire.martin@demo.mssante.fr", "Content-Type: message/rfc822", "", attached));
        assertThat(stage.store.copies)
                .allSatisfy(copy -> assertThat(copy.text()).contains(attached));
    }
}

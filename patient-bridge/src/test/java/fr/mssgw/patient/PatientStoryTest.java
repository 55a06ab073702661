package fr.mssgw.patient;

import static fr.mssgw.core.fixture.People.CLAIRE_MARTIN;
import static fr.mssgw.core.fixture.People.OTHER_PATIENT;
import static fr.mssgw.core.fixture.People.PATIENT;
import static fr.mssgw.core.fixture.People.PAUL_PETIT;
import static fr.mssgw.core.fixture.People.PHARMACIE;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.fixture.Stage;
import fr.mssgw.core.flow.Reception;
import fr.mssgw.core.flow.TransactionalInbound;
import fr.mssgw.core.flow.TransactionalSubmission;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.MimeOutline;
import fr.mssgw.core.policy.Reply;
import fr.mssgw.core.policy.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The main story of patients (docs/contract.md §5, steps 1 to 6), with the real rules in the real flows. */
class PatientStoryTest {
    private static final MimeOutline PDF = new MimeOutline(
            List.of(new MimeOutline.File("ordonnance.pdf", "application/pdf", MimeOutline.Content.PDF)));

    private final Stage stage = new Stage(new PatientBridge());
    private final TransactionalInbound inbound = new TransactionalInbound(stage.ports(), Stage.CLOCK, Stage.SETTINGS);
    private final TransactionalSubmission submission =
            new TransactionalSubmission(stage.ports(), Stage.CLOCK, Stage.SETTINGS);

    private Reply professionalWrites(Bal bal, String field) {
        return submission
                .onMessage(
                        Stage.client(bal),
                        new Envelope(bal.address(), PATIENT.address()),
                        Stage.message("From: " + bal.address().wireForm(), field, "", "corps"))
                .reply();
    }

    /** RCPT, then DATA where RCPT let it pass. */
    private Reply patientWrites(InsAddress patient, Bal recipient) {
        Verdict atRcpt = inbound.onRecipient(
                Stage.MES, Optional.of(patient.address()), recipient.address().wireForm(), 0);
        if (!atRcpt.delivers()) {
            return Reply.to(atRcpt, "", "");
        }
        Reception reception = inbound.onMessage(
                Stage.MES,
                new Envelope(patient.address(), recipient.address()),
                Stage.message("From: <" + patient.address().wireForm() + ">", "Subject: bonjour", "", "corps"));
        return reception.reply();
    }

    @Test
    void thePatientAnswersUntilTheProfessionalEndsTheExchangeAndWritesAgain() {
        assertThat(patientWrites(PATIENT, CLAIRE_MARTIN).text()).endsWith("[GW-PAT-1]");
        assertThat(professionalWrites(CLAIRE_MARTIN, "Subject: compte rendu").accepts())
                .isTrue();
        assertThat(patientWrites(PATIENT, CLAIRE_MARTIN).accepts()).isTrue();
        assertThat(patientWrites(OTHER_PATIENT, CLAIRE_MARTIN).text()).endsWith("[GW-PAT-1]");

        professionalWrites(CLAIRE_MARTIN, "X-MSS-MES: FIN");
        assertThat(patientWrites(PATIENT, CLAIRE_MARTIN).text()).endsWith("[GW-PAT-2]");

        professionalWrites(CLAIRE_MARTIN, "Subject: suite");
        assertThat(patientWrites(PATIENT, CLAIRE_MARTIN).accepts()).isTrue();
    }

    @Test
    void aPrescriptionReachesThePharmacyAndNotThePharmacist() {
        stage.outline = PDF;
        assertThat(patientWrites(PATIENT, PHARMACIE).accepts()).isTrue();
        assertThat(stage.store.copies).singleElement().satisfies(copy -> assertThat(
                        copy.placements().get(0).keywords())
                .containsExactly(Folders.KEYWORD_PRESCRIPTION));
        Reply toPharmacist = patientWrites(PATIENT, PAUL_PETIT);
        assertThat(toPharmacist.text()).endsWith("[GW-PAT-3]").contains("pharmacie.centrale@demo.mssante.fr");
    }

    @Test
    void afterAPharmacyEndsTheExchangeOnlyADocumentStartsAgain() {
        assertThat(patientWrites(PATIENT, PHARMACIE).accepts()).isTrue();
        professionalWrites(PHARMACIE, "Subject: [FIN]");
        assertThat(patientWrites(PATIENT, PHARMACIE).text()).endsWith("[GW-PAT-2]");
        stage.outline = PDF;
        assertThat(patientWrites(PATIENT, PHARMACIE).accepts()).isTrue();
        stage.outline = new MimeOutline(List.of());
        assertThat(patientWrites(PATIENT, PHARMACIE).accepts()).isTrue();
    }

    @Test
    void aFileThatPatientsMayNotSendIsRefusedAtData() {
        stage.outline = new MimeOutline(
                List.of(new MimeOutline.File("ordonnance.pdf", "application/pdf", MimeOutline.Content.OTHER)));
        Reply reply = patientWrites(PATIENT, PHARMACIE);
        assertThat(reply.code()).isEqualTo(550);
        assertThat(reply.text()).endsWith("[GW-PAT-4]");
        assertThat(stage.store.conversations).isEmpty();
    }
}

package fr.mssgw.sandbox.tour;

import fr.mssgw.sandbox.Cast;
import fr.mssgw.sandbox.SandboxFile;
import java.util.List;

/** The one mail that a patient may begin: a document for a pharmacy. */
final class PrescriptionToPharmacy implements Step {
    @Override
    public int number() {
        return 5;
    }

    @Override
    public String title() {
        return "A patient sends a prescription to a pharmacy; both pharmacists see it";
    }

    @Override
    public void play(Stage stage, Narrator narrator) throws Exception {
        SandboxFile.Patient patient = stage.sandbox().patient("open", 1);
        String subject = stage.subject("Document de " + patient.name());
        MesClient.Answer answer = Acts.patientWrites(
                stage, narrator, patient, Cast.PHARMACY_BAL, subject, null, List.of(Acts.prescription()));
        narrator.holds(answer.accepted(), "accepted without any earlier mail of the pharmacy");
        for (String pharmacist : List.of("Paul Petit", "Nadia Benali")) {
            MailClient.Found found = Acts.inboxShows(
                    stage, narrator, stage.sandbox().account("pharmacie.centrale", pharmacist), subject);
            narrator.holds(
                    found.keywords().contains("$MSS_Prescription"),
                    pharmacist + ", with a password of their own, sees it marked as a prescription");
        }
    }
}

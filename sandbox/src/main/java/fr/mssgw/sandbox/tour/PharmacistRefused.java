package fr.mssgw.sandbox.tour;

import fr.mssgw.sandbox.Cast;
import fr.mssgw.sandbox.SandboxFile;
import java.util.List;

/** A pharmacist's own BAL is not where prescriptions go. */
final class PharmacistRefused implements Step {
    @Override
    public int number() {
        return 6;
    }

    @Override
    public String title() {
        return "The same prescription to a pharmacist's own BAL is refused, and the right BAL named";
    }

    @Override
    public void play(Stage stage, Narrator narrator) throws Exception {
        String paul = stage.sandbox().account("paul.petit", null).bal();
        SandboxFile.Patient patient = Acts.stranger(stage, paul);
        MesClient.Answer answer = Acts.patientWrites(
                stage,
                narrator,
                patient,
                paul,
                stage.subject("Document de " + patient.name()),
                null,
                List.of(Acts.prescription()));
        Acts.refused(narrator, answer, "GW-PAT-3", "not to a pharmacist's own BAL");
        narrator.holds(answer.reply().contains(Cast.PHARMACY_BAL), "the text names " + Cast.PHARMACY_BAL);
    }
}

package fr.mssgw.sandbox.tour;

import fr.mssgw.sandbox.SandboxFile;
import java.util.List;

/** A patient to whom nobody wrote cannot begin. */
final class StrangerRefused implements Step {
    @Override
    public int number() {
        return 3;
    }

    @Override
    public String title() {
        return "A patient to whom Claire Martin never wrote tries to write to her";
    }

    @Override
    public void play(Stage stage, Narrator narrator) throws Exception {
        String claire = stage.claire().bal();
        SandboxFile.Patient stranger = Acts.stranger(stage, claire);
        MesClient.Answer answer =
                Acts.patientWrites(stage, narrator, stranger, claire, stage.subject("Une question"), null, List.of());
        Acts.refused(narrator, answer, "GW-PAT-1", "the professional starts");
    }
}

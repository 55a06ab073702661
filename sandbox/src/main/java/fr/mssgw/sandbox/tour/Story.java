package fr.mssgw.sandbox.tour;

import java.util.ArrayList;
import java.util.List;

/** The main story, in its order. */
public final class Story {
    public static final List<Step> STEPS = List.of(
            new ReportToPatient(),
            new PatientAnswers(),
            new StrangerRefused(),
            new ClosureAndReopening(),
            new PrescriptionToPharmacy(),
            new PharmacistRefused(),
            new EncryptedWithColleague(),
            new PeersRefused(),
            new SoftwareByCertificate(),
            new KilledUnderLoad());

    private Story() {}

    /** Plays these steps, goes on after one that fails, and returns the numbers of those. */
    public static List<Integer> play(List<Step> steps, Stage stage, Narrator narrator) {
        List<Integer> failed = new ArrayList<>();
        for (Step step : steps) {
            narrator.title(step.number(), step.title());
            try {
                step.play(stage, narrator);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failed.add(step.number());
                return failed;
            } catch (Narrator.StepFailed e) {
                narrator.fails(String.valueOf(e.getMessage()));
                failed.add(step.number());
            } catch (Exception e) {
                narrator.fails(e.getClass().getSimpleName() + ": " + e.getMessage());
                failed.add(step.number());
            }
        }
        return failed;
    }
}

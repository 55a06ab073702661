package fr.mssgw.sandbox.tour;

import java.util.List;

/** The patient may answer, since the professional wrote first. */
final class PatientAnswers implements Step {
    @Override
    public int number() {
        return 2;
    }

    @Override
    public String title() {
        return "The patient answers; Claire Martin finds it in her INBOX";
    }

    @Override
    public void play(Stage stage, Narrator narrator) throws Exception {
        String subject = "Re: " + stage.noted("report-subject");
        MesClient.Answer answer = Acts.patientWrites(
                stage, narrator, stage.patient(), stage.claire().bal(), subject, stage.noted("report"), List.of());
        narrator.holds(answer.accepted() && answer.code() == 250, "the gateway accepted it");
        MailClient.Found found = Acts.inboxShows(stage, narrator, stage.claire(), subject);
        narrator.holds(
                found.header("X-MSSGW-Conversation").startsWith("open")
                        && found.keywords().contains("$MSS_Open"),
                "the conversation is shown as open");
    }
}

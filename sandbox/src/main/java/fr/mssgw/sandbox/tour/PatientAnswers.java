package fr.mssgw.sandbox.tour;

import fr.mssgw.sandbox.SandboxFile;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.List;

/** The patient may answer, since the professional wrote first; where a Reply-To names another address, there alone. */
final class PatientAnswers implements Step {
    @Override
    public int number() {
        return 2;
    }

    @Override
    public String title() {
        return "The patient answers; Claire Martin finds it in her INBOX; a laboratory's mail is answered at its Reply-To";
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
        replyTo(stage, narrator);
    }

    private static void replyTo(Stage stage, Narrator narrator) throws Exception {
        SandboxFile.Account labo = stage.sandbox().account("labo.auto", null);
        SandboxFile.Account secretary = stage.sandbox().account("secretariat.cardio", null);
        SandboxFile.Patient patient = stage.patient();
        MailClient software = stage.software(labo);
        String subject = stage.subject("Vos résultats d'analyses");
        MimeMessage message = software.compose(patient.address(), subject, "Vos résultats sont disponibles.\n");
        message.setReplyTo(InternetAddress.parse(secretary.bal()));
        narrator.sends("SMTP, " + labo.bal() + " to " + patient.name() + ": « " + subject + " », Reply-To: "
                + secretary.bal());
        MailClient.Answer sent = software.submit(message);
        narrator.gets(sent.text());
        narrator.holds(sent.accepted(), "the gateway accepted it");
        String id = Acts.mesHas(stage, patient, subject).path("id").asText();
        MesClient.Answer answer =
                Acts.patientWrites(stage, narrator, patient, secretary.bal(), "Re: " + subject, id, List.of());
        narrator.holds(answer.accepted(), "the patient answers the address of Reply-To");
        Acts.inboxShows(stage, narrator, secretary, "Re: " + subject);
        MesClient.Answer other =
                Acts.patientWrites(stage, narrator, patient, labo.bal(), "Re: " + subject, id, List.of());
        Acts.refused(narrator, other, "GW-PAT-1", "and not the software that sent it");
    }
}

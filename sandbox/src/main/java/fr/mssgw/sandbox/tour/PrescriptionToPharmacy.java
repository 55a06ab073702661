package fr.mssgw.sandbox.tour;

import fr.mssgw.sandbox.Cast;
import fr.mssgw.sandbox.SandboxFile;
import fr.mssgw.sandbox.mes.ReadMail;
import java.time.Duration;
import java.util.List;

/** The one mail that a patient may begin: a document for a pharmacy. */
final class PrescriptionToPharmacy implements Step {
    /** What came with an earlier run of the story is forgotten after a day. */
    private static final Duration ANOTHER_DAY = Duration.ofHours(25);
    /** Over any weekend, whatever the opening hours. */
    private static final Duration OVER_THE_TARGET = Duration.ofDays(4);

    private static final String REMINDER = "Rappel : ";

    @Override
    public int number() {
        return 5;
    }

    @Override
    public String title() {
        return "A patient sends a prescription to a pharmacy; both pharmacists see it, the patient is told, and the team is "
                + "reminded when nobody answers";
    }

    @Override
    public void play(Stage stage, Narrator narrator) throws Exception {
        SandboxFile.Account team = stage.sandbox().account("pharmacie.centrale", "Nadia Benali");
        SandboxFile.Account paul = stage.sandbox().account("paul.petit", null);
        // before the clock moves: where the patient waits already, the first move may be what calls the reminder
        String last = lastReminder(stage, team);
        String lastOfPaul = lastReminder(stage, paul);
        narrator.gets("clock of the pharmacies: " + stage.mes().advanceClock(ANOTHER_DAY));
        SandboxFile.Patient patient = stage.sandbox().patient("open", 1);
        String subject = stage.subject("Document de " + patient.name());
        MesClient.Answer answer = Acts.patientWrites(
                stage, narrator, patient, Cast.PHARMACY_BAL, subject, null, List.of(Acts.prescription()));
        narrator.holds(answer.accepted(), "accepted without any earlier mail of the pharmacy");
        for (String pharmacist : List.of("Paul Petit", "Nadia Benali")) {
            MailClient.Found found = Acts.inboxShows(
                    stage, narrator, stage.sandbox().account("pharmacie.centrale", pharmacist), subject);
            narrator.holds(
                    found.keywords().contains("$MSS_Prescription")
                            && !found.keywords().contains("$MSS_Duplicate"),
                    pharmacist + ", with a password of their own, sees it marked as a prescription");
        }
        acknowledged(stage, narrator, patient, subject);
        again(stage, narrator, patient);
        narrator.gets("clock of the pharmacies: " + stage.mes().advanceClock(OVER_THE_TARGET));
        MailClient.Found found = reminder(stage, team, last);
        reminded(narrator, patient, team, found);
        remindedHimself(stage, narrator, paul, reminder(stage, paul, lastOfPaul), subject);
    }

    private static void acknowledged(Stage stage, Narrator narrator, SandboxFile.Patient patient, String subject)
            throws Exception {
        String text = Acts.mesHas(stage, patient, "Bien reçu : " + subject)
                .path("text")
                .asText();
        narrator.gets("Mon espace santé, " + patient.name() + ": « "
                + text.lines().limit(3).toList() + " »");
        narrator.holds(
                text.contains("apportez l'original") && text.contains("Horaires d'ouverture"),
                "the pharmacy acknowledges it by itself: bring the original, the opening hours");
    }

    private static void again(Stage stage, Narrator narrator, SandboxFile.Patient patient) throws Exception {
        String subject = stage.subject("Document de " + patient.name() + ", encore");
        Acts.patientWrites(stage, narrator, patient, Cast.PHARMACY_BAL, subject, null, List.of(Acts.prescription()));
        MailClient.Found found = Acts.inboxShows(
                stage, narrator, stage.sandbox().account("pharmacie.centrale", "Nadia Benali"), subject);
        narrator.holds(
                found.keywords().contains("$MSS_Duplicate")
                        && found.header("X-MSSGW-Duplicate").startsWith("1 of 1"),
                "the same document again is there, marked as a duplicate");
    }

    private static void reminded(
            Narrator narrator, SandboxFile.Patient patient, SandboxFile.Account team, MailClient.Found found)
            throws Exception {
        ReadMail mail = ReadMail.of(found.octets());
        narrator.gets("IMAP, " + team.bal() + ": « " + found.subject() + " »");
        narrator.holds(
                mail.text().contains("répon") && !mail.text().contains(patient.ins()),
                "nobody answered within two opening hours: the team is reminded, no matricule in it");
    }

    private static void remindedHimself(
            Stage stage, Narrator narrator, SandboxFile.Account paul, MailClient.Found own, String prescription)
            throws Exception {
        narrator.gets("IMAP, " + paul.bal() + ": « " + own.subject() + " »");
        narrator.holds(
                own.header("Content-Type").startsWith("text/plain")
                        && stage.client(paul).find(prescription).isEmpty(),
                "so is a member at the BAL of his own, where no prescription ever comes");
    }

    private static String lastReminder(Stage stage, SandboxFile.Account account) throws Exception {
        return stage.client(account)
                .newest(subject -> subject.startsWith(REMINDER))
                .map(found -> found.header("Message-ID"))
                .orElse("");
    }

    private static MailClient.Found reminder(Stage stage, SandboxFile.Account account, String before) throws Exception {
        return Stage.await("a reminder in the INBOX of " + account.bal(), () -> stage.client(account)
                .newest(subject -> subject.startsWith(REMINDER))
                .filter(found -> !found.header("Message-ID").equals(before)));
    }
}

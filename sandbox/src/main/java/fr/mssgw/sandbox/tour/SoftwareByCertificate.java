package fr.mssgw.sandbox.tour;

import fr.mssgw.sandbox.SandboxFile;
import jakarta.mail.internet.MimeMessage;

/** An applicative BAL has no password: its certificate is its login. */
final class SoftwareByCertificate implements Step {
    @Override
    public int number() {
        return 9;
    }

    @Override
    public String title() {
        return "A laboratory's software sends by its client certificate";
    }

    @Override
    public void play(Stage stage, Narrator narrator) throws Exception {
        SandboxFile.Account labo = stage.sandbox().account("labo.auto", null);
        MailClient software = stage.software(labo);
        String subject = stage.subject("Résultats d'analyses");
        MimeMessage message = software.compose(stage.claire().bal(), subject, "Glycémie : 0,92 g/L\n");
        narrator.sends(
                "SMTP, AUTH EXTERNAL, " + labo.bal() + " to " + stage.claire().bal() + ": « " + subject + " »");
        MailClient.Answer answer = software.submit(message);
        narrator.gets(answer.text());
        narrator.holds(answer.accepted(), "the gateway knew the certificate and accepted the message");
        Acts.inboxShows(stage, narrator, stage.claire(), subject);
    }
}

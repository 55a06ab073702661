package fr.mssgw.sandbox.tour;

import fr.mssgw.certs.Pem;
import fr.mssgw.certs.demo.Issued;
import fr.mssgw.sandbox.SandboxFile;
import fr.mssgw.sandbox.mes.ReadMail;
import fr.mssgw.sandbox.peers.PeerSender;
import fr.mssgw.sandbox.smime.EncryptedMail;
import fr.mssgw.sandbox.smime.SignedMail;
import fr.mssgw.sandbox.smtp.Inbox;
import fr.mssgw.sandbox.smtp.SmtpDialogue;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Between professionals of two operators, signed and encrypted both ways. */
final class EncryptedWithColleague implements Step {
    private static final int LOOKED_AT = 50;

    @Override
    public int number() {
        return 7;
    }

    @Override
    public String title() {
        return "Claire Martin and a colleague at another operator write to each other, signed and encrypted";
    }

    @Override
    public void play(Stage stage, Narrator narrator) throws Exception {
        SandboxFile.Peer peer = stage.sandbox().peer("listed");
        SandboxFile.Colleague colleague = peer.people().stream()
                .filter(person -> person.smime().equals("good"))
                .findFirst()
                .orElseThrow(() -> new Narrator.StepFailed("nobody at the listed operator has a good certificate"));
        Issued key = PeerSender.identity(colleague.certificate(), colleague.key());
        out(stage, narrator, peer, colleague, key);
        back(stage, narrator, colleague, key);
    }

    private static void out(
            Stage stage, Narrator narrator, SandboxFile.Peer peer, SandboxFile.Colleague colleague, Issued key)
            throws Exception {
        String subject = stage.subject("Avis sur un dossier");
        MailClient claire = stage.client(stage.claire());
        MimeMessage message = claire.compose(colleague.address(), subject, "Cher confrère, qu'en pensez-vous ?\n");
        narrator.sends("SMTP, Claire Martin to " + colleague.address() + ": « " + subject + " »");
        MailClient.Answer answer = claire.submit(message);
        narrator.gets(answer.text());
        narrator.holds(answer.accepted(), "the gateway accepted and queued it");
        Inbox inbox = new Inbox(Path.of(peer.inbox()));
        byte[] arrived = Stage.await("« " + subject + " » at " + peer.domain(), () -> newest(inbox, subject));
        narrator.holds(EncryptedMail.isEncrypted(arrived), "it arrives encrypted at " + peer.domain());
        byte[] inner = EncryptedMail.open(arrived, key);
        SignedMail.Check check = SignedMail.verify(inner, stage.root());
        narrator.gets("opened with the colleague's key: signature " + check.status() + " of " + check.signer() + " "
                + check.detail());
        narrator.holds(
                check.status() == SignedMail.Status.VALID
                        && check.signer().equals(stage.claire().bal()),
                "inside, it is signed by " + stage.claire().bal());
        narrator.holds(ReadMail.of(inner).text().contains("qu'en pensez-vous"), "and its text is what she wrote");
    }

    private static Optional<byte[]> newest(Inbox inbox, String subject) throws java.io.IOException {
        List<String> names = inbox.names();
        for (int at = names.size() - 1; at >= Math.max(0, names.size() - LOOKED_AT); at--) {
            byte[] octets = inbox.message(names.get(at));
            if (ReadMail.of(octets).subject().equals(subject)) {
                return Optional.of(octets);
            }
        }
        return Optional.empty();
    }

    private static void back(Stage stage, Narrator narrator, SandboxFile.Colleague colleague, Issued key)
            throws Exception {
        String claire = stage.claire().bal();
        String subject = stage.subject("Mon avis");
        byte[] text =
                "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\nTout va bien.\r\n"
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] sealed = EncryptedMail.seal(
                SignedMail.sign(text, key),
                List.of(Pem.certificates(Path.of(stage.claire().certificate())).get(0), key.certificate()));
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(("From: " + colleague.address() + "\r\nTo: " + claire + "\r\nSubject: " + subject
                        + "\r\nDate: "
                        + DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneId.of("Europe/Paris")))
                        + "\r\nMessage-ID: <" + UUID.randomUUID() + "@pair.mssante.fr>\r\nMIME-Version: 1.0\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        message.writeBytes(sealed);
        narrator.sends("SMTP " + stage.sandbox().operator().ports().mx() + ", " + colleague.address() + " to " + claire
                + ": « " + subject + " », signed and encrypted");
        SmtpDialogue.Outcome outcome = new PeerSender(stage.sandbox(), "listed")
                .send(colleague.address(), List.of(claire), message.toByteArray());
        narrator.gets(outcome.decisive().toString());
        narrator.holds(outcome.accepted(), "the gateway accepted it");
        MailClient.Found found = Acts.inboxShows(stage, narrator, stage.claire(), subject);
        narrator.holds(
                ReadMail.of(found.octets()).text().contains("Tout va bien."), "Claire Martin reads it without a key");
        narrator.holds(
                found.header("X-MSSGW-SMIME").startsWith("verified")
                        && found.header("X-MSSGW-SMIME").contains("decrypted=yes"),
                "it is labelled verified and decrypted");
    }
}

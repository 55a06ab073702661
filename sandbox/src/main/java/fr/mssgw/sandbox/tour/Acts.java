package fr.mssgw.sandbox.tour;

import com.fasterxml.jackson.databind.JsonNode;
import fr.mssgw.sandbox.SandboxFile;
import fr.mssgw.sandbox.smtp.Inbox;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What happens in several steps. */
final class Acts {
    private Acts() {}

    /** Claire Martin writes to a patient; returns when it was accepted. */
    static void claireWrites(
            Stage stage, Narrator narrator, SandboxFile.Patient patient, String subject, String text, boolean ends)
            throws Exception {
        MailClient claire = stage.client(stage.claire());
        MimeMessage message = claire.compose(patient.address(), subject, text);
        if (ends) {
            message.setHeader("X-MSS-MES", "FIN");
        }
        narrator.sends("SMTP " + stage.sandbox().operator().ports().submission() + ", Claire Martin to "
                + patient.name() + ": « " + subject + " »" + (ends ? ", X-MSS-MES: FIN" : ""));
        MailClient.Answer answer = claire.submit(message);
        narrator.gets(answer.text());
        narrator.holds(answer.accepted(), "the gateway accepted and queued it");
    }

    /** Waits until Mon espace santé has a message. */
    static JsonNode mesHas(Stage stage, SandboxFile.Patient patient, String subject) throws Exception {
        return Stage.await(
                "« " + subject + " » at Mon espace santé", () -> stage.mes().message(patient, subject));
    }

    /** A patient writes; the answer is what the gateway said to Mon espace santé. */
    static MesClient.Answer patientWrites(
            Stage stage,
            Narrator narrator,
            SandboxFile.Patient patient,
            String to,
            String subject,
            @Nullable String inReplyTo,
            List<MesClient.File> files)
            throws Exception {
        narrator.sends("Mon espace santé, " + patient.name() + " to " + to + ": « " + subject + " »"
                + (files.isEmpty() ? "" : ", with " + files.get(0).name()));
        MesClient.Answer answer = stage.mes()
                .send(
                        patient,
                        "messages",
                        to,
                        subject,
                        "Bonjour,\nvoici ma réponse.\n" + patient.name(),
                        inReplyTo,
                        files);
        narrator.gets(answer.toString());
        return answer;
    }

    /** Waits until a person's INBOX shows a message. */
    static MailClient.Found inboxShows(Stage stage, Narrator narrator, SandboxFile.Account account, String subject)
            throws Exception {
        MailClient client = stage.client(account);
        MailClient.Found found =
                Stage.await("« " + subject + " » in the INBOX of " + account.bal(), () -> client.find(subject));
        narrator.gets("IMAP " + stage.sandbox().operator().ports().imap() + ", " + account.bal() + " as "
                + account.person() + ": « " + found.subject() + " » " + found.keywords()
                + " X-MSSGW-SMIME: " + found.header("X-MSSGW-SMIME")
                + (found.header("X-MSSGW-Conversation").isEmpty()
                        ? ""
                        : ", X-MSSGW-Conversation: " + found.header("X-MSSGW-Conversation")));
        return found;
    }

    static void refused(Narrator narrator, MesClient.Answer answer, String rule, String what) throws Exception {
        narrator.holds(
                !answer.accepted()
                        && answer.code() == 550
                        && answer.enhanced().equals("5.7.1")
                        && answer.reply().endsWith("[" + rule + "]"),
                what + ": 550 5.7.1 [" + rule + "]");
    }

    /** A patient to whom this BAL never wrote, be it that the mail came back. */
    static SandboxFile.Patient stranger(Stage stage, String bal) throws Exception {
        List<SandboxFile.Patient> open = stage.sandbox().patients().stream()
                .filter(patient -> patient.profile().equals("open"))
                .toList();
        Set<String> written =
                recipientsOf(bal, new Inbox(Path.of(stage.sandbox().mes().inbox())));
        for (int at = open.size() - 1; at >= 0; at--) {
            String address = open.get(at).address().toLowerCase(Locale.ROOT);
            if (!written.contains(address) && !stage.mes().knows(open.get(at), bal)) {
                return open.get(at);
            }
        }
        throw new Narrator.StepFailed(bal + " has written to every patient of this sandbox, nobody is a stranger; "
                + "start it with --fresh");
    }

    private static Set<String> recipientsOf(String sender, Inbox inbox) throws IOException {
        Set<String> recipients = new HashSet<>();
        for (String name : inbox.names()) {
            Inbox.Envelope envelope = inbox.envelope(name);
            if (envelope.from().equalsIgnoreCase(sender)) {
                envelope.recipients().forEach(address -> recipients.add(address.toLowerCase(Locale.ROOT)));
            }
        }
        return recipients;
    }

    /** A page that every PDF reader opens. */
    static MesClient.File prescription() {
        String pdf =
                """
                %PDF-1.4
                1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
                2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
                3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
                4 0 obj<</Length 58>>stream
                BT /F 14 Tf 40 120 Td (Ordonnance de demonstration) Tj ET
                endstream endobj
                5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
                trailer<</Root 1 0 R/Size 6>>
                %%EOF
                """;
        return new MesClient.File("ordonnance.pdf", "application/pdf", pdf.getBytes(StandardCharsets.US_ASCII));
    }
}

package fr.mssgw.it.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.mssgw.certs.Pem;
import fr.mssgw.it.fixture.RunningSandbox;
import fr.mssgw.sandbox.SandboxFile;
import fr.mssgw.sandbox.pki.DemoTls;
import jakarta.mail.BodyPart;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A message that Mon espace santé returns comes back to the professional as one clear French message
 * (docs/contract.md §6).
 */
class BouncesIT {
    private final SandboxFile sandbox = RunningSandbox.file();
    private final SandboxFile.Account claire = sandbox.account("claire.martin", null);
    private final Session session = session();

    private Session session() {
        SSLContext tls = DemoTls.context(
                null, Pem.certificates(Path.of(sandbox.operator().ca())).get(0));
        Properties settings = new Properties();
        for (String protocol : List.of("smtp", "imap")) {
            settings.setProperty("mail." + protocol + ".starttls.required", "true");
            settings.put("mail." + protocol + ".ssl.socketFactory", tls.getSocketFactory());
            settings.setProperty("mail." + protocol + ".timeout", "60000");
        }
        settings.setProperty("mail.smtp.auth", "true");
        return Session.getInstance(settings);
    }

    /** What the INBOX shows. */
    private record Shown(String subject, String text, String answers, List<String> keywords, List<String> parts) {}

    @ParameterizedTest
    @CsvSource({
        "closed, est fermée, prévenez le patient par un autre moyen",
        "unknown, aucun espace n'est ouvert, Vérifiez l'identité",
    })
    void theProfessionalLearnsInFrenchWhyAndWhatToDo(String profile, String reason, String advice) throws Exception {
        SandboxFile.Patient patient = sandbox.patient(profile, 0);
        String subject = "Compte rendu d'échographie " + UUID.randomUUID();
        String messageId = send(patient.address(), subject);

        List<Shown> shown = await("the returned message in the INBOX")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> inbox(subject), found -> !found.isEmpty());

        assertThat(shown).hasSize(1);
        Shown notice = shown.get(0);
        assertThat(notice.subject()).isEqualTo("Message non distribué : " + subject);
        assertThat(notice.text())
                .contains("« " + subject + " »", patient.address(), "Motif : ", reason, "Que faire ? ", advice)
                .contains("Réponse de Mon espace santé : « ");
        assertThat(notice.answers()).isEqualTo(messageId);
        assertThat(notice.keywords()).contains("$MSS_Open");
        assertThat(notice.parts()).hasSize(2).last().asString().startsWith("message/rfc822");
    }

    private String send(String to, String subject) throws MessagingException {
        String id = "<" + UUID.randomUUID() + "@poste.demo.mssante.fr>";
        MimeMessage message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", id);
            }
        };
        message.setFrom(new InternetAddress(claire.bal()));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(to, false));
        message.setSubject(subject, "UTF-8");
        message.setText("Bonjour,\r\nvoici le compte rendu.\r\n", "UTF-8");
        message.saveChanges();
        try (Transport transport = session.getTransport("smtp")) {
            transport.connect(
                    sandbox.operator().host(),
                    sandbox.operator().ports().submission(),
                    claire.login(),
                    claire.password());
            transport.sendMessage(message, message.getAllRecipients());
        }
        return id;
    }

    private List<Shown> inbox(String subject) throws MessagingException, IOException {
        try (Store store = session.getStore("imap")) {
            store.connect(
                    sandbox.operator().host(), sandbox.operator().ports().imap(), claire.login(), claire.password());
            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_ONLY);
            List<Shown> found = new ArrayList<>();
            for (Message message : inbox.getMessages()) {
                if (String.valueOf(message.getSubject()).contains(subject)) {
                    found.add(shown(message));
                }
            }
            return found;
        }
    }

    private static Shown shown(Message message) throws MessagingException, IOException {
        List<String> parts = new ArrayList<>();
        String text = "";
        if (message.getContent() instanceof MimeMultipart multipart) {
            for (int i = 0; i < multipart.getCount(); i++) {
                BodyPart part = multipart.getBodyPart(i);
                parts.add(part.getContentType().toLowerCase(java.util.Locale.ROOT));
                text = i == 0 ? String.valueOf(part.getContent()) : text;
            }
        }
        String[] answers = message.getHeader("In-Reply-To");
        return new Shown(
                message.getSubject(),
                text,
                answers == null ? "" : answers[0],
                Arrays.asList(message.getFlags().getUserFlags()),
                parts);
    }
}

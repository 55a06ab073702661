package fr.mssgw.it.scenario;

import static fr.mssgw.it.fixture.Post.mail;
import static fr.mssgw.it.fixture.Post.send;
import static fr.mssgw.it.fixture.Post.subject;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.it.fixture.Imap;
import fr.mssgw.it.fixture.Post;
import fr.mssgw.it.fixture.RunningSandbox;
import fr.mssgw.sandbox.Sandbox;
import fr.mssgw.sandbox.SandboxFile;
import fr.mssgw.sandbox.smtp.SmtpDialogue;
import fr.mssgw.sandbox.smtp.SmtpDialogue.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A sandbox of its own that is stopped, given other settings, and started again on its directory. */
class RestartIT {
    @Test
    void mailAndConversationsSurviveAndNewSettingsHold() throws Exception {
        Path directory = RunningSandbox.temporary();
        String subject = subject();
        try {
            try (Sandbox sandbox = RunningSandbox.start(directory)) {
                before(sandbox.file(), subject);
            }
            Path yaml = directory.resolve("config/gateway.yaml");
            Files.writeString(
                    yaml,
                    Files.readString(yaml)
                            .replace("encrypt: when-possible", "encrypt: required")
                            .replace("limits:\n", "limits:\n  quota-mib: 1\n"));
            try (Sandbox sandbox = RunningSandbox.start(directory)) {
                after(sandbox.file(), subject);
            }
        } finally {
            RunningSandbox.erase(directory);
        }
    }

    private static void before(SandboxFile file, String subject) throws IOException {
        SandboxFile.Account claire = file.account("claire.martin", null);
        SandboxFile.Account secretary = file.account("secretariat.cardio", null);
        String patient = file.patient("open", 0).address();
        try (SmtpDialogue session = new Post(file).client(claire)) {
            String from = claire.bal();
            accepted(send(session, from, secretary.bal(), mail(from, secretary.bal(), subject, "")));
            accepted(send(session, from, patient, mail(from, patient, subject(), "")));
            accepted(send(session, from, "x@panne.mssante.fr", mail(from, "x@panne.mssante.fr", subject(), "")));
        }
    }

    private static void after(SandboxFile file, String subject) throws IOException {
        SandboxFile.Account claire = file.account("claire.martin", null);
        SandboxFile.Account secretary = file.account("secretariat.cardio", null);
        Post post = new Post(file);
        try (Imap imap = Imap.inbox(file, secretary)) {
            assertThat(imap.find(subject)).isPositive();
        }
        String patient = file.patient("open", 0).address();
        try (SmtpDialogue session = post.mes()) {
            accepted(send(session, patient, claire.bal(), mail(patient, claire.bal(), subject(), "")));
        }
        try (SmtpDialogue session = post.client(claire)) {
            String peer = "personne.sans.certificat@pair.mssante.fr";
            ContractRepliesIT.refused(
                    send(session, claire.bal(), peer, mail(claire.bal(), peer, subject(), "")),
                    550,
                    "5.7.10",
                    "GW-SMIME-1");
            String big = ("x".repeat(70) + "\r\n").repeat(20_000);
            ContractRepliesIT.refused(
                    send(
                            session,
                            claire.bal(),
                            secretary.bal(),
                            mail(claire.bal(), secretary.bal(), subject(), "") + big),
                    452,
                    "4.2.2",
                    "GW-RCPT-5");
            accepted(send(session, claire.bal(), secretary.bal(), mail(claire.bal(), secretary.bal(), subject(), "")));
        }
    }

    private static void accepted(Reply reply) {
        assertThat(reply.code()).as(reply.toString()).isEqualTo(250);
    }
}

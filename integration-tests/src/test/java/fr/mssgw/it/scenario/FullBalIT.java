package fr.mssgw.it.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.mssgw.it.fixture.Desks;
import fr.mssgw.it.fixture.Imap;
import fr.mssgw.it.fixture.Post;
import fr.mssgw.it.fixture.RunningSandbox;
import fr.mssgw.sandbox.SandboxFile;
import fr.mssgw.sandbox.smtp.SmtpDialogue;
import fr.mssgw.sandbox.smtp.SmtpDialogue.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A BAL of 1 MiB fills up: its person is warned twice, senders are told to wait, and room is made again. */
class FullBalIT {
    private final SandboxFile sandbox = RunningSandbox.file();
    private final SandboxFile.Account small = Desks.small();
    private final SandboxFile.Account sender = Desks.of("expediteur");

    @Test
    void aBalWarnsTwiceRefusesWhenFullAndTakesMailAgainOnceItIsEmptied() throws Exception {
        try (SmtpDialogue session = new Post(sandbox).client(sender);
                Imap inbox = Imap.inbox(sandbox, small)) {
            sends(session, 860);
            warned(inbox, "80 %");
            sends(session, 130);
            warned(inbox, "95 %");
            assertThat(inbox.message(inbox.find("plus de 80 %")))
                    .contains(
                            "From: =?utf-8?Q?Messagerie_MSSant=C3=A9?= <postmaster@", "Auto-Submitted: auto-generated");

            ok(session.command("MAIL FROM:<" + sender.bal() + "> SIZE=60000"));
            full(session.command("RCPT TO:<" + small.bal() + ">"));
            String other = Desks.sophie().bal();
            ok(session.command("RCPT TO:<" + other + ">"));
            String subject = Post.subject();
            ok(session.command("DATA"));
            ok(session.content(text(subject, 50).getBytes(StandardCharsets.ISO_8859_1)));
            try (Imap theirs = Imap.inbox(sandbox, Desks.sophie())) {
                assertThat(theirs.find(subject)).isPositive();
            }

            sends(session, 18);
            ok(session.command("MAIL FROM:<" + sender.bal() + ">"));
            full(session.command("RCPT TO:<" + small.bal() + ">"));
            session.command("RSET");

            inbox.ok("NOOP");
            inbox.ok("STORE 1 +FLAGS (\\Deleted)");
            inbox.ok("EXPUNGE");
            sends(session, 18);
            // what it holds now: three messages and each warning, once
            inbox.ok("NOOP");
            assertThat(inbox.ok("UID SEARCH SUBJECT \"boite est remplie\"")).containsPattern("SEARCH \\d+ \\d+\\n");
            assertThat(inbox.ok("UID SEARCH ALL")).containsPattern("SEARCH \\d+ \\d+ \\d+ \\d+ \\d+\\n");
        }
    }

    private void sends(SmtpDialogue session, int kibibytes) throws IOException {
        ok(Post.send(session, sender.bal(), small.bal(), text(Post.subject(), kibibytes)));
    }

    private String text(String subject, int kibibytes) {
        return Post.mail(sender.bal(), small.bal(), subject, "") + ("-".repeat(62) + "\r\n").repeat(kibibytes * 16);
    }

    private static void warned(Imap inbox, String threshold) {
        await("the warning of " + threshold)
                .pollInterval(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    inbox.ok("NOOP");
                    return inbox.find("plus de " + threshold) > 0;
                });
    }

    private static void full(Reply reply) {
        assertThat(reply.code()).as(reply.toString()).isEqualTo(452);
        assertThat(reply.enhanced()).isEqualTo("4.2.2");
        assertThat(reply.text()).contains("pleine").endsWith("[GW-RCPT-5]");
    }

    private static void ok(Reply reply) {
        assertThat(reply.positive()).as(reply.toString()).isTrue();
    }
}

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
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A BAL whose messages are at most 1 MiB, in a gateway that announces 25. */
class MessageSizeIT {
    private static final int LARGE = 1_200_000;

    private final SandboxFile sandbox = RunningSandbox.file();
    private final SandboxFile.Account light = Desks.light();
    private final SandboxFile.Account sender = Desks.of("expediteur");
    private final SandboxFile.Account other = Desks.sophie();

    @Test
    void aClientIsToldAtRcptOrElseAtTheEndThatARecipientTakesLess() throws Exception {
        try (SmtpDialogue session = new Post(sandbox).client(sender)) {
            assertThat(session.command("EHLO essai.demo.mssante.fr").text()).contains("SIZE 26214400");
            ok(session.command("MAIL FROM:<" + sender.bal() + "> SIZE=" + LARGE));
            tooLarge(session.command("RCPT TO:<" + light.bal() + ">"), "or elle accepte 1 Mo en tout");
            ok(session.command("RCPT TO:<" + other.bal() + ">"));
            ok(session.command("RSET"));
            String text = Post.mail(sender.bal(), light.bal(), Post.subject(), "");
            tooLarge(Post.send(session, sender.bal(), light.bal(), large(text)), "or elle accepte 1 Mo en tout");
            ok(Post.send(session, sender.bal(), light.bal(), text));
        }
        try (SmtpDialogue session = new Post(sandbox).client(light)) {
            tooLarge(
                    session.command("MAIL FROM:<" + light.bal() + "> SIZE=" + LARGE),
                    "la boite " + light.bal() + " envoie au plus 1 Mo en tout");
            ok(session.command("MAIL FROM:<" + light.bal() + "> SIZE=1000"));
        }
        try (Imap imap = Imap.inbox(sandbox, light)) {
            assertThat(imap.ok("CAPABILITY")).contains(" APPENDLIMIT=1048576");
            assertThat(imap.ok("STATUS INBOX (APPENDLIMIT)")).contains("APPENDLIMIT 1048576");
            assertThat(imap.command("APPEND INBOX {" + LARGE + "}")).contains(" NO [TOOBIG] ");
        }
    }

    @Test
    void anOperatorWhoDidNotAnnounceTheSizeGetsAReportForThatRecipientAlone() throws Exception {
        SandboxFile.Peer peer = sandbox.peer("listed");
        String jean = peer.people().get(0).address();
        String subject = Post.subject();
        try (SmtpDialogue session = new Post(sandbox).peer("listed")) {
            ok(session.command("MAIL FROM:<" + jean + ">"));
            ok(session.command("RCPT TO:<" + light.bal() + ">"));
            ok(session.command("RCPT TO:<" + other.bal() + ">"));
            ok(session.command("DATA"));
            ok(session.content(large(Post.mail(jean, other.bal(), subject, "")).getBytes(StandardCharsets.US_ASCII)));
        }
        try (Imap theirs = Imap.inbox(sandbox, other);
                Imap ours = Imap.inbox(sandbox, light)) {
            assertThat(theirs.find(subject)).isPositive();
            assertThat(ours.find(subject)).isZero();
        }
        await("the report").atMost(Duration.ofSeconds(30)).until(() -> reported(Path.of(peer.inbox())));
    }

    private boolean reported(Path inbox) throws IOException {
        try (DirectoryStream<Path> mails = Files.newDirectoryStream(inbox, "*.eml")) {
            for (Path mail : mails) {
                String text = Files.readString(mail, StandardCharsets.ISO_8859_1);
                if (text.contains("multipart/report") && text.contains("rfc822; " + light.bal())) {
                    assertThat(text).contains("Status: 5.3.4");
                    return true;
                }
            }
            return false;
        }
    }

    private static String large(String mail) {
        return mail + ("-".repeat(62) + "\r\n").repeat(LARGE / 64);
    }

    private static void tooLarge(Reply reply, String why) {
        assertThat(reply.code() + " " + reply.enhanced()).as(reply.toString()).isEqualTo("552 5.3.4");
        assertThat(reply.text()).contains("message trop volumineux", why);
    }

    private static void ok(Reply reply) {
        assertThat(reply.code()).as(reply.toString()).isBetween(200, 399);
    }
}

package fr.mssgw.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.it.fixture.Desks;
import fr.mssgw.it.fixture.Post;
import fr.mssgw.it.fixture.RunningSandbox;
import fr.mssgw.it.fixture.Tool;
import fr.mssgw.sandbox.SandboxFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mbsync} keeps two computers the same as the BAL: mail, flags, folders, deletions, both ways. */
class MbsyncIT {
    private final SandboxFile sandbox = RunningSandbox.file();
    private final SandboxFile.Account account = Desks.of("mbsync");

    @TempDir
    private Path directory;

    @Test
    void twoComputersAndTheBalBecomeTheSame() throws Exception {
        Tool.needs("mbsync");
        Desks.receives(account, List.of("un", "deux", "trois"));
        Path desk = computer("comptoir");
        synchronise(desk);
        Maildir inbox = new Maildir(desk.resolve("mail/INBOX"));
        assertThat(inbox.listed()).containsExactly("[] deux", "[] trois", "[] un");
        assertThat(desk.resolve("mail")).isDirectoryContaining("glob:**/&AMk-changes clos");

        inbox.mark("un", "FS");
        inbox.mark("deux", "ST");
        new Maildir(desk.resolve("mail/Sent")).add(written("envoye du comptoir"), "S");
        new Maildir(desk.resolve("mail/Patients")).add(written("a rappeler"), "");
        synchronise(desk);
        assertThat(Desks.listed(account, "INBOX")).containsExactly("[\\Flagged \\Seen] un", "[] trois");
        assertThat(Desks.listed(account, "Sent")).containsExactly("[\\Seen] envoye du comptoir");
        assertThat(Desks.listed(account, "Patients")).containsExactly("[] a rappeler");

        Path office = computer("bureau");
        new Maildir(office.resolve("mail/Sent")).add(written("envoye du bureau"), "S");
        inbox.mark("trois", "RS");
        together(desk, office);
        together(desk, office);
        for (Path computer : List.of(desk, office)) {
            assertThat(new Maildir(computer.resolve("mail/INBOX")).listed()).containsExactly("[RS] trois", "[FS] un");
            assertThat(new Maildir(computer.resolve("mail/Sent")).listed())
                    .containsExactly("[S] envoye du bureau", "[S] envoye du comptoir");
        }
        assertThat(Desks.listed(account, "INBOX"))
                .containsExactly("[\\Flagged \\Seen] un", "[\\Answered \\Seen] trois");
        assertThat(Desks.listed(account, "Sent")).hasSize(2);
    }

    private String written(String subject) {
        return Post.mail(account.bal(), account.bal(), subject, "");
    }

    private void together(Path... computers) {
        List<CompletableFuture<Void>> running = List.of(computers).stream()
                .map(computer -> CompletableFuture.runAsync(() -> {
                    try {
                        synchronise(computer);
                    } catch (IOException | InterruptedException e) {
                        throw new CompletionException(e);
                    }
                }))
                .toList();
        running.forEach(CompletableFuture::join);
    }

    private void synchronise(Path computer) throws IOException, InterruptedException {
        Tool.Ended ended = Tool.run("mbsync", "-c", computer.resolve("mbsyncrc").toString(), "all");
        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(ended.output()).doesNotContainIgnoringCase("warning").doesNotContainIgnoringCase("error");
    }

    private Path computer(String name) throws IOException {
        Path computer = directory.resolve(name);
        Files.createDirectories(computer.resolve("mail"));
        Files.writeString(
                computer.resolve("mbsyncrc"),
                """
                IMAPAccount gateway
                Host localhost
                Port %1$d
                User %2$s
                Pass "%3$s"
                SSLType IMAPS
                CertificateFile %4$s

                IMAPStore far
                Account gateway

                MaildirStore near
                Path %5$s/mail/
                Inbox %5$s/mail/INBOX
                SubFolders Verbatim

                Channel all
                Far :far:
                Near :near:
                Patterns *
                Create Both
                Remove Both
                Expunge Both
                SyncState *
                """
                        .formatted(
                                sandbox.operator().ports().imaps(),
                                account.login(),
                                account.password(),
                                sandbox.operator().ca(),
                                computer));
        return computer;
    }
}

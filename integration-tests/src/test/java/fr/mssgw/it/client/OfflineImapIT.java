package fr.mssgw.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.it.fixture.Desks;
import fr.mssgw.it.fixture.Imap;
import fr.mssgw.it.fixture.Post;
import fr.mssgw.it.fixture.RunningSandbox;
import fr.mssgw.it.fixture.Tool;
import fr.mssgw.sandbox.SandboxFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code offlineimap} carries changes both ways, and finds no difference afterwards. */
class OfflineImapIT {
    private final SandboxFile sandbox = RunningSandbox.file();
    private final SandboxFile.Account account = Desks.of("offlineimap");

    @TempDir
    private Path directory;

    @Test
    void changesOfBothSidesMeetAndThenNothingDiffers() throws Exception {
        Tool.needs("offlineimap");
        Desks.receives(account, List.of("un", "deux", "trois"));
        settings();
        assertThat(synchronise()).contains("Copy message UID 3");
        Maildir inbox = new Maildir(directory.resolve("mail/INBOX"));
        assertThat(inbox.listed()).containsExactly("[] deux", "[] trois", "[] un");

        inbox.mark("un", "FS");
        inbox.delete("deux");
        new Maildir(directory.resolve("mail/Sent")).add(Post.mail(account.bal(), account.bal(), "envoye", ""), "S");
        try (Imap colleague = Imap.inbox(sandbox, account)) {
            colleague.ok("STORE 3 +FLAGS (\\Answered \\Seen)");
        }
        synchronise();
        assertThat(inbox.listed()).containsExactly("[RS] trois", "[FS] un");
        assertThat(Desks.listed(account, "INBOX"))
                .containsExactly("[\\Flagged \\Seen] un", "[\\Answered \\Seen] trois");
        assertThat(Desks.listed(account, "Sent")).containsExactly("[\\Seen] envoye");

        assertThat(synchronise()).contains("Syncing INBOX", "Syncing Sent").doesNotContain("essage UID", "flag");
    }

    private String synchronise() throws IOException, InterruptedException {
        Tool.Ended ended = Tool.run(
                "offlineimap", "-o", "-c", directory.resolve("offlineimaprc").toString());
        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(ended.output()).doesNotContainIgnoringCase("warning").doesNotContainIgnoringCase("error");
        return ended.output();
    }

    private void settings() throws IOException {
        Files.writeString(
                directory.resolve("offlineimaprc"),
                """
                [general]
                accounts = bal
                ui = basic
                metadata = %1$s/state
                socktimeout = 30

                [Account bal]
                localrepository = near
                remoterepository = far

                [Repository near]
                type = Maildir
                localfolders = %1$s/mail

                [Repository far]
                type = IMAP
                remotehost = localhost
                remoteport = %2$d
                ssl = yes
                sslcacertfile = %3$s
                remoteuser = %4$s
                remotepass = %5$s
                expunge = yes
                """
                        .formatted(
                                directory,
                                sandbox.operator().ports().imaps(),
                                sandbox.operator().ca(),
                                account.login(),
                                account.password()));
    }
}

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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code curl}, a command at a time. */
class CurlIT {
    private final SandboxFile sandbox = RunningSandbox.file();
    private final SandboxFile.Account account = Desks.of("curl");

    @TempDir
    private Path directory;

    @Test
    void foldersAreListedAndAMessageIsAppendedFoundFlaggedMovedAndDeleted() throws Exception {
        Tool.needs("curl");
        assertThat(curl("", "-X", "LIST \"\" \"*\""))
                .contains("\\Sent) \".\" \"Sent\"", "\\Drafts) \".\" \"Drafts\"", "\\Trash) \".\" \"Trash\"");
        Path mail = Files.writeString(
                directory.resolve("mail.eml"), Post.mail(account.bal(), account.bal(), "par curl", ""));
        curl("Drafts", "--upload-file", mail.toString());
        String found = curl("Drafts", "-X", "UID SEARCH SUBJECT \"par curl\" UNFLAGGED");
        assertThat(found).containsPattern("\\* SEARCH \\d+");
        String uid = found.replaceAll("(?s).*\\* SEARCH (\\d+).*", "$1");
        assertThat(curl("Drafts;UID=" + uid)).isEqualToNormalizingNewlines(Files.readString(mail));
        curl("Drafts", "-X", "UID STORE " + uid + " +FLAGS (\\Flagged)");
        curl("Drafts", "-X", "UID MOVE " + uid + " Trash");
        assertThat(Desks.listed(account, "Drafts")).isEmpty();
        assertThat(Desks.listed(account, "Trash").toString())
                .contains("\\Flagged")
                .contains("par curl");
        curl("Trash", "-X", "STORE 1 +FLAGS (\\Deleted)");
        curl("Trash", "-X", "EXPUNGE");
        assertThat(Desks.listed(account, "Trash")).isEmpty();
    }

    private String curl(String folder, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "curl",
                "-sS",
                "--cacert",
                sandbox.operator().ca(),
                "--user",
                account.login() + ":" + account.password(),
                "imaps://localhost:" + sandbox.operator().ports().imaps() + "/" + folder));
        command.addAll(List.of(more));
        Tool.Ended ended = Tool.run(command.toArray(new String[0]));
        assertThat(ended.code()).as(ended.output()).isZero();
        return ended.output();
    }
}

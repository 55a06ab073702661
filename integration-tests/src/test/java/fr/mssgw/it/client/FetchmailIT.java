package fr.mssgw.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.it.fixture.Desks;
import fr.mssgw.it.fixture.RunningSandbox;
import fr.mssgw.it.fixture.Tool;
import fr.mssgw.sandbox.SandboxFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fetchmail} hands new mail to a program, once, and takes it away when told to. */
class FetchmailIT {
    private static final int NO_MAIL = 1;

    private final SandboxFile sandbox = RunningSandbox.file();
    private final SandboxFile.Account account = Desks.of("fetchmail");

    @TempDir
    private Path directory;

    @Test
    void newMailIsHandedOnOnceAndTakenAwayWhenTold() throws Exception {
        Tool.needs("fetchmail");
        Desks.receives(account, List.of("un", "deux"));
        Path handedOn = Files.createDirectory(directory.resolve("recu"));
        assertThat(poll("imaps", "keep").code()).isZero();
        assertThat(subjects(handedOn)).containsExactly("Subject: deux", "Subject: un");
        assertThat(Desks.listed(account, "INBOX")).containsExactly("[\\Seen] un", "[\\Seen] deux");

        assertThat(poll("imaps", "keep").code()).isEqualTo(NO_MAIL);

        Desks.receives(account, List.of("trois"));
        assertThat(poll("starttls", "fetchall nokeep").code()).isZero();
        assertThat(subjects(handedOn)).hasSize(5).contains("Subject: trois");
        assertThat(Desks.listed(account, "INBOX")).isEmpty();
    }

    private Tool.Ended poll(String security, String what) throws IOException, InterruptedException {
        boolean implicit = security.equals("imaps");
        Path program = Files.writeString(
                directory.resolve("remise.sh"), "#!/bin/sh\nexec cat >" + directory + "/recu/$$.eml\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Path settings = Files.writeString(
                directory.resolve("fetchmailrc"),
                """
                set no syslog
                poll localhost protocol imap port %d timeout 20 auth password
                  user "%s" password "%s"
                  %s sslproto "TLS1.2+" sslcertck sslcertfile "%s"
                  %s
                  mda "%s"
                """
                        .formatted(
                                implicit
                                        ? sandbox.operator().ports().imaps()
                                        : sandbox.operator().ports().imap(),
                                account.login(),
                                account.password(),
                                implicit ? "ssl" : "no ssl",
                                sandbox.operator().ca(),
                                what,
                                program));
        Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-------"));
        Tool.Ended ended = Tool.run(
                null,
                Map.of("FETCHMAILHOME", directory.toString()),
                "fetchmail",
                "-v",
                "-f",
                settings.toString(),
                "-i",
                directory.resolve("ids").toString());
        assertThat(ended.output())
                .contains("SSL/TLS: using protocol TLSv1.3")
                .doesNotContain("protocol error", "verify failed", "socket error");
        return ended;
    }

    private static List<String> subjects(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.flatMap(FetchmailIT::lines)
                    .filter(line -> line.startsWith("Subject: "))
                    .sorted()
                    .toList();
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readString(file).lines();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

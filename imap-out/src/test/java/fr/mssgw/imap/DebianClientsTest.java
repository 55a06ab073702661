package fr.mssgw.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of Debian, where they are installed. */
class DebianClientsTest {
    private static TestImap imap;

    @TempDir
    Path home;

    @BeforeAll
    static void start() throws IOException {
        imap = new TestImap();
    }

    @AfterAll
    static void stop() {
        imap.close();
    }

    @Test
    void curlPutsAMessageAndReadsIt() throws Exception {
        Path message = home.resolve("m.eml");
        Files.writeString(message, "From: a@b.fr\r\nSubject: par curl\r\n\r\nbonjour\r\n");
        String url = "imaps://127.0.0.1:" + imap.tlsPort();
        List<String> login = List.of("-sS", "-k", "-u", TestImap.CLAIRE + ":secret-claire");
        run(Stream.concat(
                Stream.of("curl"),
                Stream.concat(login.stream(), Stream.of("-T", message.toString(), url + "/Drafts"))));
        assertThat(run(Stream.concat(
                        Stream.of("curl"), Stream.concat(login.stream(), Stream.of(url + "/Drafts;MAILINDEX=1")))))
                .contains("Subject: par curl", "bonjour");
        String startTls = "imap://127.0.0.1:" + imap.startTlsPort();
        assertThat(run(Stream.concat(
                        Stream.of("curl", "--ssl-reqd"), Stream.concat(login.stream(), Stream.of(startTls)))))
                .contains("INBOX", "\\Sent");
    }

    @Test
    void mbsyncMirrorsABalBothWays() throws Exception {
        try (RawImap client = imap.loggedIn(TestImap.PHARMACY, "secret-paul")) {
            for (int i = 0; i < 5; i++) {
                String message = "Subject: n" + i + "\r\n\r\nx\r\n";
                client.command("APPEND INBOX {" + message.length() + "+}\r\n" + message);
            }
        }
        String config =
                """
                IMAPAccount bal
                Host 127.0.0.1
                Port %d
                User %s
                Pass secret-paul
                SSLType IMAPS
                CertificateFile %s
                SSLVersions TLSv1.2 TLSv1.3

                IMAPStore far
                Account bal

                MaildirStore near
                Path %s/mail/
                Inbox %s/mail/INBOX
                SubFolders Verbatim

                Channel all
                Far :far:
                Near :near:
                Patterns *
                Create Both
                Expunge Both
                SyncState *
                """
                        .formatted(imap.tlsPort(), TestImap.PHARMACY, TestImap.authorityPem(home), home, home);
        Path file = home.resolve("mbsyncrc");
        Files.writeString(file, config);
        Files.createDirectories(home.resolve("mail"));
        run(Stream.of("mbsync", "-c", file.toString(), "all"));
        try (Stream<Path> mails = Files.list(home.resolve("mail/INBOX/new"))) {
            assertThat(mails).hasSize(5);
        }
    }

    private static String run(Stream<String> command) throws Exception {
        List<String> words = command.toList();
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, words.get(0)))),
                words.get(0) + " is not installed");
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}

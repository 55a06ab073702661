package fr.mssgw.it.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fr.mssgw.it.fixture.RunningSandbox;
import fr.mssgw.it.fixture.Tool;
import fr.mssgw.sandbox.SandboxFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that people have, with the settings that the sandbox prints. */
class RealClientsIT {
    private final SandboxFile sandbox = RunningSandbox.file();
    private final SandboxFile.Account claire = sandbox.account("claire.martin", null);
    private final SandboxFile.Account secretary = sandbox.account("secretariat.cardio", null);

    @TempDir
    private Path directory;

    @Test
    void curlSendsBySubmissionWithTlsAndReadsByImap() throws Exception {
        Tool.needs("curl");
        String subject = "par curl " + UUID.randomUUID();
        Tool.Ended sent = Tool.run(curl(
                claire,
                "smtps://localhost:" + sandbox.operator().ports().submissions() + "/poste.demo.mssante.fr",
                "--mail-from",
                claire.bal(),
                "--mail-rcpt",
                secretary.bal(),
                "--upload-file",
                mail(claire.bal(), secretary.bal(), subject).toString()));
        assertThat(sent.code()).as(sent.output()).isZero();

        String inbox = "imaps://localhost:" + sandbox.operator().ports().imaps() + "/INBOX";
        Tool.Ended found = Tool.run(curl(secretary, inbox, "-X", "SEARCH SUBJECT \"" + subject + "\""));
        assertThat(found.output()).containsPattern("\\* SEARCH \\d+");
        String number = found.output().replaceAll("(?s).*\\* SEARCH (\\d+).*", "$1");
        Tool.Ended read = Tool.run(curl(secretary, inbox + ";MAILINDEX=" + number));
        assertThat(read.output()).contains("Subject: " + subject, "X-MSSGW-SMIME: verified", "Bonjour.");
    }

    @Test
    void curlWithoutTlsIsOfferedNoLogin() throws Exception {
        Tool.needs("curl");
        Tool.Ended refused = Tool.run(
                "curl",
                "-sS",
                "--user",
                claire.login() + ":" + claire.password(),
                "imap://localhost:" + sandbox.operator().ports().imap() + "/INBOX");
        assertThat(refused.code()).as(refused.output()).isNotZero();
    }

    private static void needsSwaks() throws Exception {
        Tool.needs("swaks");
        assumeTrue(
                Tool.run("swaks", "--support").output().contains("=== TLS supported"),
                "swaks has no TLS: apt-get install libnet-ssleay-perl to run this story");
    }

    @Test
    void swaksSubmitsWithStartTlsAndAuthPlain() throws Exception {
        needsSwaks();
        Tool.Ended sent = Tool.run(
                "swaks",
                "--server",
                "127.0.0.1:" + sandbox.operator().ports().submission(),
                "-tls",
                "--tls-ca-path",
                sandbox.operator().ca(),
                "--auth",
                "PLAIN",
                "--auth-user",
                claire.login(),
                "--auth-password",
                String.valueOf(claire.password()),
                "--from",
                claire.bal(),
                "--to",
                secretary.bal());
        assertThat(sent.code()).as(sent.output()).isZero();
        assertThat(sent.output()).containsPattern("250 2\\.0\\.0 .*[0-9A-Z]{16}");
    }

    @Test
    void swaksAsAStrangersOperatorIsRefusedWithoutACertificate() throws Exception {
        needsSwaks();
        Tool.Ended refused = Tool.run(
                "swaks",
                "--server",
                "127.0.0.1:" + sandbox.operator().ports().mx(),
                "-tls",
                "--from",
                "jean.dupont@pair.mssante.fr",
                "--to",
                claire.bal());
        assertThat(refused.output()).contains("530 5.7.0");
    }

    @Test
    void openSslVerifiesTheSignatureOnMailRelayedToMonEspaceSante() throws Exception {
        Tool.needs("openssl");
        Tool.needs("curl");
        String subject = "signe " + UUID.randomUUID();
        SandboxFile.Patient patient = sandbox.patient("open", 1);
        Tool.Ended sent = Tool.run(curl(
                claire,
                "smtps://localhost:" + sandbox.operator().ports().submissions(),
                "--mail-from",
                claire.bal(),
                "--mail-rcpt",
                patient.address(),
                "--upload-file",
                mail(claire.bal(), patient.address(), subject).toString()));
        assertThat(sent.code()).as(sent.output()).isZero();
        Path relayed = await("the message at Mon espace santé")
                .atMost(Duration.ofSeconds(30))
                .until(() -> relayed(subject), list -> !list.isEmpty())
                .get(0);
        Path signer = directory.resolve("signer.pem");
        Tool.Ended verified = Tool.run(
                "openssl",
                "cms",
                "-verify",
                "-in",
                relayed.toString(),
                "-CAfile",
                sandbox.operator().ca(),
                "-signer",
                signer.toString(),
                "-out",
                directory.resolve("content").toString());
        assertThat(verified.output()).contains("successful");
        Tool.Ended named = Tool.run("openssl", "x509", "-in", signer.toString(), "-noout", "-email");
        assertThat(named.output()).contains(claire.bal());
    }

    private List<Path> relayed(String subject) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(sandbox.mes().inbox()))) {
            return files.filter(file -> file.toString().endsWith(".eml"))
                    .filter(file -> contains(file, subject))
                    .toList();
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1)
                    .contains(text);
        } catch (IOException beingWritten) {
            return false;
        }
    }

    private Path mail(String from, String to, String subject) throws IOException {
        return Files.writeString(
                Files.createTempFile(directory, "mail", ".eml"),
                "From: <%s>\r\nTo: <%s>\r\nSubject: %s\r\n\r\nBonjour.\r\n".formatted(from, to, subject));
    }

    private String[] curl(SandboxFile.Account account, String url, String... more) {
        return Stream.concat(
                        Stream.of(
                                "curl",
                                "-sS",
                                "--cacert",
                                sandbox.operator().ca(),
                                "--user",
                                account.login() + ":" + account.password(),
                                url),
                        Stream.of(more))
                .toArray(String[]::new);
    }
}

package fr.mssgw.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.mssgw.it.fixture.Desks;
import fr.mssgw.it.fixture.RunningSandbox;
import fr.mssgw.it.fixture.Tool;
import fr.mssgw.sandbox.SandboxFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code neomutt} at a terminal that {@code script} makes, typed at by its own {@code push}. */
class NeomuttIT {
    private final SandboxFile sandbox = RunningSandbox.file();
    private final SandboxFile.Account account = Desks.of("neomutt");

    @TempDir
    private Path directory;

    @Test
    void mailIsReadFlaggedFiledDeletedAnsweredAndSeenComing() throws Exception {
        Tool.needs("neomutt");
        Tool.needs("script");
        Desks.receives(account, List.of("un", "deux", "trois"));
        type("<search>~s un<enter><display-message><exit><flag-message>"
                + "<search>~s deux<enter><save-message>=Sent<enter><sync-mailbox>"
                + "<search>~s trois<enter><delete-message><sync-mailbox><quit>");
        assertThat(Desks.listed(account, "INBOX")).containsExactly("[\\Flagged \\Seen] un");
        assertThat(Desks.listed(account, "Sent")).containsExactly("[] deux");
        assertThat(Desks.listed(account, "Trash")).containsExactly("[] trois");

        SandboxFile.Account other = Desks.of("curl");
        type("<search>~b Bonjour<enter><reply><enter><enter><send-message><quit>");
        assertThat(Desks.listed(account, "INBOX")).containsExactly("[\\Answered \\Flagged \\Seen] un");
        assertThat(Desks.listed(account, "Sent")).containsExactly("[] deux", "[\\Seen] Re: un");
        type("<mail>" + other.bal() + "<enter>ecrit par neomutt<enter><send-message><quit>");
        assertThat(Desks.listed(other, "INBOX")).contains("[] ecrit par neomutt");
        assertThat(Desks.listed(account, "Sent")).contains("[\\Seen] ecrit par neomutt");

        Path told = directory.resolve("arrive");
        Process waiting = terminal("set timeout=1 mail_check=1 new_mail_command=\"touch " + told + "\"");
        try {
            await("neomutt to open the INBOX").atMost(Duration.ofSeconds(20)).until(() -> log().contains("IDLE"));
            Desks.receives(account, List.of("pendant l'attente"));
            await("neomutt to tell of new mail").atMost(Duration.ofSeconds(10)).until(() -> Files.exists(told));
            waiting.getOutputStream().write('q');
            waiting.getOutputStream().flush();
            assertThat(waiting.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(waiting.exitValue()).isZero();
        } finally {
            waiting.destroyForcibly();
        }
    }

    /** Runs it until the keys typed have left it, and holds that it complained of nothing. */
    private void type(String keys) throws IOException, InterruptedException {
        Process process = terminal("push \"" + keys + "\"");
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(keys).isTrue();
            assertThat(process.exitValue()).as(keys).isZero();
        } finally {
            process.destroyForcibly();
        }
        assertThat(log())
                .doesNotContainIgnoringCase("protocol error")
                .doesNotContain("IMAP command failed", "SSL failed", "fatal");
    }

    private String log() throws IOException {
        Path log = directory.resolve("log0");
        return Files.exists(log) ? Files.readString(log, java.nio.charset.StandardCharsets.ISO_8859_1) : "";
    }

    private Process terminal(String command) throws IOException {
        Files.deleteIfExists(directory.resolve("log0"));
        ProcessBuilder builder = new ProcessBuilder(
                        "script",
                        "-qec",
                        "neomutt -n -F " + settings() + " -e '" + command + "'",
                        directory.resolve("terminal").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("TERM", "xterm");
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("HOME", directory.toString());
        return builder.start();
    }

    private Path settings() throws IOException {
        SandboxFile.OperatorPorts ports = sandbox.operator().ports();
        return Files.writeString(
                directory.resolve("neomuttrc"),
                """
                set ssl_ca_certificates_file="%1$s" certificate_file="" ssl_force_tls=yes ssl_starttls=yes
                set ssl_verify_host=yes ssl_verify_dates=yes
                set imap_user="%2$s" imap_pass="%3$s" imap_idle=yes imap_condstore=yes imap_qresync=yes
                set folder="imaps://localhost:%4$d/" spool_file="+INBOX" record="+Sent" postponed="+Drafts" trash="+Trash"
                set from="%2$s" use_from=yes envelope_from_address="%2$s" use_envelope_from=yes
                set smtp_url="smtp://%2$s@localhost:%5$d/" smtp_pass="%3$s"
                set header_cache="" message_cachedir="" tmpdir="%6$s"
                set editor="/bin/true" confirm_append=no confirm_create=no delete=yes quit=yes include=no
                set abort_unmodified=no abort_nosubject=no sleep_time=0 wait_key=no beep=no
                set debug_file="%6$s/log" debug_level=3
                """
                        .formatted(
                                sandbox.operator().ca(),
                                account.login(),
                                account.password(),
                                ports.imaps(),
                                ports.submission(),
                                directory));
    }
}

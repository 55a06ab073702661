package fr.mssgw.it.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Dovecot's reader of mail: its {@code imap} program alone, logged in from the start, over a maildir of its own. No server
 * runs and no port is open. Where the test runs as root, Dovecot reads as nobody, since it refuses to read as root.
 */
final class Dovecot {
    private static final Path PROGRAM = Path.of("/usr/lib/dovecot/imap");
    private static final int NOBODY = 65_534;

    private final Path directory;
    private final Path mails;

    /** @param directory an empty one of our own */
    Dovecot(Path directory) throws IOException {
        this.directory = directory;
        this.mails = directory.resolve("mail");
        for (String folder : List.of("cur", "new", "tmp")) {
            Files.createDirectories(mails.resolve(folder));
        }
    }

    static void needed() {
        assumeTrue(
                Files.isExecutable(PROGRAM),
                "Dovecot is not installed: apt-get install dovecot-imapd to compare with it");
    }

    /** Sequence numbers follow the order of these calls. */
    void add(int number, byte[] mail) throws IOException {
        Files.write(mails.resolve("cur/%010d.M1P1.here:2,S".formatted(number)), mail);
    }

    /** Its answers to these commands, by sequence number and item. */
    Map<Integer, Map<String, Object>> fetch(List<String> commands) throws IOException, InterruptedException {
        return ImapText.fetched(answers(commands));
    }

    /** Its answers to these commands, as they come. */
    String answers(List<String> commands) throws IOException, InterruptedException {
        Path input = directory.resolve("commands");
        Files.writeString(
                input, "a SELECT INBOX\r\n" + String.join("", commands) + "z LOGOUT\r\n", StandardCharsets.US_ASCII);
        Path problems = directory.resolve("problems");
        Path settings = Files.writeString(directory.resolve("dovecot.conf"), settings());
        ProcessBuilder imap = new ProcessBuilder(PROGRAM.toString(), "-c", settings.toString());
        imap.redirectError(problems.toFile());
        imap.environment().put("USER", "reader");
        imap.environment().put("HOME", mails.toString());
        readableByNobody();
        // it waits for its input by epoll, which takes pipes only
        List<Process> pipeline =
                ProcessBuilder.startPipeline(List.of(new ProcessBuilder("cat", input.toString()), imap));
        Process process = pipeline.get(1);
        String answers = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        process.waitFor();
        assertThat(answers)
                .as("Dovecot said: %s", Files.readString(problems, StandardCharsets.ISO_8859_1))
                .contains("\r\nz OK ");
        return answers;
    }

    private String settings() throws IOException {
        int owner = (Integer) Files.getAttribute(directory, "unix:uid");
        int group = (Integer) Files.getAttribute(directory, "unix:gid");
        return """
                base_dir=%s
                mail_location=maildir:%s
                ssl=no
                stats_writer_socket_path=
                first_valid_uid=1
                first_valid_gid=1
                mail_uid=%d
                mail_gid=%d
                """
                .formatted(directory, mails, owner == 0 ? NOBODY : owner, group == 0 ? NOBODY : group);
    }

    private void readableByNobody() throws IOException {
        if ((Integer) Files.getAttribute(directory, "unix:uid") == 0) {
            Files.setAttribute(directory, "unix:mode", 0755);
            for (Path folder : List.of(mails, mails.resolve("cur"), mails.resolve("new"), mails.resolve("tmp"))) {
                Files.setAttribute(folder, "unix:uid", NOBODY);
                Files.setAttribute(folder, "unix:gid", NOBODY);
            }
        }
    }
}

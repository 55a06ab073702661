package fr.mssgw.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import fr.mssgw.app.command.Ran;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives a whole gateway with one matricule in many spellings, in every command that takes a name, and looks for it in
 * replies, in the log at its finest level, in the audit and in what the operator's commands print.
 */
class KeepsMatriculesTest {
    private static final String NUMBER = "2790351215189";
    private static final String CLAIRES = "mot de passe de Claire";

    private static final List<String> SPELLINGS = List.of(
            "2 79 03 51 215 189 89",
            "2790351215189",
            "2-79-03-51-215-189-89",
            "2+79+03+51+215+189+89",
            "2 (79) 03, 51: 215 - 189",
            "2%2079%2003%2051%20215%20189%2089");

    /** Each command reads the configuration anew, which takes a second. */
    private static final List<String> PRINTED = List.of("2.79.03.51.215.189.89", "279 035 121 518 989");

    @TempDir
    Path directory = Path.of(".");

    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void openTheLog() {
        LogFile.in(directory.resolve("log"));
        level(Logger.ROOT_LOGGER_NAME, Level.DEBUG);
        level("org.apache.james", Level.DEBUG);
    }

    @AfterEach
    void closeTheLog() {
        level(Logger.ROOT_LOGGER_NAME, Level.INFO);
        level("org.apache.james", Level.WARN);
        ch.qos.logback.classic.Logger root = context().getLogger(Logger.ROOT_LOGGER_NAME);
        Appender<ILoggingEvent> file = root.getAppender("file");
        root.detachAppender(file);
        file.stop();
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    private static void level(String logger, Level level) {
        context().getLogger(logger).setLevel(level);
    }

    @Test
    @Timeout(600)
    void noSpellingOfAMatriculeIsRepliedLoggedAuditedOrPrinted() throws Exception {
        TestOperator operator = new TestOperator(directory);
        operator.replace(
                "gateway.yaml", "data: ../data\n", "data: ../data\nroutes: { patient.mssante.fr: \"127.0.0.1:1\" }\n");
        Path export = directory.resolve("audit.jsonl");
        try (Gateway gateway = Gateway.start(operator.config)) {
            for (String spelled : SPELLINGS) {
                asAPeer(gateway, spelled);
                asAClient(gateway, spelled);
                asAReader(gateway, spelled);
            }
            for (String spelled : PRINTED) {
                asAReader(gateway, spelled);
                asAnOperator(operator, spelled);
            }
            TestMail.submit(
                    gateway, TestOperator.CLAIRE, CLAIRES, "279035121518989@patient.mssante.fr", "Compte rendu");
            await().untilAsserted(
                            () -> assertThat(print(operator, "queue", "list")).contains("2**************@"));
            await().untilAsserted(() -> {
                Ran.of("audit", "export", "--config", operator.config, "--out", export);
                assertThat(Files.readString(export))
                        .contains("message_refused", "peer_refused", "login_denied", "rename");
            });
            print(operator, "conversations", "list");
            print(operator, "audit", "verify");
            assertThat(Ran.of("audit", "verify", "--file", export).code()).isZero();
            assertThat(Ran.of("bal", "show", TestOperator.CLAIRE, "--reveal", "--config", operator.config)
                            .out())
                    .contains("Patients.2790351215189", "Patients.2-79-03-51-215-189-89");
            assertThat(Ran.of("queue", "list", "--reveal", "--config", operator.config)
                            .out())
                    .contains("279035121518989@patient.mssante.fr");
        }
        said.addAll(Files.readAllLines(export));
        assertThat(said).noneMatch(KeepsMatriculesTest::shows);
        List<String> log = Files.readAllLines(directory.resolve("log/gateway.log"));
        assertThat(log).hasSizeGreaterThan(100).noneMatch(KeepsMatriculesTest::shows);
        assertThat(shows(String.join("\n", log))).isFalse();
    }

    private static boolean shows(String text) {
        return alphanumeric(text.replace("%20", " ").replace("\\u0020", " ")).contains(NUMBER);
    }

    private static String quoted(String spelled) {
        return spelled.matches("[0-9._+%/-]+") ? spelled : "\"" + spelled + "\"";
    }

    /** As another operator whose certificate is good. */
    private void asAPeer(Gateway gateway, String spelled) throws Exception {
        String name = quoted(spelled);
        try (RawSmtp peer = new RawSmtp(gateway, "mx", TestOperator.SERVER)) {
            said.add(peer.ask("EHLO " + spelled));
            said.add(peer.ask("MAIL FROM:<" + name + "@patient.mssante.fr>"));
            said.add(peer.ask("MAIL FROM:<" + spelled + ">"));
            said.add(peer.ask("MAIL FROM:<" + name + "@pair.mssante.fr>"));
            said.add(peer.ask("RSET"));
            said.add(peer.ask("MAIL FROM:<279035121518989@patient.mssante.fr>"));
            said.add(peer.ask("RCPT TO:<" + TestOperator.CLAIRE + ">"));
            said.add(peer.ask("RSET"));
            said.add(peer.ask("MAIL FROM:<>"));
            said.add(peer.ask("RCPT TO:<" + name + "@patient.mssante.fr>"));
            said.add(peer.ask("RCPT TO:<" + name + "@" + TestOperator.DOMAIN + ">"));
            said.add(peer.ask("RCPT TO:<" + spelled + ">"));
            said.add(peer.ask("VRFY " + spelled));
            said.add(peer.ask("RCPT TO:<" + TestOperator.CLAIRE + ">"));
            said.add(peer.ask("DATA"));
            said.add(peer.ask(
                    "From: " + name + "@pair.mssante.fr\r\nSubject: " + spelled + "\r\n\r\n" + spelled + "\r\n."));
        }
        try (RawSmtp stranger = new RawSmtp(gateway, "mx", null)) {
            said.add(stranger.ask("HELO " + spelled));
            said.add(stranger.ask("MAIL FROM:<" + name + "@patient.mssante.fr>"));
        }
    }

    /** As a mail program. */
    private void asAClient(Gateway gateway, String spelled) throws Exception {
        String name = quoted(spelled);
        try (RawSmtp client = new RawSmtp(gateway, "submission", null)) {
            said.add(client.ask("EHLO " + spelled));
            said.add(client.ask("MAIL FROM:<" + name + "@patient.mssante.fr>"));
            said.add(client.login(name + "@" + TestOperator.DOMAIN, spelled));
            said.add(client.login(TestOperator.CLAIRE, CLAIRES));
            said.add(client.ask("MAIL FROM:<" + name + "@patient.mssante.fr>"));
            said.add(client.ask("MAIL FROM:<" + TestOperator.CLAIRE + ">"));
            said.add(client.ask("RCPT TO:<" + name + "@patient.mssante.fr>"));
            said.add(client.ask("RCPT TO:<" + name + "@" + TestOperator.DOMAIN + ">"));
            said.add(client.ask("RCPT TO:<" + name + "@inconnu.mssante.fr>"));
            said.add(client.ask("RCPT TO:<279035121518989@patient.mssante.fr>"));
            said.add(client.ask("DATA"));
            said.add(client.ask("From: <" + name + "@patient.mssante.fr>\r\nReply-To: <" + name
                    + "@pair.mssante.fr>\r\nSubject: [FIN] " + spelled + "\r\n\r\n" + spelled + "\r\n."));
            said.add(client.ask("MAIL FROM:<" + TestOperator.CLAIRE + ">"));
            said.add(client.ask("RCPT TO:<279035121518989@patient.mssante.fr>"));
            said.add(client.ask("DATA"));
            said.add(client.ask("From: <" + TestOperator.CLAIRE + ">\r\nReply-To: " + spelled + " <" + name
                    + "@ailleurs.example>\r\nSubject: " + spelled + "\r\n\r\n" + spelled + "\r\n."));
        }
    }

    /** As somebody who files mail by patient: the names of folders are one's own, what is told beside them is not. */
    private void asAReader(Gateway gateway, String spelled) throws Exception {
        String folder = "\"Patients." + spelled + "\"";
        try (RawImap imap = new RawImap(gateway)) {
            tagged(imap, "LOGIN \"" + spelled + "@" + TestOperator.DOMAIN + "\" \"" + spelled + "\"");
            tagged(imap, "LOGIN " + TestOperator.CLAIRE + " \"" + CLAIRES + "\"");
            tagged(imap, "SELECT " + folder);
            tagged(imap, "CREATE " + folder);
            tagged(imap, "CREATE " + folder);
            tagged(imap, "SUBSCRIBE " + folder);
            tagged(imap, "STATUS " + folder + " (MESSAGES)");
            tagged(imap, "CREATE \"Avant " + spelled + "\"");
            tagged(imap, "RENAME \"Avant " + spelled + "\" \"Apres " + spelled + "\"");
            tagged(imap, "DELETE \"Apres " + spelled + "\"");
            tagged(imap, "DELETE \"Apres " + spelled + "\"");
            tagged(imap, "GETACL \"#user." + spelled + "\"");
            imap.send("a APPEND INBOX {" + ("Subject: " + spelled + "\r\n\r\nx\r\n").length() + "+}")
                    .send("Subject: " + spelled + "\r\n\r\nx\r\n");
            imap.awaits("a OK");
            tagged(imap, "SELECT INBOX");
            tagged(imap, "SEARCH SUBJECT \"" + spelled + "\" TEXT \"" + spelled + "\"");
            tagged(imap, "SEARCH CHARSET \"" + spelled + "\" ALL");
            tagged(imap, "SEARCH " + spelled);
            tagged(imap, "STORE 1:* +FLAGS (" + spelled.replaceAll("[^0-9._-]", "_") + ")");
            tagged(imap, "COPY 1:* \"Sans " + spelled + "\"");
            tagged(imap, "COPY 1:* " + folder);
            tagged(imap, "STORE 1:* +FLAGS (\\Deleted)");
            tagged(imap, "EXPUNGE");
            tagged(imap, "LIST (" + spelled + ") \"\" *");
            tagged(imap, spelled);
        }
    }

    private void tagged(RawImap imap, String command) throws Exception {
        List<String> lines = imap.command(command);
        if (!lines.isEmpty()) {
            said.add(lines.get(lines.size() - 1));
        }
    }

    private void asAnOperator(TestOperator operator, String spelled) throws Exception {
        String name = quoted(spelled);
        Path letter = Files.writeString(
                directory.resolve("lettre.eml"),
                "From: <" + name + "@pair.mssante.fr>\r\nSubject: " + spelled + "\r\n\r\n" + spelled + "\r\n");
        print(operator, "why", "--from", name + "@patient.mssante.fr", "--to", TestOperator.CLAIRE);
        print(operator, "why", "--from", TestOperator.CLAIRE, "--to", name + "@patient.mssante.fr");
        print(operator, "why", "--from", TestOperator.CLAIRE, "--to", TestOperator.PHARMACY, "--eml", letter, "--json");
        print(operator, "why", "--from", spelled, "--to", spelled, "--as-peer", spelled);
        print(operator, "bal", "show", TestOperator.CLAIRE);
        print(operator, "bal", "show", name + "@" + TestOperator.DOMAIN);
        print(operator, "bal", "undelete", TestOperator.CLAIRE, "--list");
        print(operator, "queue", "list", "--json");
        print(operator, "queue", "show", spelled);
        print(operator, "conversations", "list", "--contact", name + "@patient.mssante.fr");
        print(operator, "access", "revoke", spelled);
        print(operator, "access", "unlock", name + "@" + TestOperator.DOMAIN);
        print(operator, "patients", "opposition", "add", spelled);
        print(operator, "patients", "opposition", "list");
        print(operator, "patients", "opposition", "remove", spelled);
    }

    /** What a command prints; of a wrong usage the command line repeats what was typed, to who typed it. */
    private String print(TestOperator operator, Object... words) {
        List<Object> line = new ArrayList<>(List.of(words));
        line.add("--config");
        line.add(operator.config);
        Ran ran = Ran.of(line.toArray());
        if (ran.code() != 2) {
            said.add(ran.out());
        }
        return ran.out();
    }

    /** Letters and digits alone, as somebody who looks through signs and scripts would read them. */
    private static String alphanumeric(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).replaceAll("[^0-9A-Za-z]", "");
    }
}

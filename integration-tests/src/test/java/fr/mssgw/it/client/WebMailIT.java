package fr.mssgw.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fr.mssgw.it.fixture.Desks;
import fr.mssgw.it.fixture.RunningSandbox;
import fr.mssgw.it.fixture.Tool;
import fr.mssgw.sandbox.SandboxFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * npm's {@code imapflow} and {@code nodemailer}, of which web mails are made. Their sessions are written in
 * {@code src/test/node}; they are installed below {@code target}, exactly as the lock file says.
 */
class WebMailIT {
    private static final Path SESSIONS = Path.of("src/test/node");
    private static final Path INSTALLED = Path.of("target/node");

    private final SandboxFile sandbox = RunningSandbox.file();

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        Tool.needs("node");
        Tool.needs("npm");
        Files.createDirectories(INSTALLED);
        Path lock = INSTALLED.resolve("package-lock.json");
        boolean there = Files.exists(INSTALLED.resolve("node_modules/imapflow"))
                && Files.exists(lock)
                && Files.mismatch(lock, SESSIONS.resolve("package-lock.json")) < 0;
        for (String file : List.of("package.json", "package-lock.json", "imapflow.mjs", "nodemailer.mjs")) {
            Files.copy(SESSIONS.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!there) {
            Tool.Ended ended = Tool.run(
                    "npm", "ci", "--prefix", INSTALLED.toString(), "--ignore-scripts", "--no-audit", "--no-fund");
            assumeTrue(ended.code() == 0, () -> "npm could not install imapflow and nodemailer: " + ended.output());
        }
    }

    @Test
    void imapflowReceivesReadsFlagsMovesFilesAndDeletesBesideAColleague() throws Exception {
        assertThat(session("imapflow")).contains("imapflow had nothing to complain of");
    }

    @Test
    void nodemailerSendsByEachWayAndIsRefusedWithTheRightCodes() throws Exception {
        assertThat(session("nodemailer")).contains("held: every message is there once, with its file as it was");
    }

    private String session(String client) throws IOException, InterruptedException {
        SandboxFile.OperatorPorts ports = sandbox.operator().ports();
        SandboxFile.Account sender = Desks.of("expediteur");
        Tool.Ended ended = Tool.run(
                null,
                Map.of(
                        "IMAPS", String.valueOf(ports.imaps()),
                        "SUBMISSION", String.valueOf(ports.submission()),
                        "SUBMISSIONS", String.valueOf(ports.submissions()),
                        "CA", sandbox.operator().ca(),
                        "BAL", Desks.of(client).bal(),
                        "SENDER", sender.bal(),
                        "PASSWORD", String.valueOf(sender.password())),
                "node",
                INSTALLED.resolve(client + ".mjs").toString());
        assertThat(ended.code()).as(ended.output()).isZero();
        return ended.output();
    }
}

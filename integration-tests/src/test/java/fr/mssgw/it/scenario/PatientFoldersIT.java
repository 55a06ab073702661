package fr.mssgw.it.scenario;

import static fr.mssgw.it.fixture.Post.send;
import static fr.mssgw.it.fixture.Post.subject;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.it.fixture.Imap;
import fr.mssgw.it.fixture.Post;
import fr.mssgw.it.fixture.RunningSandbox;
import fr.mssgw.sandbox.Sandbox;
import fr.mssgw.sandbox.SandboxFile;
import fr.mssgw.sandbox.smtp.SmtpDialogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code patients.folders: name}: a patient's letters in a folder of his, as a mail client meets it. */
class PatientFoldersIT {
    /** « É. D'Angélo », as a mail program writes it; a dot would be a level of folders. */
    private static final String NAME = "=?utf-8?Q?=C3=89._D'Ang=C3=A9lo?=";

    private static final Pattern LISTED = Pattern.compile("\"(Patients\\.[^\"]+)\"");

    @TempDir
    static Path directory;

    private static Sandbox sandbox;
    private static SandboxFile file;
    private static Post post;
    private static SandboxFile.Account claire;

    /** The shared sandbox's configuration with the one key added; its ports follow by themselves. */
    @BeforeAll
    static void start() throws Exception {
        Path shared = Path.of(RunningSandbox.file().operator().config());
        Path config = Files.createDirectories(directory.resolve("config"));
        Files.writeString(directory.resolve(".mssgw-sandbox"), "");
        Files.writeString(
                config.resolve("gateway.yaml"),
                Files.readString(shared.resolve("gateway.yaml"))
                        .replace("\npatients:\n", "\npatients:\n  folders: name\n"));
        sandbox = RunningSandbox.start(directory);
        file = sandbox.file();
        post = new Post(file);
        claire = file.account("claire.martin", null);
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    private static void writes(String patient, String headers) throws IOException {
        try (SmtpDialogue session = post.client(claire)) {
            stored(send(session, claire.bal(), patient, Post.mail(claire.bal(), patient, subject(), headers)));
        }
    }

    private static SmtpDialogue.Reply answers(String patient, String subject) throws IOException {
        try (SmtpDialogue session = post.mes()) {
            String mail = Post.mail(patient, claire.bal(), subject, "")
                    .replace("From: <" + patient + ">", "From: " + NAME + " <" + patient + ">");
            return send(session, patient, claire.bal(), mail);
        }
    }

    private static String arrives(String patient) throws IOException {
        String subject = subject();
        stored(answers(patient, subject));
        return subject;
    }

    private static void stored(SmtpDialogue.Reply reply) {
        assertThat(reply.code()).as(reply.toString()).isEqualTo(250);
    }

    private static List<String> folders(Imap imap, String command) throws IOException {
        return LISTED.matcher(imap.ok(command + " \"\" \"Patients.*\""))
                .results()
                .map(MatchResult::group)
                .toList();
    }

    /** The one folder that is there now and was not before. */
    private static String opens(Imap imap, String patient) throws IOException {
        List<String> before = folders(imap, "LIST");
        writes(patient, "");
        arrives(patient);
        List<String> after = new java.util.ArrayList<>(folders(imap, "LIST"));
        after.removeAll(before);
        assertThat(after).hasSize(1);
        return after.get(0);
    }

    @Test
    void aLetterIsInTheInboxAndInTheFolderOfItsPatientAndBothFollowTheExchange() throws Exception {
        String patient = file.patient("open", 0).address();
        String namesake = file.patient("open", 1).address();
        try (Imap imap = Imap.inbox(file, claire);
                Imap other = Imap.inbox(file, claire)) {
            String his = opens(imap, patient);
            String hers = opens(imap, namesake);
            assertThat(List.of(his, hers))
                    .allMatch(name -> name.matches("\"Patients\\.&AMk- D'Ang&AOk-lo \\[[0-9a-f]{8}\\]\""));
            assertThat(folders(imap, "LSUB")).contains(his, hers);

            String letter = arrives(patient);
            imap.ok("NOOP");
            assertThat(imap.flags(imap.find(letter))).contains("$MSS_Open", "$MSS_Awaiting");
            other.ok("SELECT " + his);
            assertThat(other.ok("UID SEARCH ALL")).contains("* SEARCH 1 2\n");
            int filed = other.find(letter);
            assertThat(other.flags(filed)).contains("$MSS_Open", "$MSS_Awaiting");
            assertThat(other.message(filed)).contains("X-MSSGW-Conversation: open; id=");
            assertThat(imap.ok("STATUS " + hers + " (MESSAGES)")).contains("MESSAGES 1");

            writes(patient, "In-Reply-To: <lettre@patient.mssante.fr>\r\n");
            imap.ok("NOOP");
            other.ok("NOOP");
            assertThat(imap.flags(imap.find(letter))).contains("$MSS_Open").doesNotContain("$MSS_Awaiting");
            assertThat(other.flags(filed)).contains("$MSS_Open").doesNotContain("$MSS_Awaiting");

            other.ok("UID MOVE " + filed + " \"&AMk-changes clos\"");
            SmtpDialogue.Reply refused = answers(patient, subject());
            assertThat(refused.toString()).contains("550", "[GW-PAT-2]");
            imap.ok("NOOP");
            assertThat(imap.flags(imap.find(letter))).contains("$MSS_Closed");
            stored(answers(namesake, subject()));
        }
    }

    @Test
    void whatAClientDoesWithTheFolderIsKeptAndLosesNoLetter() throws Exception {
        String patient = file.patient("open", 2).address();
        try (Imap imap = Imap.inbox(file, claire)) {
            String folder = opens(imap, patient);

            imap.ok("UNSUBSCRIBE " + folder);
            arrives(patient);
            assertThat(imap.ok("STATUS " + folder + " (MESSAGES)")).contains("MESSAGES 2");
            assertThat(folders(imap, "LSUB")).doesNotContain(folder);

            imap.ok("RENAME " + folder + " \"Dossier r&AOk-gl&AOk-\"");
            assertThat(folders(imap, "LIST")).doesNotContain(folder);
            String third = arrives(patient);
            assertThat(imap.ok("STATUS \"Dossier r&AOk-gl&AOk-\" (MESSAGES)")).contains("MESSAGES 2");
            assertThat(imap.ok("STATUS " + folder + " (MESSAGES)")).contains("MESSAGES 1");

            imap.ok("DELETE " + folder);
            imap.ok("NOOP");
            assertThat(imap.find(third)).isPositive();
            String fourth = arrives(patient);
            assertThat(imap.ok("STATUS " + folder + " (MESSAGES)")).contains("MESSAGES 1");
            imap.ok("NOOP");
            assertThat(imap.find(fourth)).isPositive();

            int uid = imap.find(fourth);
            imap.ok("UID MOVE " + uid + " Trash");
            assertThat(imap.find(fourth)).isZero();
            imap.ok("SELECT " + folder);
            assertThat(imap.find(fourth)).isPositive();
        }
    }
}

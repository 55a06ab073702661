package fr.mssgw.it.scenario;

import static fr.mssgw.it.fixture.Post.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fr.mssgw.app.Main;
import fr.mssgw.it.fixture.Desks;
import fr.mssgw.it.fixture.Imap;
import fr.mssgw.it.fixture.Post;
import fr.mssgw.it.fixture.RunningSandbox;
import fr.mssgw.sandbox.SandboxFile;
import fr.mssgw.sandbox.mes.ReadMail;
import fr.mssgw.sandbox.peers.PeerSender;
import fr.mssgw.sandbox.smtp.Inbox;
import fr.mssgw.sandbox.smtp.SmtpDialogue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A team's BAL as its members, its software and its correspondents meet it (docs/shared-bals.md). */
class SharedBalStoryIT {
    private static final Duration RELAYED = Duration.ofSeconds(30);

    private final SandboxFile sandbox = RunningSandbox.file();
    private final Post post = new Post(sandbox);
    private final SandboxFile.Account sophie = Desks.team("Sophie Garnier");
    private final SandboxFile.Account marc = Desks.team("Marc Vidal");
    private final String team = sophie.bal();

    @Test
    void aColleaguesDocumentGoesToTheSoftwareAndToTheMemberAndNotToTheTeam() throws Exception {
        String subject = Post.subject();
        String colleague = colleague();
        String forged = "X-MSSGW-Rule: xdm-to; from=" + team + "\r\nFrom: <";
        arrives(colleague, withXdm(colleague, subject).replaceFirst("From: <", forged));
        try (Imap software = software()) {
            String filed = software.message(software.find(subject));
            assertThat(filed)
                    .contains("X-MSSGW-Rule: xdm-to; from=" + team, "IHE_XDM.zip")
                    .containsOnlyOnce("X-MSSGW-Rule");
        }
        try (Imap nominative = Imap.inbox(sandbox, Desks.sophie())) {
            assertThat(nominative.message(nominative.find(subject)))
                    .contains("X-MSSGW-Rule: copy-to; from=" + team)
                    .containsOnlyOnce("X-MSSGW-Rule");
        }
        try (Imap inbox = Imap.inbox(sandbox, sophie)) {
            assertThat(inbox.find(subject)).isZero();
        }
    }

    @Test
    void theAbsenceIsToldOnceToEachWhoWritesAndToNoMachine() throws Exception {
        String colleague = colleague();
        String machine = colleague();
        String last = colleague();
        arrives(colleague, Post.mail(colleague, team, Post.subject(), ""));
        arrives(colleague, Post.mail(colleague, team, Post.subject(), "X-MSSGW-Rule: absence\r\n"));
        arrives(machine, Post.mail(machine, team, Post.subject(), "Auto-Submitted: auto-generated\r\n"));
        arrives(last, Post.mail(last, team, Post.subject(), "X-MSSGW-Rule: absence\r\n"));
        // relayed in the order in which they were queued: whatever came before is there before this
        await("the answer to the last").atMost(RELAYED).until(() -> !sentTo(last)
                .isEmpty());
        assertThat(sentTo(machine)).isEmpty();
        assertThat(sentTo(colleague)).singleElement().satisfies(answer -> {
            assertThat(new String(answer, StandardCharsets.UTF_8))
                    .contains("<" + team + ">", "Auto-Submitted: auto-replied", "In-Reply-To: <")
                    .doesNotContain("X-MSSGW-");
            assertThat(ReadMail.of(answer).subject()).isEqualTo("Laboratoire fermé");
            assertThat(ReadMail.of(answer).text()).contains("Le laboratoire est fermé.");
        });
        assertThat(sentTo(last)).hasSize(1);
    }

    @Test
    void aPatientsDocumentStaysWithTheTeam() throws Exception {
        String patient = sandbox.patient("open", 1).address();
        String subject = Post.subject();
        try (SmtpDialogue session = post.client(sophie)) {
            stored(send(session, team, patient, Post.mail(team, patient, Post.subject(), "")));
        }
        try (SmtpDialogue session = post.mes()) {
            stored(send(session, patient, team, withXdm(patient, subject)));
        }
        try (Imap inbox = Imap.inbox(sandbox, marc);
                Imap software = software();
                Imap nominative = Imap.inbox(sandbox, Desks.sophie())) {
            assertThat(inbox.flags(inbox.find(subject))).contains("$MSS_Open");
            assertThat(software.find(subject)).isZero();
            assertThat(nominative.find(subject)).isZero();
        }
    }

    @Test
    void eachMemberReadsForHimselfAndOneAtATimeHandlesAMessage() throws Exception {
        String subject = Post.subject();
        String colleague = colleague();
        arrives(colleague, Post.mail(colleague, team, subject, ""));
        try (Imap hers = Imap.inbox(sandbox, sophie);
                Imap his = Imap.inbox(sandbox, marc)) {
            int uid = hers.find(subject);
            hers.ok("UID STORE " + uid + " +FLAGS (\\Seen $MSS_Taken)");
            assertThat(hers.flags(uid)).contains("\\Seen", "$MSS_Taken_SG");
            his.ok("NOOP");
            assertThat(his.flags(uid)).contains("$MSS_Taken_SG").doesNotContain("\\Seen");
            assertThat(his.ok("UID SEARCH UNSEEN UID " + uid)).contains("SEARCH " + uid);
            assertThat(hers.ok("UID SEARCH UNSEEN UID " + uid)).doesNotContain("SEARCH " + uid);
            JsonNode shown = asked("bal", "show", team);
            assertThat(shown.path("rules").path("xdmTo").asText()).startsWith("labo.auto@");
            assertThat(shown.path("rules").path("absence").path("subject").asText())
                    .isEqualTo("Laboratoire fermé");
            assertThat(unseen(shown, "Marc Vidal"))
                    .isGreaterThan(unseen(shown, "Mme Sophie Garnier"))
                    .isEqualTo(unseenBy(his));
            his.ok("UID STORE " + uid + " +FLAGS ($MSS_Taken_MV)");
            assertThat(his.flags(uid)).contains("$MSS_Taken_MV").doesNotContain("$MSS_Taken_SG");
            hers.ok("NOOP");
            assertThat(hers.flags(uid))
                    .contains("\\Seen", "$MSS_Taken_MV")
                    .doesNotContain("$MSS_Taken_SG", "\\Answered");

            String id = "<" + idOf(hers.message(uid)) + ">";
            try (SmtpDialogue session = post.client(sophie)) {
                stored(send(
                        session,
                        team,
                        sandbox.account("claire.martin", null).bal(),
                        Post.mail(
                                team,
                                sandbox.account("claire.martin", null).bal(),
                                "Re: " + subject,
                                "In-Reply-To: " + id + "\r\n")));
            }
            his.ok("NOOP");
            assertThat(his.flags(uid))
                    .contains("\\Answered", "$MSS_Taken_SG")
                    .doesNotContain("$MSS_Taken_MV", "\\Seen");
        }
    }

    private static int unseen(JsonNode shown, String person) {
        for (JsonNode folder : shown.path("folders")) {
            for (JsonNode own : folder.path("unseenBy")) {
                if (folder.path("name").asText().equals("INBOX")
                        && own.path("name").asText().equals(person)) {
                    return own.path("unseen").asInt();
                }
            }
        }
        throw new AssertionError("no unread messages are counted for " + person + " in " + shown);
    }

    private static int unseenBy(Imap person) throws IOException {
        return Integer.parseInt(person.ok("STATUS INBOX (UNSEEN)").replaceAll("(?s).*UNSEEN (\\d+).*", "$1"));
    }

    @Test
    void whatAMemberExpungedComesBackIntoItsFolderByTheOperatorsCommand() throws Exception {
        String subject = Post.subject();
        String colleague = colleague();
        arrives(colleague, Post.mail(colleague, team, subject, ""));
        try (Imap hers = Imap.inbox(sandbox, sophie);
                Imap his = Imap.inbox(sandbox, marc)) {
            hers.ok("CREATE \"Dossiers rendus\"");
            int uid = hers.find(subject);
            hers.ok("UID STORE " + uid + " +FLAGS (\\Flagged $MSS_Taken)");
            hers.ok("UID MOVE " + uid + " \"Dossiers rendus\"");
            hers.ok("SELECT \"Dossiers rendus\"");
            hers.ok("UID STORE " + hers.find(subject) + " +FLAGS (\\Deleted)");
            hers.ok("EXPUNGE");
            assertThat(hers.find(subject)).isZero();

            JsonNode seen = asked("bal", "undelete", team, "--since", "1h", "--subject", subject, "--list");
            assertThat(seen.path("messages")).singleElement().satisfies(message -> assertThat(
                            message.path("folder").asText())
                    .isEqualTo("Dossiers rendus"));
            assertThat(hers.find(subject)).isZero();
            his.ok("SELECT \"Dossiers rendus\"");
            his.idle();
            JsonNode restored = asked("bal", "undelete", team, "--since", "1h", "--subject", subject);
            assertThat(restored.path("restored").asInt()).isEqualTo(1);
            his.pushed("EXISTS");
            his.done();
            assertThat(his.flags(his.find(subject)))
                    .contains("\\Flagged", "$MSS_Taken_SG")
                    .doesNotContain("\\Deleted");
        }
    }

    @Test
    void whyShowsWhatTheRulesOfABalWouldDoAndDoesNothing(@TempDir Path directory) throws Exception {
        String subject = Post.subject();
        String colleague = colleague();
        Path document = Files.writeString(directory.resolve("document.eml"), withXdm(colleague, subject));
        Path letter = Files.writeString(directory.resolve("lettre.eml"), Post.mail(colleague, team, subject, ""));
        List<String> documents = ruled(asked(
                "why",
                "--from",
                colleague,
                "--to",
                team,
                "--as-peer",
                "pair.mssante.fr",
                "--eml",
                document.toString()));
        assertThat(documents)
                .containsExactly(
                        "xdm-to done: labo.auto@demo.mssante.fr", "copy-to done: sophie.garnier@demo.mssante.fr");
        List<String> letters = ruled(asked(
                "why", "--from", colleague, "--to", team, "--as-peer", "pair.mssante.fr", "--eml", letter.toString()));
        assertThat(letters)
                .containsExactly(
                        "copy-to done: sophie.garnier@demo.mssante.fr",
                        "absence done: " + colleague + ", unless it did lately");
        try (Imap nominative = Imap.inbox(sandbox, Desks.sophie())) {
            assertThat(nominative.find(subject)).isZero();
        }
    }

    private static List<String> ruled(JsonNode answer) {
        List<String> steps = new ArrayList<>();
        for (JsonNode step : answer.path("steps")) {
            assertThat(step.path("source").asText()).as(step.toString()).isNotEmpty();
            if (step.path("source").asText().equals("docs/shared-bals.md")) {
                steps.add(step.path("rule").asText() + " " + step.path("answer").asText());
            }
        }
        return steps;
    }

    private JsonNode asked(String... words) throws IOException {
        List<String> line = new ArrayList<>(List.of(words));
        line.addAll(List.of("--config", sandbox.operator().config(), "--json"));
        StringWriter out = new StringWriter();
        int code = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(out, true))
                .execute(line.toArray(String[]::new));
        assertThat(code).as(out.toString()).isZero();
        return new ObjectMapper().readTree(out.toString());
    }

    /** Somebody at the listed peer who never wrote before. */
    private static String colleague() {
        return "collegue." + UUID.randomUUID().toString().substring(0, 8) + "@pair.mssante.fr";
    }

    private void arrives(String from, String message) throws IOException {
        try (SmtpDialogue session = post.peer("listed")) {
            stored(send(session, from, team, message));
        }
    }

    private static void stored(SmtpDialogue.Reply reply) {
        assertThat(reply.code()).as(reply.toString()).isEqualTo(250);
    }

    private List<byte[]> sentTo(String colleague) throws IOException {
        Inbox inbox = new Inbox(Path.of(sandbox.peer("listed").inbox()));
        List<byte[]> sent = new ArrayList<>();
        for (String name : inbox.names()) {
            if (inbox.envelope(name).recipients().contains(colleague)) {
                assertThat(inbox.envelope(name).from()).isEmpty();
                sent.add(inbox.message(name));
            }
        }
        return sent;
    }

    private Imap software() throws IOException {
        SandboxFile.Account labo = sandbox.account("labo.auto", null);
        Imap imap =
                Imap.connect(sandbox, "127.0.0.1", post.showing(PeerSender.identity(labo.certificate(), labo.key())));
        imap.ok("AUTHENTICATE EXTERNAL =");
        imap.ok("SELECT INBOX");
        return imap;
    }

    private String withXdm(String from, String subject) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("IHE_XDM/SUBSET01/METADATA.XML"));
            zip.write("<SubmitObjectsRequest/>".getBytes(StandardCharsets.US_ASCII));
        }
        return Post.withFile(from, team, subject, "IHE_XDM.zip", out.toByteArray());
    }

    private static String idOf(String message) {
        return message.replaceAll("(?s).*Message-ID: <([^>]+)>.*", "$1");
    }
}

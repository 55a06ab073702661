package fr.mssgw.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fr.mssgw.app.Gateway;
import fr.mssgw.app.Main;
import fr.mssgw.app.TestMail;
import fr.mssgw.app.TestOperator;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Folder;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The operator's commands, against one gateway that runs. */
class OperatorCommandsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String INS = "279035121518989";
    private static final String PATIENT = INS + "@patient.mssante.fr";
    private static final String LABO = "labo@" + TestOperator.DOMAIN;
    private static final String ANNE = "10000000003";

    @TempDir
    static Path directory = Path.of(".");

    private static TestOperator operator = new TestOperator(Path.of("target/commands"));
    private static Gateway gateway;

    private record Ended(int code, String out, String err) {

        JsonNode json() throws IOException {
            return JSON.readTree(out);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        operator = new TestOperator(directory);
        // nobody listens there: what is for patients waits
        operator.replace(
                "gateway.yaml",
                "data: ../data\n",
                """
                data: ../data
                routes: { patient.mssante.fr: "127.0.0.1:1" }
                limits: { login-failures-per-address: 20, login-failures-per-bal: 30 }
                """);
        gateway = Gateway.start(operator.config);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static Ended run(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> line = new ArrayList<>(List.of(words));
        line.add("--config");
        line.add(operator.config.toString());
        CommandLine command = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return new Ended(command.execute(line.toArray(String[]::new)), out.toString(), err.toString());
    }

    /** Sends to the patient, and answers the queue id. */
    private static String submitToPatient() throws Exception {
        List<String> before = ids();
        TestMail.submit(gateway, TestOperator.CLAIRE, "mot de passe de Claire", PATIENT, "Compte rendu");
        return ids().stream().filter(id -> !before.contains(id)).findFirst().orElseThrow();
    }

    private static List<String> ids() throws IOException {
        return StreamSupport.stream(
                        run("queue", "list", "--json").json().path("entries").spliterator(), false)
                .map(entry -> entry.path("id").asText())
                .toList();
    }

    private static JsonNode entry(String id) throws IOException {
        return run("queue", "show", id, "--json").json().path("entries").path(0);
    }

    private static Instant due(String id) throws IOException {
        return Instant.parse(entry(id).path("dueAt").asText());
    }

    @Test
    void aQueuedMailIsShownHeldReleasedRetriedAndDropped() throws Exception {
        String id = submitToPatient();
        assertThat(run("queue", "list").out()).contains(id).doesNotContain(INS);
        assertThat(run("queue", "list", "--reveal").out()).contains(PATIENT);
        await().untilAsserted(
                        () -> assertThat(entry(id).path("attempts").asInt()).isPositive());
        assertThat(entry(id).path("lastError").asText()).isNotEmpty();

        assertThat(run("queue", "hold", id).code()).isZero();
        assertThat(entry(id).path("state").asText()).isEqualTo("held");
        assertThat(run("queue", "release", id).code()).isZero();
        // a host that was just found down is left alone for some seconds, an operator's retry or not
        Instant due = due(id);
        assertThat(run("queue", "retry", id).code()).isZero();
        await().untilAsserted(() -> assertThat(due(id)).isBefore(due));
        assertThat(run("queue", "retry", "--all", "--json")
                        .json()
                        .path("changed")
                        .asInt())
                .isPositive();

        assertThat(run("queue", "drop", id).code()).isZero();
        Ended gone = run("queue", "show", id);
        assertThat(gone.code()).isEqualTo(1);
        assertThat(gone.err())
                .isEqualTo("gateway: " + id + " is not in the queue; it was delivered, reported or dropped\n");
        assertThat(run("queue", "hold", "nothing").err()).contains("a queue id is the 16 letters and digits");
    }

    @Test
    void aPatientWhoWantsNoMailIsRecordedAndRefusedAndForgotten() throws Exception {
        String other = "253097812634512";
        Ended added = run("patients", "opposition", "add", opposed(), "--json");
        assertThat(added.json().path("changed").asBoolean()).isTrue();
        assertThat(added.out()).doesNotContain(opposed());
        assertThat(run("patients", "opposition", "add", opposed()).out()).contains("unchanged");
        assertThat(run("patients", "opposition", "list").out()).doesNotContain(opposed());
        assertThat(run("patients", "opposition", "list", "--reveal").out()).contains(opposed());
        assertThat(run("patients", "opposition", "add", other).err()).contains("two-digit key");

        Path message = directory.resolve("opposed.eml");
        Files.writeString(message, "From: <" + TestOperator.CLAIRE + ">\r\n\r\nBonjour.\r\n");
        List<String> why = List.of(
                "why",
                "--from",
                TestOperator.CLAIRE,
                "--to",
                opposed() + "@patient.mssante.fr",
                "--eml",
                message.toString(),
                "--json");
        JsonNode refused = run(why.toArray(String[]::new)).json();
        assertThat(refused.path("rule").asText()).isEqualTo("GW-PAT-9");
        assertThat(refused.path("steps")).allSatisfy(step -> {
            assertThat(step.path("source").asText()).isNotEmpty();
            assertThat(step.toString()).doesNotContain(opposed());
        });
        assertThat(refused.path("steps"))
                .extracting(step -> step.path("rule").asText())
                .contains("conversation");

        assertThat(run("patients", "opposition", "remove", opposed()).code()).isZero();
        assertThat(run(why.toArray(String[]::new)).json().path("verdict").asText())
                .isEqualTo("deliver");
        await().untilAsserted(() -> assertThat(run("audit", "export").out())
                .contains("opposition add", "opposition remove", "\"reveal\"")
                .doesNotContain(opposed()));
    }

    private static String opposed() {
        return "179037512151842";
    }

    @Test
    void aConversationIsExportedWithAllItsSteps() throws Exception {
        submitToPatient();
        String id = run("conversations", "list", "--contact", TestOperator.CLAIRE, "--json")
                .json()
                .path("conversations")
                .path(0)
                .path("id")
                .asText();
        Path file = directory.resolve("conversation.json");
        assertThat(run("conversations", "export", id, "--out", file.toString()).out())
                .contains("written to");
        JsonNode exported = JSON.readTree(file.toFile());
        assertThat(exported.path("steps").path(0).path("messageId").asText()).startsWith("<");
        assertThat(exported.path("steps").path(0).path("person").asText()).isNotEmpty();
        assertThat(run("conversations", "export", id, "--out", file.toString()).code())
                .isNotZero();
        assertThat(run("conversations", "export", id).out())
                .contains("professional-wrote", "messageId")
                .doesNotContain(INS);
        await().untilAsserted(() -> assertThat(run("audit", "export").out()).contains("conversations export"));
    }

    @Test
    void aConversationIsListedMaskedShownAndClosed() throws Exception {
        submitToPatient();
        JsonNode first = run("conversations", "list", "--state", "open", "--json")
                .json()
                .path("conversations")
                .path(0);
        assertThat(first.path("contact").asText()).isEqualTo(TestOperator.CLAIRE);
        assertThat(first.path("patient").asText()).doesNotContain(INS).endsWith("@patient.mssante.fr");
        String id = first.path("id").asText();
        assertThat(run("conversations", "show", id, "--reveal").out()).contains(PATIENT, "professional-wrote");

        assertThat(run("conversations", "close", id).out()).contains("closed", "closed-by-operator");
        assertThat(run("conversations", "list", "--state", "closed").out()).startsWith(id + "  closed");
        assertThat(run("conversations", "list", "--contact", TestOperator.PHARMACY)
                        .out())
                .isEmpty();
        assertThat(run("conversations", "show", "999").err()).isEqualTo("gateway: there is no conversation 999\n");
    }

    @Test
    void whySaysWhatTheFlowsWouldDecide() throws Exception {
        Ended delivered = run("why", "--from", TestOperator.CLAIRE, "--to", TestOperator.PHARMACY, "--json");
        assertThat(delivered.code()).as(delivered.err()).isZero();
        assertThat(delivered.json().path("verdict").asText()).isEqualTo("deliver");

        Ended stranger = run("why", "--from", PATIENT, "--to", "labo@test.mssante.fr", "--json");
        assertThat(stranger.code()).isEqualTo(1);
        JsonNode answer = stranger.json();
        assertThat(answer.path("verdict").asText()).isEqualTo("refuse");
        assertThat(answer.path("code").asInt()).isEqualTo(550);
        assertThat(answer.path("rule").asText()).startsWith("GW-PAT-");
        assertThat(answer.path("steps")).isNotEmpty();

        assertThat(run("why", "--from", TestOperator.CLAIRE, "--to", "nobody@test.mssante.fr", "--json")
                        .json()
                        .path("enhanced")
                        .asText())
                .isEqualTo("5.1.1");
        assertThat(run("queue", "list", "--json").out()).doesNotContain("labo@test.mssante.fr");
    }

    @Test
    void theAuditIsExportedAsLinesWithRisingNumbersAndMaskedPatients() throws Exception {
        submitToPatient();
        Path file = directory.resolve("audit.jsonl");
        await().untilAsserted(() -> {
            assertThat(run("audit", "export", "--out", file.toString()).code()).isZero();
            assertThat(Files.readString(file)).contains("message_accepted", "login_granted");
        });
        List<Long> numbers = new ArrayList<>();
        try (Stream<String> lines = Files.lines(file)) {
            for (String line : lines.toList()) {
                numbers.add(JSON.readTree(line).path("seq").asLong());
            }
        }
        assertThat(numbers).isSorted().doesNotHaveDuplicates();
        assertThat(Files.readString(file)).doesNotContain(INS, "mot de passe");
        assertThat(run("audit", "export", "--after", Long.toString(numbers.get(0)))
                        .out())
                .doesNotContain("{\"seq\":" + numbers.get(0) + ",");
    }

    @Test
    void anApplicationPasswordIsShownOnceListedAndItsSessionEndsWhenItIsRevoked() throws Exception {
        Ended granted = run(
                "access", "grant", "--bal", TestOperator.PHARMACY, "--person", ANNE, "--label", "comptoir 2", "--json");
        assertThat(granted.code()).as(granted.err()).isZero();
        String password = granted.json().path("password").asText();
        String id = granted.json().path("id").asText();
        assertThat(password).matches("[a-z2-9]{8}(-[a-z2-9]{5}){4}").startsWith(id);
        assertThat(run("access", "list").out())
                .contains(id, "Anne Grand", "\"comptoir 2\"", "never used")
                .doesNotContain(password, "argon2");

        TestMail.submit(gateway, TestOperator.PHARMACY, password, TestOperator.CLAIRE, "du comptoir");
        try (Store store = TestMail.imap(gateway, TestOperator.PHARMACY, password);
                Store colleague = TestMail.imap(gateway, TestOperator.PHARMACY, "mot de passe de Paul");
                Transport sending = TestMail.smtp(gateway, TestOperator.PHARMACY, password)) {
            assertThat(sending.isConnected()).isTrue();
            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_ONLY);
            assertThat(run("access", "list", "--bal", TestOperator.PHARMACY, "--json")
                            .json()
                            .path("passwords")
                            .path(0)
                            .path("lastUsed")
                            .asText())
                    .isNotEmpty();

            Ended revoked = run("access", "revoke", id, "--json");
            // the submission above has said goodbye, but the gateway may not have seen its connection end yet
            assertThat(revoked.json().path("sessionsEnded").asInt()).isBetween(2, 3);
            await().untilAsserted(() -> assertThat(store.isConnected()).isFalse());
            await().untilAsserted(() -> assertThat(sending.isConnected()).isFalse());
            assertThat(colleague.isConnected()).isTrue();
        }
        assertThatThrownBy(() -> TestMail.imap(gateway, TestOperator.PHARMACY, password))
                .isInstanceOf(AuthenticationFailedException.class);
        assertThat(run("access", "list").out()).doesNotContain(id);
        assertThat(run("access", "revoke", id).err())
                .isEqualTo("gateway: there is no application password " + id + "\n");
        await().untilAsserted(() -> assertThat(run("audit", "export").out())
                .contains("access grant", "access revoke", "APPLICATION_PASSWORD")
                .doesNotContain(password));
    }

    @Test
    void aLoginThatWrongPasswordsLockedIsListedAndCanBeLifted() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> TestMail.imap(gateway, LABO, "wrong"))
                    .isInstanceOf(AuthenticationFailedException.class);
        }
        JsonNode locks = run("access", "locked", "--json").json().path("locks");
        assertThat(locks).singleElement().satisfies(lock -> {
            assertThat(lock.path("bal").asText()).isEqualTo(LABO);
            assertThat(lock.path("from").asText()).isEqualTo("127.0.0.1");
        });
        assertThat(run("access", "unlock", LABO).out()).isEqualTo("unlocked " + LABO + " from 127.0.0.1\n");
        assertThat(run("access", "locked").out()).isEmpty();
        assertThat(run("access", "unlock", LABO).code()).isEqualTo(1);
    }

    @Test
    void anAddressThatGuessesAtManyBalIsRefusedButForWhoIsKnownThere() throws Exception {
        String hospital = "127.0.0.9";
        TestMail.imap(gateway, hospital, TestOperator.CLAIRE, "mot de passe de Claire")
                .close();
        for (int i = 0; i < 20; i++) {
            String guess = "bal" + i + "@" + TestOperator.DOMAIN;
            assertThatThrownBy(() -> TestMail.imap(gateway, hospital, guess, "Printemps2026"))
                    .isInstanceOf(AuthenticationFailedException.class);
        }
        assertThatThrownBy(() -> TestMail.imap(gateway, hospital, TestOperator.PHARMACY, "mot de passe de Paul"))
                .isInstanceOf(AuthenticationFailedException.class);
        TestMail.imap(gateway, hospital, TestOperator.CLAIRE, "mot de passe de Claire")
                .close();
        TestMail.imap(gateway, "127.0.0.10", TestOperator.PHARMACY, "mot de passe de Paul")
                .close();
        assertThat(run("access", "locked").out()).startsWith("refused  " + hospital + "  ");
        await().untilAsserted(() -> assertThat(run("audit", "export").out())
                .contains("address_refused")
                .contains(hospital));

        assertThat(run("access", "unlock", "no.address").err()).isEqualTo("gateway: from is not an IP address\n");
        assertThat(run("access", "unlock", hospital).out()).isEqualTo("unlocked " + hospital + "\n");
        assertThat(run("access", "unlock", hospital).code()).isEqualTo(1);
        TestMail.imap(gateway, hospital, TestOperator.PHARMACY, "mot de passe de Paul")
                .close();
    }

    @Test
    void accessIsGrantedToPersonsOfTheBalOnly() {
        assertThat(run("access", "grant", "--bal", TestOperator.CLAIRE, "--person", ANNE)
                        .err())
                .isEqualTo("gateway: RPPS " + ANNE + " is not a person of " + TestOperator.CLAIRE
                        + "; add the person to its file in bals/ first\n");
        assertThat(run("access", "grant", "--bal", "labo@test.mssante.fr", "--person", ANNE)
                        .err())
                .contains("is applicative; its software logs in by certificate");
        assertThat(run("access", "grant", "--bal", "nobody@test.mssante.fr", "--person", ANNE)
                        .code())
                .isEqualTo(1);
        assertThat(run("access", "grant", "--bal", TestOperator.CLAIRE).code()).isEqualTo(2);
        assertThat(run("access", "revoke", "' OR 1=1").code()).isEqualTo(1);
    }

    @Test
    void theHelpHasExamples() {
        for (String[] words : new String[][] {
            {"access"}, {"access", "grant"}, {"access", "list"}, {"access", "revoke"}, {"queue"}, {"conversations"}
        }) {
            StringWriter out = new StringWriter();
            List<String> line = new ArrayList<>(List.of(words));
            line.add("--help");
            Main.commandLine().setOut(new PrintWriter(out)).execute(line.toArray(String[]::new));
            assertThat(out.toString()).contains("Example", "./gateway " + words[0]);
        }
    }

    @Test
    void aChangedPasswordFileHoldsWithoutARestart() throws Exception {
        operator.write(
                "bals/neuf.yaml",
                Files.readString(operator.config.resolve("bals/claire.yaml"))
                        .replaceAll("claire.martin@", "neuf@")
                        .replaceAll("secrets/claire", "secrets/neuf")
                        .replaceAll("(?m)^ *smime:.*\n", ""));
        operator.write("secrets/neuf", "premier\n");
        // its file is one that the configuration did not name at the start; few tries, or they lock the BAL
        await().pollInterval(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .untilAsserted(() -> TestMail.imap(gateway, "neuf@test.mssante.fr", "premier")
                        .close());
        operator.write("secrets/neuf", "second mot\n");
        await().pollInterval(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .untilAsserted(() -> TestMail.imap(gateway, "neuf@test.mssante.fr", "second mot")
                        .close());
    }

    @Test
    void whatIsLaidDownForMailboxesTakesEffectWithoutARestart() throws Exception {
        Path file = operator.config.resolve("gateway.yaml");
        String before = Files.readString(file);
        try {
            Files.writeString(
                    file,
                    before.replace(
                            "limits: {", "limits: { undelete: 3d, nominative: { message-mib: 2, quota-mib: 100 },"));
            await().untilAsserted(() -> assertThat(
                            run("bal", "show", TestOperator.CLAIRE).out())
                    .contains("of 100.0 MiB", "message    up to 2.0 MiB", "for 3d after"));
            JsonNode shown = run("bal", "show", TestOperator.CLAIRE, "--json").json();
            assertThat(shown.path("messageOctets").asLong()).isEqualTo(2L * 1024 * 1024);
            Path large = Files.writeString(
                    directory.resolve("large.eml"),
                    "From: <" + TestOperator.CLAIRE + ">\r\n\r\n" + "x".repeat(3 * 1024 * 1024));
            JsonNode refused = run(
                            "why",
                            "--from",
                            TestOperator.CLAIRE,
                            "--to",
                            TestOperator.PHARMACY,
                            "--eml",
                            large.toString(),
                            "--json")
                    .json();
            assertThat(refused.path("code").asInt()).isEqualTo(552);
            assertThat(refused.path("steps")).hasSize(1);
        } finally {
            Files.writeString(file, before);
        }
        await().untilAsserted(() ->
                assertThat(run("bal", "show", TestOperator.CLAIRE).out()).contains("message    up to 25.0 MiB"));
    }

    @Test
    void whyNamesNoMessageSinceItStoresNone() throws Exception {
        Path letter = Files.writeString(
                directory.resolve("letter.eml"), "From: <" + TestOperator.CLAIRE + ">\r\n\r\nBonjour.\r\n");
        JsonNode answer = run(
                        "why",
                        "--from",
                        TestOperator.CLAIRE,
                        "--to",
                        TestOperator.PHARMACY,
                        "--eml",
                        letter.toString(),
                        "--json")
                .json();
        assertThat(answer.path("verdict").asText()).isEqualTo("deliver");
        assertThat(answer.path("text").asText())
                .isEqualTo("le message serait accepté ; simulation, rien n'est enregistré");
    }

    private static List<String> why(String to, Path letter) {
        return List.of("why", "--from", TestOperator.CLAIRE, "--to", to, "--eml", letter.toString());
    }

    private static Ended ran(List<String> words, String... more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return run(all.toArray(String[]::new));
    }

    @Test
    void whyReadsAFileSavedOnUnixSaysSoAndShowsTheLabelOfTheRecipient() throws Exception {
        Path letter =
                Files.writeString(directory.resolve("unix.eml"), "From: <" + TestOperator.CLAIRE + ">\n\nBonjour.\n");
        JsonNode answer = ran(why(TestOperator.PHARMACY, letter), "--json").json();
        assertThat(answer.path("verdict").asText()).isEqualTo("deliver");
        assertThat(answer.path("note").asText()).contains("LF alone");
        assertThat(answer.path("smime").asText()).startsWith("verified; signer=");
        assertThat(answer.has("advice")).isFalse();
        assertThat(ran(why(TestOperator.PHARMACY, letter)).out().lines())
                .anyMatch(line -> line.startsWith("note: the file's lines end with LF alone"))
                .anyMatch(line -> line.startsWith("X-MSSGW-SMIME: verified; signer="))
                .anyMatch(line -> line.startsWith("MAIL FROM " + TestOperator.CLAIRE + "  accepted"));

        Files.writeString(letter, "From: <" + TestOperator.CLAIRE + ">\r\n\nBonjour.\n");
        JsonNode mixed = ran(why(TestOperator.PHARMACY, letter), "--json").json();
        assertThat(mixed.path("rule").asText()).isEqualTo("GW-MSG-2");
        assertThat(mixed.path("text").asText()).endsWith("isolé [GW-MSG-2]");
        assertThat(mixed.path("note").asText()).startsWith("line 2 of the file");
    }

    @Test
    void whySaysOnceWhyAProfessionalsMailToAPatientIsRefusedAndWhatToDo() throws Exception {
        Path letter = Files.writeString(
                directory.resolve("reply-to.eml"),
                "From: <" + TestOperator.CLAIRE + ">\r\nReply-To: a@example.org\r\n\r\nBonjour.\r\n");
        JsonNode answer = ran(why(PATIENT, letter), "--json").json();
        assertThat(answer.path("rule").asText()).isEqualTo("GW-PAT-6");
        assertThat(answer.path("advice").asText()).startsWith("remove Reply-To");
        assertThat(answer.has("smime")).isFalse();
        String out = ran(why(PATIENT, letter)).out();
        String reason = answer.path("text").asText().replace(" [GW-PAT-6]", "");
        assertThat(out.split(java.util.regex.Pattern.quote(reason), -1)).hasSize(2);
        assertThat(out.lines())
                .anyMatch(line -> line.startsWith("advice: remove Reply-To"))
                .anyMatch(line -> line.startsWith("GW-PAT-6  DATA reply-to.eml  refused  docs/"));
    }

    @Test
    void aFileThatCannotBeOpenedIsToldWithItsCause() {
        Path missing = directory.resolve("nowhere/missing");
        for (List<String> words : List.of(
                why(TestOperator.PHARMACY, missing),
                List.of("audit", "verify", "--file", missing.toString()),
                List.of("audit", "export", "--out", missing.toString()),
                List.of("directory", "export", "--out", missing.toString()))) {
            Ended ended = ran(words);
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.err()).isEqualTo("gateway: " + missing + ": no such file\n");
        }
        for (List<String> words : List.of(
                why(TestOperator.PHARMACY, directory),
                List.of("audit", "verify", "--file", directory.toString()),
                List.of("audit", "export", "--out", directory.toString()),
                List.of("directory", "export", "--out", directory.toString()))) {
            Ended ended = ran(words);
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.err().toLowerCase(java.util.Locale.ROOT))
                    .isEqualTo(("gateway: " + directory + ": is a directory\n").toLowerCase(java.util.Locale.ROOT));
        }
    }

    @Test
    void aBalIsListedShownAndWhatWasDeletedFromItIsRestored() throws Exception {
        TestMail.submit(
                gateway, TestOperator.CLAIRE, "mot de passe de Claire", TestOperator.CLAIRE, "Résultats perdus");
        try (Store store = TestMail.imap(gateway, TestOperator.CLAIRE, "mot de passe de Claire")) {
            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_WRITE);
            for (jakarta.mail.Message message : inbox.getMessages()) {
                message.setFlag(jakarta.mail.Flags.Flag.DELETED, "Résultats perdus".equals(message.getSubject()));
            }
            inbox.close(true);
        }
        String[] undelete = {"bal", "undelete", TestOperator.CLAIRE, "--since", "1h", "--subject", "resultats"};
        Ended listed =
                run(Stream.concat(Stream.of(undelete), Stream.of("--list")).toArray(String[]::new));
        assertThat(listed.out()).contains("Résultats perdus", "1 messages could be restored");

        JsonNode shown = run("bal", "show", TestOperator.CLAIRE, "--json").json();
        assertThat(shown.path("type").asText()).isEqualTo("nominative");
        assertThat(shown.path("expungedMessages").asInt()).isPositive();
        assertThat(shown.path("persons").path(0).path("name").asText()).isEqualTo("Claire Martin");
        await().untilAsserted(
                        () -> assertThat(run("bal", "show", TestOperator.CLAIRE).out())
                                .contains(
                                        "last login ",
                                        "INBOX",
                                        " octets of 2.0 GiB (0 %)",
                                        "message    up to 25.0 MiB",
                                        "for 30d after"));
        assertThat(run("bal", "list", "--type", "organisational").out())
                .contains(TestOperator.PHARMACY)
                .doesNotContain(TestOperator.CLAIRE);

        JsonNode done = run(Stream.concat(Stream.of(undelete), Stream.of("--json"))
                        .toArray(String[]::new))
                .json();
        assertThat(done.path("restored").asInt()).isEqualTo(1);
        assertThat(done.path("folders").path("INBOX").asInt()).isEqualTo(1);
        try (Store store = TestMail.imap(gateway, TestOperator.CLAIRE, "mot de passe de Claire")) {
            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_ONLY);
            jakarta.mail.Message back = inbox.getMessage(inbox.getMessageCount());
            assertThat(back.getSubject()).isEqualTo("Résultats perdus");
            assertThat(back.isSet(jakarta.mail.Flags.Flag.DELETED)).isFalse();
        }
        assertThat(run(undelete).code()).isEqualTo(1);
        assertThat(run("bal", "show", "nobody@" + TestOperator.DOMAIN).err()).contains("is not a BAL of this operator");
    }
}

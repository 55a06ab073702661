package fr.mssgw.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import fr.mssgw.app.command.Ran;
import fr.mssgw.store.sql.CutProxy;
import fr.mssgw.store.sql.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways on one PostgreSQL serve the same BAL. */
class TwoGatewaysTest {

    private static final Duration ONE_SECOND = Duration.ofSeconds(1);
    private static final String PAUL = "mot de passe de Paul";
    private static final String ANNE = "mot de passe d'Anne";

    private static TestOperator atOne;
    private static Gateway one;
    private static Gateway other;
    private static String database;
    /** Between the first gateway and the database. */
    private static CutProxy network;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        database = TestDatabase.create();
        String url = TestDatabase.url(database);
        network = new CutProxy(url);
        atOne = operator(directory.resolve("one"), network.through(url));
        one = Gateway.start(atOne.config);
        other = Gateway.start(operator(directory.resolve("other"), url).config);
    }

    private static TestOperator operator(Path directory, String url) {
        TestOperator operator = new TestOperator(directory);
        operator.write("secrets/database", TestDatabase.password());
        operator.replace(
                "gateway.yaml",
                "data: ../data",
                "data: ../data\ndatabase:\n  url: \"" + url + "\"\n  user: " + TestDatabase.user()
                        + "\n  password-file: secrets/database");
        return operator;
    }

    @AfterAll
    static void stop() throws IOException {
        one.close();
        other.close();
        network.close();
    }

    @Test
    void mailFlagsAndRemovalsOnOneNodeReachAnIdleSessionOfTheOtherWithinASecond() throws Exception {
        try (RawImap paul = RawImap.inInbox(one, TestOperator.PHARMACY, PAUL);
                RawImap anne = RawImap.inInbox(other, TestOperator.PHARMACY, ANNE)) {
            anne.send("i IDLE").awaits("+");

            long before = System.nanoTime();
            TestMail.submit(one, TestOperator.CLAIRE, "mot de passe de Claire", TestOperator.PHARMACY, "Bonjour");
            String exists = anne.awaits("EXISTS");
            // the submission is a part of it: SMTP with STARTTLS from nothing
            assertThat(since(before)).isLessThan(ONE_SECOND.multipliedBy(4));
            String number = exists.split(" ")[1];

            paul.command("NOOP");
            before = System.nanoTime();
            paul.command("STORE " + number + " +FLAGS (\\Flagged $MSS_Taken_PP)");
            assertThat(anne.awaits("FETCH")).contains("\\Flagged", "$MSS_Taken_PP");
            assertThat(since(before)).isLessThan(ONE_SECOND);

            paul.command("STORE " + number + " +FLAGS (\\Deleted)");
            assertThat(anne.awaits("FETCH")).contains("\\Deleted");
            before = System.nanoTime();
            paul.command("EXPUNGE");
            assertThat(anne.awaits("EXPUNGE")).isEqualTo("* " + number + " EXPUNGE");
            assertThat(since(before)).isLessThan(ONE_SECOND);

            anne.send("DONE").awaits("i OK");
            assertThat(anne.command("STATUS INBOX (MESSAGES)").get(0)).contains("MESSAGES 0");
        }
    }

    @Test
    void newsThatWereLostWithTheConnectionAreMadeUpFor() throws Exception {
        try (RawImap claire = RawImap.inInbox(other, TestOperator.CLAIRE, "mot de passe de Claire")) {
            claire.send("i IDLE").awaits("+");
            TestDatabase.execute(
                    database,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database
                            + "' AND application_name = 'mssgw-listens'");
            TestMail.submit(one, TestOperator.CLAIRE, "mot de passe de Claire", TestOperator.CLAIRE, "Note");
            claire.awaits("EXISTS");
        }
    }

    @Test
    void mailWhoseCommitWasNotAnsweredReachesIdleSessionsOfBothNodes() throws Exception {
        try (RawImap here = RawImap.inInbox(one, TestOperator.CLAIRE, "mot de passe de Claire");
                RawImap there = RawImap.inInbox(other, TestOperator.CLAIRE, "mot de passe de Claire")) {
            here.send("i IDLE").awaits("+");
            there.send("i IDLE").awaits("+");
            network.loseTheAnswerTo("MESSAGE_ACCEPTED");
            TestMail.submit(one, TestOperator.CLAIRE, "mot de passe de Claire", TestOperator.CLAIRE, "Note");
            assertThat(network.hasCut()).isTrue();
            here.awaits("EXISTS");
            there.awaits("EXISTS");
        }
    }

    @Test
    void anAccessThatIsRevokedOnOneNodeEndsItsSessionsOnTheOther() throws Exception {
        JsonNode granted = ask("access", "grant", "--bal", TestOperator.PHARMACY, "--person", "10000000002");
        String password = granted.path("password").asText();
        try (RawImap paul = RawImap.inInbox(other, TestOperator.PHARMACY, password)) {
            assertThat(paul.command("NOOP")).last().asString().contains("OK");
            ask("access", "revoke", granted.path("id").asText());
            assertThat(paul.line()).isEqualTo("* BYE acces revoque");
        }
    }

    /** The command, to the first gateway. */
    private static JsonNode ask(String... words) throws Exception {
        List<String> line = new ArrayList<>(List.of(words));
        line.addAll(List.of("--config", atOne.config.toString(), "--json"));
        Ran ran = Ran.of(line.toArray());
        assertThat(ran.code()).as(ran.out()).isZero();
        return ran.json();
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}

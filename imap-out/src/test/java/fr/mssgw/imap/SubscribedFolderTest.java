package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said about a folder as such while sessions have it open: they go on, and their threads come to rest. */
class SubscribedFolderTest {
    private TestImap imap;
    private RawImap paul;
    private RawImap anne;

    @BeforeEach
    void aFolderThatTwoHaveOpen() throws IOException {
        imap = new TestImap();
        paul = imap.loggedIn(TestImap.PHARMACY, "secret-paul");
        anne = imap.loggedIn(TestImap.PHARMACY, "secret-anne");
        ok(paul.command("CREATE Dossier"));
        append();
        ok(paul.command("SELECT Dossier"));
        ok(anne.command("SELECT Dossier"));
    }

    @AfterEach
    void close() throws IOException {
        paul.close();
        anne.close();
        imap.close();
    }

    private void append() throws IOException {
        ok(paul.command("APPEND Dossier {15+}\r\nSubject: x\r\n\r\na"));
    }

    private static List<String> ok(List<String> told) {
        assertThat(last(told)).contains(" OK ");
        return told;
    }

    private void bothGoOn() throws IOException {
        append();
        for (RawImap client : List.of(paul, anne)) {
            ok(client.command("NOOP"));
            assertThat(ok(client.command("FETCH 1:* (UID)"))).contains("* 2 FETCH (UID 2)");
            client.send("i IDLE\r\n").until("+ ");
            ok(client.send("DONE\r\n").until("i "));
        }
        paul.close();
        anne.close();
        await().atMost(Duration.ofSeconds(10)).until(() -> Workers.busy() == 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SUBSCRIBE Dossier",
                "UNSUBSCRIBE Dossier",
                "RENAME Dossier Autre",
                "SETMETADATA Dossier (/private/comment \"a\")",
            })
    void theSessionThatSaysItGoesOnAndSoDoesItsColleague(String command) throws IOException {
        ok(paul.command(command));
        if (command.startsWith("RENAME")) {
            ok(paul.command("RENAME Autre Dossier"));
        }
        bothGoOn();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUBSCRIBE", "UNSUBSCRIBE"})
    void aColleagueInIdleIsToldOfWhatComesAfterIt(String command) throws IOException {
        anne.send("i IDLE\r\n").until("+ ");
        ok(paul.command(command + " Dossier"));
        append();
        assertThat(anne.until("* 2 EXISTS")).contains("* 2 EXISTS");
        ok(anne.send("DONE\r\n").until("i "));
        ok(paul.command("NOOP"));
    }

    @Test
    void manySubscriptionsWhileNobodyAsksAreNoNews() throws IOException {
        for (int turn = 0; turn < 20; turn++) {
            ok(anne.command("SUBSCRIBE Dossier"));
            ok(anne.command("UNSUBSCRIBE Dossier"));
        }
        bothGoOn();
    }
}

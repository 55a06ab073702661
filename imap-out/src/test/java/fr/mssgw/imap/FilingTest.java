package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.mailbox.MailboxSettings;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** COPY and MOVE: what a client learns of where its messages went (RFC 4315, RFC 6851). */
class FilingTest {
    private TestImap imap;
    private RawImap client;

    /** Messages of UID 2, 3, 5 and 6 are numbers 1 to 4. */
    @BeforeEach
    void fourMessagesWithGaps() throws IOException {
        imap = new TestImap();
        client = imap.loggedIn(TestImap.CLAIRE, "secret-claire");
        client.command("CREATE Depart");
        client.command("CREATE Arrivee");
        for (int i = 1; i <= 6; i++) {
            String message = "Subject: n" + i + "\r\n\r\ntexte\r\n";
            client.command("APPEND Depart {" + message.length() + "+}\r\n" + message);
        }
        client.command("SELECT Depart");
        client.command("STORE 1,4 +FLAGS (\\Deleted)");
        client.command("EXPUNGE");
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        imap.close();
    }

    @Test
    void copyuidNamesUidsWhereTheClientNamedNumbers() throws IOException {
        assertThat(last(client.command("COPY 2 Arrivee"))).matches("t\\d+ OK \\[COPYUID \\d+ 3 1\\] .*");
        assertThat(last(client.command("COPY 1,3:4 Arrivee"))).matches("t\\d+ OK \\[COPYUID \\d+ 2,5:6 2:4\\] .*");
    }

    @Test
    void aStarInTheSetIsNoUid() throws IOException {
        assertThat(last(client.command("COPY 1:* Arrivee"))).matches("t\\d+ OK \\[COPYUID \\d+ 2:3,5:6 1:4\\] .*");
        assertThat(last(client.command("UID COPY 3:* Arrivee"))).matches("t\\d+ OK \\[COPYUID \\d+ 3,5:6 5:7\\] .*");
        assertThat(last(client.command("UID COPY 99:* Arrivee")))
                .as("always the last one (RFC 3501 §6.4.8)")
                .matches("t\\d+ OK \\[COPYUID \\d+ 6 8\\] .*");
    }

    @Test
    void overlappingSetsCopyAMessageOnce() throws IOException {
        assertThat(last(client.command("UID COPY 5:2,3,2:3 Arrivee")))
                .matches("t\\d+ OK \\[COPYUID \\d+ 2:3,5 1:3\\] .*");
        assertThat(client.command("STATUS Arrivee (MESSAGES)").get(0)).contains("MESSAGES 3");
    }

    @Test
    void copyuidIsLeftOutWhereNothingWasCopied() throws IOException {
        assertThat(last(client.command("UID COPY 4 Arrivee"))).contains(" OK ").doesNotContain("COPYUID");
        assertThat(last(client.command("COPY 9 Arrivee"))).contains(" BAD ");
        client.command("SELECT Arrivee");
        assertThat(last(client.command("UID COPY 1:* Depart"))).contains(" OK ").doesNotContain("COPYUID");
    }

    @Test
    void aMoveIsToldBeforeTheMessagesVanish() throws IOException {
        List<String> told = client.command("MOVE 2:3 Arrivee");
        assertThat(told).hasSize(4);
        assertThat(told.get(0)).matches("\\* OK \\[COPYUID \\d+ 3,5 1:2\\] .*");
        assertThat(told.subList(1, 3)).containsExactly("* 2 EXPUNGE", "* 2 EXPUNGE");
        assertThat(last(told)).contains(" OK ").doesNotContain("COPYUID");
    }

    @Test
    void aMoveIntoTheSameFolderGivesNewUids() throws IOException {
        List<String> told = client.command("UID MOVE 3 Depart");
        assertThat(told.get(0)).matches("\\* OK \\[COPYUID \\d+ 3 7\\] .*");
        assertThat(told).containsSubsequence("* 5 EXISTS", "* 2 EXPUNGE");
        assertThat(client.command("FETCH 4 (UID)")).contains("* 4 FETCH (UID 7)");
    }

    @Test
    void whatDoesNotFitIsNotCopiedByHalves() throws IOException {
        imap.policy = MailboxSettings.UNLIMITED.withQuota(4 * 22 + 2 * 22 + 10);
        assertThat(last(client.command("UID COPY 2,5:6 Arrivee")))
                .as("two would fit")
                .contains(" NO [OVERQUOTA] ");
        assertThat(client.command("STATUS Arrivee (MESSAGES)").get(0)).contains("MESSAGES 0");
        assertThat(last(client.command("UID MOVE 2,5:6 Arrivee")))
                .as("a move needs no room")
                .contains(" OK ");
    }

    @Test
    void whatAColleagueRemovedMeanwhileIsLeftOut() throws IOException {
        try (RawImap colleague = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            colleague.command("SELECT Depart");
            colleague.command("UID STORE 3 +FLAGS (\\Deleted)");
            colleague.command("EXPUNGE");
        }
        List<String> told = client.command("UID MOVE 2:5 Arrivee");
        assertThat(told.get(0)).matches("\\* OK \\[COPYUID \\d+ 2,5 1:2\\] .*");
        assertThat(client.command("STATUS Depart (MESSAGES)").get(0)).contains("MESSAGES 1");
    }

    @Test
    void aFolderThatIsNotThereMayBeMade() throws IOException {
        assertThat(last(client.command("COPY 1 Nulle.part"))).contains(" NO [TRYCREATE] ");
        assertThat(last(client.command("MOVE 1 Nulle.part"))).contains(" NO [TRYCREATE] ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"&", "a&", "&AOk", "&!-", "&&", "&AGE-", "a&AOl-b", "!#$&'+,-.;<=>?@^_`|[}"})
    void aFolderNameThatIsNoModifiedUtf7IsRefusedAndTheSessionGoesOn(String name) throws IOException {
        for (String command : List.of("SELECT ", "COPY 1 ", "CREATE ", "STATUS ", "SUBSCRIBE ", "RENAME Depart ")) {
            String rest = command.equals("STATUS ") ? " (MESSAGES)" : "";
            assertThat(last(client.command(command + name + rest))).matches("t\\d+ (BAD|NO) .*");
        }
        assertThat(last(client.command("NOOP"))).contains(" OK ");
    }
}

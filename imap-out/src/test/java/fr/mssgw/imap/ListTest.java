package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LIST and LSUB with all that RFC 5258, 5819, 6154 and 8440 let a client ask. */
class ListTest {
    private static TestImap imap;
    private static RawImap client;

    @BeforeAll
    static void start() throws IOException {
        imap = new TestImap();
        client = imap.loggedIn(TestImap.CLAIRE, "secret-claire");
        for (String name : List.of("Labo", "Labo.2025", "Labo.2026", "Dossiers.Martin.Lettres", "&AMk-t&AOk-")) {
            client.command("CREATE " + name);
        }
        client.command("DELETE Dossiers");
        client.command("SUBSCRIBE Labo.2026");
        client.command("SUBSCRIBE Dossiers.Martin.Lettres");
        client.command("SUBSCRIBE Partie");
        client.command("SUBSCRIBE Partie.Loin");
        client.command("UNSUBSCRIBE Partie.Loin");
        client.command("APPEND Labo.2026 (\\Seen) {19+}\r\nSubject: x\r\n\r\nabcde");
        client.command("APPEND Labo.2026 (\\Deleted) {20+}\r\nSubject: x\r\n\r\nabcdef");
    }

    @AfterAll
    static void stop() throws IOException {
        client.close();
        imap.close();
    }

    private static List<String> answer(String command) throws IOException {
        List<String> lines = client.command(command);
        assertThat(last(lines)).as("%.80s", command).contains(" OK ");
        return lines.subList(0, lines.size() - 1);
    }

    @Test
    void severalPatternsNameAFolderOnce() throws IOException {
        assertThat(answer("LIST \"\" (\"Labo*5\" Labo Labo %abo)"))
                .containsExactly(
                        "* LIST (\\HasChildren) \".\" \"Labo\"", "* LIST (\\HasNoChildren) \".\" \"Labo.2025\"");
    }

    @Test
    void anEmptyPatternAsksForTheRootInThePlainFormOnly() throws IOException {
        assertThat(answer("LIST \"\" \"\"")).containsExactly("* LIST (\\Noselect) \".\" \"\"");
        assertThat(answer("LIST \"Labo\" \"\"")).containsExactly("* LIST (\\Noselect) \".\" \"\"");
        assertThat(answer("LIST \"\" (\"\")")).isEmpty();
        assertThat(answer("LIST \"\" \"\" RETURN ()")).isEmpty();
        assertThat(answer("LIST () \"\" \"\"")).isEmpty();
    }

    @Test
    void aLevelWithoutAFolderOfItsOwnIsShownByThePercentSignOnly() throws IOException {
        assertThat(answer("LIST \"\" D%")).contains("* LIST (\\Noselect \\HasChildren) \".\" \"Dossiers\"");
        assertThat(answer("LIST \"\" (D%)")).contains("* LIST (\\HasChildren \\NonExistent) \".\" \"Dossiers\"");
        assertThat(answer("LIST \"\" Dossiers*"))
                .containsExactly(
                        "* LIST (\\HasChildren) \".\" \"Dossiers.Martin\"",
                        "* LIST (\\HasNoChildren) \".\" \"Dossiers.Martin.Lettres\"");
    }

    @Test
    void whatIsSubscribedIsShownThoughItDoesNotExist() throws IOException {
        assertThat(answer("LIST (SUBSCRIBED) \"\" (P* L*)"))
                .containsExactly(
                        "* LIST (\\HasNoChildren \\Subscribed) \".\" \"Labo.2026\"",
                        "* LIST (\\Subscribed \\NonExistent) \".\" \"Partie\"");
        assertThat(answer("LIST \"\" Labo.% RETURN (SUBSCRIBED CHILDREN)"))
                .containsExactly(
                        "* LIST (\\HasNoChildren) \".\" \"Labo.2025\"",
                        "* LIST (\\HasNoChildren \\Subscribed) \".\" \"Labo.2026\"");
    }

    @Test
    void aFolderIsShownForWhatIsSubscribedBelowItUnlessThatIsShownToo() throws IOException {
        String parent = "* LIST (\\HasChildren) \".\" \"Labo\" (\"CHILDINFO\" (\"SUBSCRIBED\"))";
        assertThat(answer("LIST (SUBSCRIBED RECURSIVEMATCH) \"\" Labo")).containsExactly(parent);
        assertThat(answer("LIST (recursivematch subscribed remote) \"\" L%")).containsExactly(parent);
        assertThat(answer("LIST (SUBSCRIBED RECURSIVEMATCH) \"\" (Labo Labo.2026)"))
                .containsExactly("* LIST (\\HasNoChildren \\Subscribed) \".\" \"Labo.2026\"");
        assertThat(answer("LIST (SUBSCRIBED RECURSIVEMATCH) \"\" Dossiers"))
                .containsExactly(
                        "* LIST (\\HasChildren \\NonExistent) \".\" \"Dossiers\" (\"CHILDINFO\" (\"SUBSCRIBED\"))");
    }

    @Test
    void statusComesForFoldersThatAreThereAndMeetTheCriteria() throws IOException {
        assertThat(answer("LIST \"\" Labo.% RETURN (STATUS (MESSAGES UNSEEN UIDNEXT SIZE DELETED) MYRIGHTS)"))
                .satisfies(lines -> {
                    assertThat(lines).hasSize(6);
                    assertThat(lines.get(4)).startsWith("* MYRIGHTS \"Labo.2026\" \"");
                    assertThat(lines.get(5))
                            .isEqualTo("* STATUS \"Labo.2026\" (MESSAGES 2 SIZE 39 DELETED 1 UIDNEXT 3 UNSEEN 1)");
                });
        assertThat(answer("LIST (SUBSCRIBED RECURSIVEMATCH) \"\" (Partie Labo) RETURN (STATUS (MESSAGES))"))
                .noneMatch(line -> line.startsWith("* STATUS"));
        for (String items : List.of("MESSAGES RECENT", "UIDVALIDITY", "APPENDLIMIT MAILBOXID", "DELETED-STORAGE")) {
            assertThat(answer("LIST \"\" Labo.2026 RETURN (STATUS (" + items + "))"))
                    .contains(answer("STATUS Labo.2026 (" + items + ")").get(0));
        }
        try (RawImap other = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            other.command("LIST \"\" Labo.2026 RETURN (STATUS (HIGHESTMODSEQ))");
            other.command("SELECT Labo.2026");
            assertThat(other.command("STORE 1 +FLAGS (\\Flagged)").get(0)).contains("MODSEQ");
        }
    }

    @Test
    void foldersForSomethingSpecialAreSelectedByIt() throws IOException {
        assertThat(answer("LIST (SPECIAL-USE) \"\" *"))
                .isNotEmpty()
                .allMatch(line ->
                        line.matches("\\* LIST \\(\\\\HasNoChildren \\\\(Sent|Drafts|Trash|Junk|Archive)\\).*"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LIST (RECENTLY) \"\" \"\"",
                "LIST (RECURSIVEMATCH) \"\" *",
                "LIST (RECURSIVEMATCH REMOTE) \"\" \"\"",
                "LIST \"\" * RETURN (COLOURS)",
                "LIST \"\" * RETURN (STATUS (COLOURS))",
                "LIST \"\" * RETURN (STATUS)",
                "LIST \"\" * RETURN",
                "LIST \"\" * SUBSCRIBED",
                "LIST \"\" ()",
                "LIST \"\" (a b",
                "LIST (SUBSCRIBED \"\" *",
                "LIST \"\" a(b",
                "LIST \"\" &AOk",
                "LIST &AOk \"*\"",
                "LIST \"\"",
                "LIST",
                "LSUB \"\" (a)",
                "LSUB \"\" &AOk"
            })
    void whatIsNoListIsBadAndTheSessionGoesOn(String command) throws IOException {
        assertThat(last(client.command(command))).contains(" BAD ");
        assertThat(last(client.command("NOOP"))).contains(" OK ");
    }

    @Test
    void morePatternsThanAnyClientNeedsAreBad() throws IOException {
        assertThat(last(client.command("LIST \"\" (" + "x ".repeat(50).trim() + ")")))
                .contains(" OK ");
        assertThat(last(client.command("LIST \"\" (" + "x ".repeat(51).trim() + ")")))
                .contains(" BAD ");
    }

    @Test
    void aPatternOfManyWildcardsTakesNoTime() throws IOException {
        client.command("CREATE " + "a".repeat(190));
        String many = "*%*".repeat(3_000) + "b" + "*a%".repeat(150) + "c";
        long begun = System.nanoTime();
        assertThat(answer("LIST \"\" (" + (many + " ").repeat(4).trim() + ")")).isEmpty();
        assertThat(answer("LSUB \"\" " + many)).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void inboxIsFoundInAnyCaseAndNamesWithAccentsAsTheyAreWritten() throws IOException {
        assertThat(answer("LIST \"\" iNbOx")).containsExactly("* LIST (\\HasNoChildren) \".\" \"INBOX\"");
        assertThat(answer("LIST \"\" \"&AMk-t*\"")).containsExactly("* LIST (\\HasNoChildren) \".\" \"&AMk-t&AOk-\"");
        assertThat(answer("LIST \"Labo.\" %6")).containsExactly("* LIST (\\HasNoChildren) \".\" \"Labo.2026\"");
    }

    @Test
    void lsubShowsTheLevelsAboveWhatIsSubscribed() throws IOException {
        assertThat(answer("LSUB \"\" D%"))
                .contains("* LSUB () \".\" \"Drafts\"", "* LSUB (\\Noselect) \".\" \"Dossiers\"");
        assertThat(answer("LSUB \"\" Doss*")).containsExactly("* LSUB () \".\" \"Dossiers.Martin.Lettres\"");
    }
}

package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** CONDSTORE and QRESYNC (RFC 7162), to the letter: what a client that was away is told, and what it may overwrite. */
class SynchronisationTest {
    private TestImap imap;
    private RawImap paul;
    private RawImap anne;
    private long validity;
    private long known;

    @BeforeEach
    void threeMessages() throws IOException {
        imap = new TestImap();
        paul = imap.loggedIn(TestImap.PHARMACY, "secret-paul");
        anne = imap.loggedIn(TestImap.PHARMACY, "secret-anne");
        for (String subject : List.of("un", "deux", "trois")) {
            append(subject);
        }
        List<String> selected = paul.command("SELECT INBOX (CONDSTORE)");
        validity = number(selected, "UIDVALIDITY (\\d+)");
        known = number(selected, "HIGHESTMODSEQ (\\d+)");
        anne.command("SELECT INBOX");
    }

    @AfterEach
    void close() throws IOException {
        paul.close();
        anne.close();
        imap.close();
    }

    @Test
    void aSearchTellsTheModseqOfTheMessagesThatItNames() throws IOException {
        long first = number(paul.command("STORE 1 +FLAGS (\\Seen)"), "MODSEQ \\((\\d+)\\)");
        long third = number(paul.command("STORE 3 +FLAGS (\\Seen)"), "MODSEQ \\((\\d+)\\)");
        long second = number(paul.command("STORE 2 +FLAGS (\\Seen)"), "MODSEQ \\((\\d+)\\)");
        String recent = " 1:3 MODSEQ \"/flags/\\\\seen\" all 1";
        assertThat(esearch("(MIN)" + recent)).isEqualTo("MIN 1 MODSEQ " + first);
        assertThat(esearch("(MAX)" + recent)).isEqualTo("MAX 3 MODSEQ " + third);
        assertThat(esearch("(MIN MAX SAVE)" + recent)).isEqualTo("MIN 1 MAX 3 MODSEQ " + third);
        assertThat(esearch("(MIN MAX) 1:2 MODSEQ 1")).isEqualTo("MIN 1 MAX 2 MODSEQ " + second);
        assertThat(esearch("(MIN COUNT)" + recent)).isEqualTo("MIN 1 COUNT 3 MODSEQ " + second);
        assertThat(esearch("()" + recent)).isEqualTo("ALL 1:3 MODSEQ " + second);
        assertThat(esearch("(ALL) 2:3 MODSEQ " + second)).isEqualTo("ALL 2 MODSEQ " + second);
        assertThat(esearch("(MIN) MODSEQ " + (second + 1))).isEmpty();
    }

    private String esearch(String search) throws IOException {
        return paul.command("SEARCH RETURN " + search).stream()
                .filter(line -> line.startsWith("* ESEARCH"))
                .findFirst()
                .orElseThrow()
                .replaceFirst("\\* ESEARCH \\(TAG \"[^\"]*\"\\) ?", "");
    }

    @Test
    void anUntouchedFolderHasAPositiveModseqFromWhichAClientMaySynchronise() throws IOException {
        paul.command("ENABLE QRESYNC");
        paul.command("CREATE Neuf");
        long first = number(paul.command("STATUS Neuf (HIGHESTMODSEQ)"), "HIGHESTMODSEQ (\\d+)");
        assertThat(first).isPositive();
        List<String> selected = paul.command("SELECT Neuf (CONDSTORE)");
        assertThat(number(selected, "HIGHESTMODSEQ (\\d+)")).isEqualTo(first);
        long uids = number(selected, "UIDVALIDITY (\\d+)");
        assertThat(paul.command("SELECT Neuf (QRESYNC (" + uids + " " + first + "))"))
                .noneMatch(line -> line.contains("VANISHED") || line.contains("FETCH"));
        paul.command("UNSELECT");

        anne.command("UID COPY 1:3 Neuf");
        anne.command("SELECT Neuf");
        anne.command("UID STORE 1 +FLAGS (\\Deleted)");
        anne.command("EXPUNGE");
        List<String> told = paul.command("SELECT Neuf (QRESYNC (" + uids + " " + first + "))");
        assertThat(told).contains("* VANISHED (EARLIER) 1");
        assertThat(told).filteredOn(line -> line.contains(" FETCH ")).hasSize(2).allSatisfy(line -> assertThat(
                        number(List.of(line), "MODSEQ \\((\\d+)\\)"))
                .isGreaterThan(first));
    }

    @Test
    void onlyWhatChangedSinceIsFetched() throws IOException {
        anne.command("STORE 2 +FLAGS (\\Flagged)");
        List<String> fetched = paul.command("UID FETCH 1:* (FLAGS) (CHANGEDSINCE " + known + ")");
        List<String> changed =
                fetched.stream().filter(l -> l.contains("MODSEQ")).toList();
        assertThat(changed).isNotEmpty().allSatisfy(line -> {
            assertThat(line).startsWith("* 2 FETCH").contains("\\Flagged");
            assertThat(number(List.of(line), "MODSEQ \\((\\d+)\\)")).isGreaterThan(known);
        });
    }

    @Test
    void nothingIsFetchedWhenNothingChanged() throws IOException {
        assertThat(paul.command("FETCH 1:* (FLAGS) (CHANGEDSINCE " + known + ")"))
                .hasSize(1);
    }

    @Test
    void aStoreOnOldKnowledgeLeavesTheMessageAsTheColleagueMadeIt() throws IOException {
        anne.command("STORE 2 FLAGS (\\Answered)");
        List<String> answer = paul.command("STORE 1:3 (UNCHANGEDSINCE " + known + ") FLAGS (\\Flagged)");
        assertThat(last(answer)).matches("t\\d+ OK \\[MODIFIED 2\\] .*");
        assertThat(String.join("\n", anne.command("FETCH 2 FLAGS")))
                .contains("\\Answered")
                .doesNotContain("* 2 FETCH (FLAGS (\\Flagged");
        assertThat(String.join("\n", anne.command("FETCH 3 FLAGS"))).contains("\\Flagged");
    }

    @Test
    void aClientThatWasAwayIsToldWhatVanishedAndWhatChanged() throws IOException {
        paul.command("UNSELECT");
        anne.command("STORE 1 +FLAGS (\\Deleted)");
        anne.command("EXPUNGE");
        anne.command("STORE 2 +FLAGS (\\Flagged)"); // UID 3
        paul.command("ENABLE QRESYNC");
        List<String> told = paul.command("SELECT INBOX (QRESYNC (" + validity + " " + known + " 1:3))");
        assertThat(told).contains("* VANISHED (EARLIER) 1");
        assertThat(told)
                .anyMatch(line ->
                        line.matches("\\* 2 FETCH \\((?=.*UID 3)(?=.*Flagged).*") && !line.contains("SAVEDATE"));
        assertThat(told).noneMatch(line -> line.contains("UID 2 "));
        assertThat(last(told)).contains("OK");
    }

    @Test
    void aClientIsToldOnlyWhatVanishedSinceItWasAway() throws IOException {
        anne.command("STORE 1 +FLAGS (\\Deleted)");
        anne.command("EXPUNGE");
        paul.command("NOOP");
        paul.command("UNSELECT");
        long later = number(anne.command("STATUS INBOX (HIGHESTMODSEQ)"), "HIGHESTMODSEQ (\\d+)");
        anne.command("UID MOVE 3 Trash");
        paul.command("ENABLE QRESYNC");
        assertThat(paul.command("SELECT INBOX (QRESYNC (" + validity + " " + later + "))"))
                .contains("* VANISHED (EARLIER) 3");
        assertThat(paul.command("UID FETCH 1:3 (FLAGS) (CHANGEDSINCE " + known + " VANISHED)"))
                .contains("* VANISHED (EARLIER) 1,3");
        assertThat(paul.command("UID FETCH 1:3 (FLAGS) (CHANGEDSINCE " + later + " VANISHED)"))
                .contains("* VANISHED (EARLIER) 3");
    }

    @Test
    void whoWasAwayTooLongIsToldEveryUidThatIsMissing() throws IOException {
        paul.command("UNSELECT");
        anne.command("STORE 1:2 +FLAGS (\\Deleted)");
        anne.command("EXPUNGE");
        imap.database
                .jdbi()
                .useHandle(
                        handle -> handle.execute("UPDATE expunged SET at = now() - interval '91 days' WHERE uid = 1"));
        assertThat(new fr.mssgw.store.mailbox.Expunges(imap.database).forget()).isEqualTo(1);
        paul.command("ENABLE QRESYNC");
        assertThat(paul.command("SELECT INBOX (QRESYNC (" + validity + " " + known + "))"))
                .contains("* VANISHED (EARLIER) 1:2");
    }

    @Test
    void aFetchMayAskWhatVanished() throws IOException {
        paul.command("UNSELECT");
        paul.command("ENABLE QRESYNC");
        paul.command("SELECT INBOX");
        anne.command("STORE 1:2 +FLAGS (\\Deleted)");
        anne.command("EXPUNGE");
        List<String> told = paul.command("UID FETCH 1:* (FLAGS) (CHANGEDSINCE " + known + " VANISHED)");
        assertThat(told).anyMatch(line -> line.startsWith("* VANISHED") && line.endsWith("1:2"));
    }

    @Test
    void aChangeHasTheSameModseqForWhoMakesItAndForWhoFetchesIt() throws IOException {
        paul.command("ENABLE CONDSTORE");
        long made = number(paul.command("STORE 3 +FLAGS (\\Answered)"), "MODSEQ \\((\\d+)\\)");
        assertThat(number(anne.command("FETCH 3 (MODSEQ)"), "MODSEQ \\((\\d+)\\)"))
                .isEqualTo(made);
        assertThat(number(paul.command("STATUS INBOX (HIGHESTMODSEQ)"), "HIGHESTMODSEQ (\\d+)"))
                .isEqualTo(made);
    }

    @Test
    void searchesFindBySubjectSenderTextDateAndFlag() throws IOException {
        anne.command("STORE 2 +FLAGS (\\Flagged)");
        assertThat(found("SUBJECT deux")).isEqualTo("* SEARCH 2");
        assertThat(found("SUBJECT quatre")).isEqualTo("* SEARCH");
        assertThat(found("FROM trois@pair")).isEqualTo("* SEARCH 3");
        assertThat(found("TEXT \"corps de un\"")).isEqualTo("* SEARCH 1");
        assertThat(found("BODY deux")).isEqualTo("* SEARCH 2");
        assertThat(found("FLAGGED")).isEqualTo("* SEARCH 2");
        assertThat(found("UNFLAGGED NOT SUBJECT un")).isEqualTo("* SEARCH 3");
        assertThat(found("OR SUBJECT un FROM trois@pair")).isEqualTo("* SEARCH 1 3");
        assertThat(found("SENTBEFORE 22-Nov-2026")).isEqualTo("* SEARCH");
        assertThat(found("SENTON 22-Nov-2026")).isEqualTo("* SEARCH 1 2 3");
        assertThat(found("MODSEQ " + (known + 1))).startsWith("* SEARCH 2 (MODSEQ ");
    }

    private String found(String criteria) throws IOException {
        return paul.command("SEARCH " + criteria).stream()
                .filter(line -> line.startsWith("* SEARCH"))
                .findFirst()
                .orElse("none");
    }

    private void append(String subject) throws IOException {
        String message = "From: " + subject + "@pair.mssante.fr\r\nDate: Sun, 22 Nov 2026 08:00:00 +0000\r\nSubject: "
                + subject + "\r\n\r\ncorps de " + subject + "\r\n";
        paul.send("a APPEND INBOX {" + message.length() + "+}\r\n" + message + "\r\n");
        assertThat(last(paul.until("a "))).startsWith("a OK");
    }

    private static long number(List<String> lines, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(String.join("\n", lines));
        assertThat(matcher.find()).as("%s in %s", pattern, lines).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}

package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.mailbox.MailboxSettings;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What reading many messages at once marks as read (RFC 3501 §6.4.5), and what nobody may change (§6.3.2). */
class ReadMarksTest {
    private static final int MESSAGES = 600;

    private static TestImap imap;
    private static int folders;

    private final String folder = "Dossier" + ++folders;
    private RawImap paul;
    private RawImap anne;

    @BeforeAll
    static void start() throws IOException {
        imap = new TestImap();
    }

    @AfterAll
    static void stop() {
        imap.close();
    }

    @BeforeEach
    void aFolderOfUnreadMessages() throws IOException {
        imap.policy = MailboxSettings.UNLIMITED;
        paul = imap.loggedIn(TestImap.PHARMACY, "secret-paul");
        anne = imap.loggedIn(TestImap.PHARMACY, "secret-anne");
        ok(paul.command("CREATE " + folder));
        ok(paul.command("APPEND " + folder + " {18+}\r\nSubject: x\r\n\r\nabcd"));
        ok(paul.command("SELECT " + folder));
        for (int held = 1; held < MESSAGES; held *= 2) {
            ok(paul.command("COPY 1:" + Math.min(held, MESSAGES - held) + " " + folder));
        }
        ok(paul.command("CLOSE"));
    }

    @AfterEach
    void leave() throws IOException {
        paul.close();
        anne.close();
    }

    private static List<String> ok(List<String> told) {
        assertThat(last(told)).contains(" OK ");
        return told;
    }

    private static long number(List<String> lines, String before) {
        String text = lines.toString();
        String rest = text.substring(text.indexOf(before) + before.length());
        return Long.parseLong(rest.replaceFirst("\\D.*", ""));
    }

    private long unseen(RawImap client) throws IOException {
        return number(client.command("STATUS " + folder + " (UNSEEN)"), "UNSEEN ");
    }

    private long highestModseq(RawImap client) throws IOException {
        return number(client.command("STATUS " + folder + " (HIGHESTMODSEQ)"), "HIGHESTMODSEQ ");
    }

    @Test
    void aWholeFolderIsMarkedInFewTransactionsAndEachAnswerSaysSo() throws IOException {
        ok(anne.command("SELECT " + folder));
        long before = highestModseq(anne);
        ok(paul.command("SELECT " + folder));
        List<String> told = ok(paul.command("FETCH 1:* (UID BODY[TEXT])"));
        assertThat(told)
                .filteredOn(line -> line.contains(" FETCH (FLAGS (") && line.contains("\\Seen"))
                .hasSize(MESSAGES);
        assertThat(highestModseq(paul) - before).as("transactions").isBetween(1L, 4L);
        assertThat(unseen(paul)).isZero();
        assertThat(anne.command("NOOP"))
                .filteredOn(line -> line.contains("\\Seen"))
                .hasSize(MESSAGES);
        assertThat(imap.audit.stream()
                        .filter(event -> event.kind() == AuditEvent.Kind.MAILBOX_ACTION)
                        .filter(event -> folder.equals(event.details().get("folder")))
                        .filter(event -> "+\\Seen".equals(event.details().get("change"))))
                .hasSizeBetween(1, 4)
                .allMatch(event -> event.actor().equals("10003456789"));
        assertThat(ok(paul.command("FETCH 1:* (UID BODY[TEXT])"))).noneMatch(line -> line.contains("FLAGS"));
        assertThat(paul.command("NOOP")).hasSize(1);
    }

    @Test
    void oneMessageIsMarkedAlone() throws IOException {
        ok(paul.command("SELECT " + folder));
        ok(paul.command("FETCH 7 (BODY[])"));
        ok(paul.command("UID FETCH 9 (BODY[])"));
        assertThat(paul.command("SEARCH SEEN")).contains("* SEARCH 7 9");
    }

    @Test
    void scatteredMessagesAreMarkedTogetherAndNoOthers() throws IOException {
        ok(paul.command("SELECT " + folder));
        ok(paul.command("STORE 11 +FLAGS (\\Seen)"));
        long before = highestModseq(paul);
        List<String> told = ok(paul.command("UID FETCH 5,11,17,100:140,300 (BODY[])"));
        assertThat(told).filteredOn(line -> line.contains("FLAGS")).hasSize(44);
        assertThat(number(paul.command("SEARCH RETURN (COUNT) SEEN"), "COUNT ")).isEqualTo(45);
        assertThat(highestModseq(paul) - before).isOne();
    }

    @Test
    void whatIsNotHandedOutIsNotMarked() throws IOException {
        ok(paul.command("SELECT " + folder));
        ok(paul.command("STORE 3 +FLAGS (\\Flagged)"));
        long before = highestModseq(paul);
        ok(paul.command("STORE 5,8 +FLAGS (\\Flagged)"));
        assertThat(ok(paul.command("FETCH 1:* (BODY[]) (CHANGEDSINCE " + before + ")")))
                .filteredOn(line -> line.contains("\\Seen"))
                .hasSize(2);
        assertThat(paul.command("SEARCH SEEN")).contains("* SEARCH 5 8");

        ok(anne.command("SELECT " + folder));
        ok(paul.command("APPEND " + folder + " {18+}\r\nSubject: n\r\n\r\nabcd"));
        ok(anne.command("FETCH " + (MESSAGES - 1) + ":* (BODY[])")); // has not heard of the new one
        assertThat(paul.command("SEARCH SEEN")).contains("* SEARCH 5 8 " + (MESSAGES - 1) + " " + MESSAGES);
    }

    @Test
    void aClientThatFollowsModseqsIsToldTheOneOfTheMark() throws IOException {
        ok(paul.command("SELECT " + folder + " (CONDSTORE)"));
        List<String> told = ok(paul.command("FETCH 1:40 (BODY[])"));
        long modseq = highestModseq(paul);
        assertThat(told)
                .filteredOn(line -> line.contains("MODSEQ (" + modseq + ") FLAGS"))
                .hasSize(40);
        assertThat(ok(paul.command("FETCH 1:* (FLAGS) (CHANGEDSINCE " + modseq + ")")))
                .noneMatch(line -> line.contains("FETCH ("));
    }

    @Test
    void perPersonOneMarksForOneselfAlone() throws IOException {
        imap.policy = MailboxSettings.UNLIMITED.with(MailboxSettings.Seen.PER_PERSON);
        RawImap own = imap.loggedIn(TestImap.PHARMACY, "secret-paul");
        ok(own.command("SELECT " + folder));
        ok(anne.command("SELECT " + folder));
        assertThat(ok(own.command("FETCH 1:* (BODY[])")))
                .filteredOn(line -> line.contains("\\Seen"))
                .hasSize(MESSAGES);
        assertThat(own.command("SEARCH RETURN (COUNT) SEEN").get(0)).contains("COUNT " + MESSAGES);
        assertThat(anne.command("SEARCH RETURN (COUNT) SEEN").get(0)).contains("COUNT 0");
        own.close();
    }

    @Test
    void underExamineNothingChangesWhateverIsAsked() throws IOException {
        ok(paul.command("SELECT " + folder));
        ok(paul.command("STORE 2 +FLAGS (\\Deleted)"));
        ok(paul.command("EXAMINE " + folder));
        long before = highestModseq(paul);
        assertThat(ok(paul.command("FETCH 1:* (BODY[])"))).noneMatch(line -> line.contains("\\Seen"));
        for (String change : List.of(
                "STORE 1 +FLAGS (\\Seen)",
                "UID STORE 1 FLAGS.SILENT ($x)",
                "EXPUNGE",
                "UID EXPUNGE 2",
                "MOVE 1 INBOX",
                "REPLACE 1 " + folder + " {18+}\r\nSubject: n\r\n\r\nabcd")) {
            assertThat(last(paul.command(change))).as(change).contains(" NO ");
        }
        ok(paul.command("COPY 1 INBOX"));
        ok(paul.command("CLOSE"));
        assertThat(highestModseq(paul)).isEqualTo(before);
        ok(paul.command("SELECT " + folder));
        ok(paul.command("STORE 1 +FLAGS (\\Seen)"));
        ok(paul.command("CLOSE"));
        assertThat(paul.command("STATUS " + folder + " (MESSAGES)").get(0)).contains("MESSAGES " + (MESSAGES - 1));
    }
}

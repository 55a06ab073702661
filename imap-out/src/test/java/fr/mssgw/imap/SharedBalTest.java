package fr.mssgw.imap;

import static fr.mssgw.imap.TestImap.PHARMACY;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.mailbox.MailboxSettings;
import fr.mssgw.core.mailbox.MailboxSettings.Seen;
import fr.mssgw.store.mailbox.MailboxRow;
import fr.mssgw.store.mailbox.MailboxTable;
import fr.mssgw.store.mailbox.MessageWriting;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One BAL, two pharmacists: Paul Petit and Anne Roux. */
class SharedBalTest {
    private static final MailboxSettings SHARED = MailboxSettings.UNLIMITED;
    private static final MailboxSettings PER_PERSON = SHARED.with(Seen.PER_PERSON);

    private static TestImap imap;
    private static int folders;

    private final String folder = "Dossier" + ++folders;

    @BeforeAll
    static void start() throws IOException {
        imap = new TestImap();
    }

    @AfterAll
    static void stop() {
        imap.close();
    }

    @AfterEach
    void shareAgain() {
        imap.policy = SHARED;
    }

    private static RawImap paul() throws IOException {
        return imap.loggedIn(PHARMACY, "secret-paul");
    }

    private static RawImap anne() throws IOException {
        return imap.loggedIn(PHARMACY, "secret-anne");
    }

    private void fill(RawImap client, int messages) throws IOException {
        client.command("CREATE " + folder);
        for (int i = 1; i <= messages; i++) {
            String message = "Subject: " + i + "\r\n\r\nx\r\n";
            ok(client.command("APPEND " + folder + " {" + message.length() + "+}\r\n" + message));
        }
    }

    private static List<String> ok(List<String> lines) {
        assertThat(RawImap.last(lines)).contains(" OK ");
        return lines;
    }

    private static String flags(RawImap client, int message) throws IOException {
        return client.command("FETCH " + message + " (FLAGS)").stream()
                .filter(line -> line.startsWith("* " + message + " FETCH"))
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    @Test
    void whatOneHasReadAllHaveReadByDefault() throws Exception {
        try (RawImap paul = paul();
                RawImap anne = anne()) {
            fill(paul, 1);
            ok(paul.command("SELECT " + folder));
            ok(anne.command("SELECT " + folder));
            ok(paul.command("STORE 1 +FLAGS (\\Seen)"));
            assertThat(flags(anne, 1)).contains("\\Seen");
            assertThat(anne.command("STATUS " + folder + " (UNSEEN)").toString())
                    .contains("UNSEEN 0");
        }
    }

    @Test
    void perPersonEachHasReadWhatTheyHaveReadThemselves() throws Exception {
        imap.policy = PER_PERSON;
        try (RawImap paul = paul();
                RawImap anne = anne()) {
            fill(paul, 3);
            ok(paul.command("SELECT " + folder));
            ok(anne.command("SELECT " + folder));
            ok(paul.command("STORE 1:2 +FLAGS (\\Seen \\Flagged)"));

            assertThat(flags(paul, 1)).contains("\\Seen", "\\Flagged");
            assertThat(flags(anne, 1)).contains("\\Flagged").doesNotContain("\\Seen");
            assertThat(paul.command("SEARCH UNSEEN")).contains("* SEARCH 3");
            assertThat(anne.command("SEARCH UNSEEN")).contains("* SEARCH 1 2 3");
            assertThat(anne.command("SEARCH SEEN")).contains("* SEARCH");
            assertThat(paul.command("STATUS " + folder + " (UNSEEN)").toString())
                    .contains("UNSEEN 1");
            assertThat(anne.command("STATUS " + folder + " (UNSEEN)").toString())
                    .contains("UNSEEN 3");
            assertThat(anne.command("LIST \"\" " + folder + " RETURN (STATUS (UNSEEN MESSAGES))"))
                    .contains("* STATUS \"" + folder + "\" (MESSAGES 3 UNSEEN 3)");
            assertThat(paul.command("SELECT " + folder).toString()).contains("[UNSEEN 3]");
            assertThat(anne.command("SELECT " + folder).toString()).contains("[UNSEEN 1]");

            // reading a text marks it for the one who reads
            ok(anne.command("FETCH 3 (BODY[])"));
            assertThat(flags(anne, 3)).contains("\\Seen");
            assertThat(flags(paul, 3)).doesNotContain("\\Seen");

            ok(paul.command("STORE 1 -FLAGS (\\Seen)"));
            assertThat(paul.command("SEARCH UNSEEN")).contains("* SEARCH 1 3");
        }
    }

    @Test
    void anOwnSeenFollowsTheMessageIntoAnotherFolder() throws Exception {
        imap.policy = PER_PERSON;
        try (RawImap paul = paul();
                RawImap anne = anne()) {
            fill(paul, 2);
            String other = folder + "bis";
            ok(paul.command("CREATE " + other));
            ok(paul.command("SELECT " + folder));
            ok(paul.command("STORE 1:2 +FLAGS (\\Seen)"));
            ok(paul.command("COPY 1 " + other));
            ok(paul.command("MOVE 2 " + other));
            ok(paul.command("SELECT " + other));
            ok(anne.command("SELECT " + other));
            assertThat(paul.command("SEARCH SEEN")).contains("* SEARCH 1 2");
            assertThat(anne.command("SEARCH SEEN")).contains("* SEARCH");
        }
    }

    @Test
    void openSessionsAreToldOfAnOwnSeenWithTheirOwnValueAndTheModseqRises() throws Exception {
        imap.policy = PER_PERSON;
        try (RawImap paul = paul();
                RawImap paulsTelephone = paul();
                RawImap anne = anne()) {
            fill(paul, 1);
            long before = modseq(paul.command("SELECT " + folder + " (CONDSTORE)"), "HIGHESTMODSEQ ");
            for (RawImap other : List.of(paulsTelephone, anne)) {
                ok(other.command("SELECT " + folder + " (CONDSTORE)"));
                other.send("i IDLE\r\n").until("+");
            }
            long stored = modseq(ok(paul.command("STORE 1 +FLAGS (\\Seen)")), "MODSEQ (");
            assertThat(stored).isGreaterThan(before);
            assertThat(RawImap.last(paulsTelephone.until("* 1 FETCH"))).contains("\\Seen");
            // whether Anne is told or not, it is her own value
            ok(anne.send("DONE\r\n").until("i ")).stream()
                    .filter(line -> line.startsWith("* 1 FETCH"))
                    .forEach(line -> assertThat(line).doesNotContain("\\Seen"));
            assertThat(anne.command("FETCH 1 (FLAGS) (CHANGEDSINCE " + before + ")")
                            .get(0))
                    .contains("MODSEQ (" + stored + ")")
                    .doesNotContain("\\Seen");
        }
    }

    private static long modseq(List<String> lines, String before) {
        String text = lines.toString();
        String rest = text.substring(text.indexOf(before) + before.length());
        return Long.parseLong(rest.replaceFirst("\\D.*", ""));
    }

    @Test
    void whatWasReadByAllStaysReadWhenABalTurnsToPerPersonAndBack() throws Exception {
        try (RawImap paul = paul()) {
            fill(paul, 1);
            ok(paul.command("SELECT " + folder));
            ok(paul.command("STORE 1 +FLAGS (\\Seen)"));
        }
        imap.policy = PER_PERSON;
        try (RawImap paul = paul();
                RawImap anne = anne()) {
            ok(paul.command("SELECT " + folder));
            ok(anne.command("SELECT " + folder));
            assertThat(flags(anne, 1)).contains("\\Seen");
            ok(anne.command("STORE 1 -FLAGS (\\Seen)"));
            assertThat(flags(anne, 1)).doesNotContain("\\Seen");
            assertThat(flags(paul, 1)).contains("\\Seen");
        }
    }

    @Test
    void oneMemberAtATimeTakesAMessageAndInitialsOfNobodyAreDropped() throws Exception {
        try (RawImap paul = paul();
                RawImap anne = anne()) {
            fill(paul, 1);
            ok(paul.command("SELECT " + folder));
            ok(anne.command("SELECT " + folder));
            ok(paul.command("STORE 1 +FLAGS ($MSS_Taken_pp)"));
            assertThat(flags(anne, 1)).contains("$MSS_Taken_PP");
            ok(anne.command("STORE 1 +FLAGS ($MSS_Taken)"));
            assertThat(flags(paul, 1)).contains("$MSS_Taken_AR").doesNotContain("PP");
            assertThat(paul.command("STORE 1 +FLAGS ($MSS_Taken_ZZ)").toString())
                    .contains("$MSS_Taken_AR")
                    .doesNotContain("ZZ");
            ok(paul.command("STORE 1 -FLAGS ($MSS_Taken_AR)"));
            assertThat(flags(anne, 1)).doesNotContain("$MSS_Taken");
        }
    }

    @Test
    void everyChangeOfFlagsIsTracedToItsPersonWithWhatChanged() throws Exception {
        try (RawImap anne = anne()) {
            fill(anne, 3);
            ok(anne.command("SELECT " + folder));
            ok(anne.command("STORE 1:3 +FLAGS (\\Flagged)"));
            ok(anne.command("STORE 1:3 +FLAGS (\\Flagged)"));
            ok(anne.command("STORE 2 FLAGS (\\Seen $Label1)"));
        }
        assertThat(imap.audit.stream()
                        .filter(event -> event.kind() == AuditEvent.Kind.MAILBOX_ACTION)
                        .filter(event -> event.actor().equals("10003456790"))
                        .map(AuditEvent::details)
                        .filter(details -> folder.equals(details.get("folder")))
                        .filter(details -> "flags".equals(details.get("action")))
                        .map(details -> Map.of("bal", details.get("bal"), "change", details.get("change"))))
                .containsExactly(
                        Map.of("bal", PHARMACY, "change", "+\\Flagged"),
                        Map.of("bal", PHARMACY, "change", "+$Label1 +\\Seen -\\Flagged"));
    }

    @Test
    void openSessionsAreToldWhatExpired() throws Exception {
        try (RawImap paul = paul()) {
            fill(paul, 3);
            ok(paul.command("SELECT " + folder));
            MailboxRow row =
                    new MailboxTable(imap.database).find(PHARMACY, folder).orElseThrow();
            new MessageWriting(imap.database).remove(row.id(), List.of(1L, 2L));
            paul.send("i IDLE\r\n").until("+");
            imap.server.listener().messagesRemoved(row.id(), List.of(1L, 2L));
            assertThat(RawImap.last(paul.until("* 1 EXPUNGE"))).isEqualTo("* 1 EXPUNGE");
            ok(paul.send("DONE\r\n").until("i "));
            assertThat(paul.command("UID SEARCH ALL")).contains("* SEARCH 3");
        }
    }
}

package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.mailbox.MailboxSettings;
import fr.mssgw.store.mailbox.Expiry;
import fr.mssgw.store.mailbox.MailboxListener;
import fr.mssgw.store.mailbox.MailboxTable;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Mail that has had its time goes while a client looks at its folder. */
class RetentionTest {
    private static final MailboxSettings A_MONTH =
            new MailboxSettings(MailboxSettings.Seen.SHARED, TestImap.QUOTA, Map.of("Trash", Duration.ofDays(30)));
    private static final MailboxListener NOBODY_HERE = new MailboxListener() {
        @Override
        public void messagesAdded(long mailboxId, List<Long> uids) {}

        @Override
        public void messagesRemoved(long mailboxId, List<Long> uids) {}

        @Override
        public void flagsChanged(long mailboxId, List<Long> uids) {}
    };
    private static TestImap imap;

    @BeforeAll
    static void start() throws IOException {
        imap = new TestImap();
    }

    @AfterAll
    static void stop() {
        imap.close();
    }

    @Test
    void aClientThatIdlesIsToldThatMailExpiredHere() throws IOException {
        try (RawImap client = idling("Trash", "claire")) {
            round(imap.server.listener());
            told(client);
        }
    }

    @Test
    void aClientThatIdlesIsToldThatAnotherNodeExpiredMail() throws IOException {
        try (RawImap client = idling("Trash", "claire")) {
            round(NOBODY_HERE);
            imap.server.foldersChangedElsewhere(Map.of(trash(), true));
            told(client);
        }
    }

    /** Two messages, the first of which is too old. */
    private static RawImap idling(String folder, String person) throws IOException {
        RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-" + person);
        client.command("SELECT " + folder);
        client.command("UID STORE 1:* +FLAGS (\\Deleted)");
        client.command("EXPUNGE");
        client.command("APPEND " + folder + " {19+}\r\nSubject: x\r\n\r\nabcde");
        client.command("APPEND " + folder + " {19+}\r\nSubject: y\r\n\r\nabcde");
        imap.database
                .jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE mailbox_message SET save_date = now() - interval '31 days' WHERE mailbox_id = ? AND uid = "
                                + "(SELECT min(uid) FROM mailbox_message WHERE mailbox_id = ?)",
                        trash(),
                        trash()));
        client.send("i IDLE\r\n");
        client.until("+");
        return client;
    }

    private static void round(MailboxListener listener) {
        new Expiry(
                        imap.database,
                        bal -> A_MONTH,
                        () -> Set.of("Trash"),
                        () -> Duration.ofDays(30),
                        listener,
                        imap.audit::add,
                        InstantSource.system())
                .round();
    }

    private static void told(RawImap client) throws IOException {
        assertThat(last(client.until("* 1 EXPUNGE"))).isEqualTo("* 1 EXPUNGE");
        client.send("DONE\r\n");
        client.until("i OK");
        assertThat(client.command("FETCH 1:* (ENVELOPE)")).hasSize(2).anyMatch(line -> line.contains("\"y\""));
    }

    private static long trash() {
        return new MailboxTable(imap.database)
                .find(TestImap.CLAIRE, "Trash")
                .orElseThrow()
                .id();
    }
}

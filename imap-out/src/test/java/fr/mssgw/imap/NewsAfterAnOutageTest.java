package fr.mssgw.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** News of a folder that cannot be read when they come. */
class NewsAfterAnOutageTest {
    private TestImap imap;
    private RawImap claire;

    @BeforeEach
    void open() throws IOException {
        imap = new TestImap();
        claire = imap.loggedIn(TestImap.CLAIRE, "secret-claire");
        claire.command("SELECT INBOX");
    }

    @AfterEach
    void close() throws IOException {
        claire.close();
        imap.close();
    }

    private void run(String sql) {
        imap.database.jdbi().useHandle(handle -> handle.execute(sql));
    }

    @Test
    void newsWaitUntilTheStoreIsBack() throws IOException {
        claire.send("i IDLE\r\n").until("+");
        try (Logged log = Logged.by("fr.mssgw.imap.james.mailbox")) {
            run("ALTER TABLE mailbox RENAME COLUMN acl TO acl_away");
            run("WITH b AS (INSERT INTO body (content) VALUES ('x') RETURNING id),"
                    + " m AS (INSERT INTO message (body_id, header, size, stored_at)"
                    + " SELECT id, '\\x0d0a', 3, now() FROM b RETURNING id),"
                    + " f AS (UPDATE mailbox SET last_uid = 1, highest_modseq = highest_modseq + 1"
                    + " WHERE name = 'INBOX' RETURNING id, highest_modseq)"
                    + " INSERT INTO mailbox_message (mailbox_id, uid, modseq, message_id, internal_date, save_date)"
                    + " SELECT f.id, 1, f.highest_modseq, m.id, now(), now() FROM f, m");
            long inbox = imap.database.jdbi().withHandle(handle -> handle.createQuery(
                            "SELECT id FROM mailbox WHERE name = 'INBOX'")
                    .mapTo(Long.class)
                    .one());
            imap.server.listener().messagesAdded(inbox, List.of(1L));
            await().until(() -> log.lines().stream().anyMatch(line -> line.contains("change in folder " + inbox)));
            run("ALTER TABLE mailbox RENAME COLUMN acl_away TO acl");
        }
        assertThat(claire.until("* 1 EXISTS")).isNotEmpty();
    }
}

package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.port.Deliveries;
import fr.mssgw.store.mailbox.MailboxTable;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What SMTP stores, seen by IMAP: the two know each other only by the rows and the listener. */
class DeliveryTest {
    private static TestImap imap;

    @BeforeAll
    static void start() throws IOException {
        imap = new TestImap();
    }

    @AfterAll
    static void stop() {
        imap.close();
    }

    private static void deliver(String bal, String folder, String subject, int bodyOctets, String... keywords) {
        String header = "From: a@pair.mssante.fr\r\nSubject: " + subject + "\r\n\r\n";
        assertThat(imap.deliver(bal, folder, header, "x".repeat(bodyOctets), keywords))
                .isInstanceOf(Deliveries.Committed.class);
    }

    @Test
    void anIdlingClientSeesADeliveryAtOnceAndReadsIt() throws IOException {
        try (RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            client.command("SELECT INBOX");
            client.send("i IDLE\r\n");
            assertThat(client.line()).startsWith("+");
            deliver(TestImap.CLAIRE, Folders.INBOX, "bonjour", 100_000, Folders.KEYWORD_PRESCRIPTION);
            assertThat(client.line()).isEqualTo("* 1 EXISTS");
            client.send("DONE\r\n");
            assertThat(last(client.until("i "))).startsWith("i OK");
            List<String> fetched = client.command("FETCH 1 (FLAGS RFC822.SIZE BODY.PEEK[HEADER.FIELDS (SUBJECT)])");
            assertThat(String.join("\n", fetched))
                    .contains("$MSS_Prescription", "Subject: bonjour", "RFC822.SIZE 100045");
            assertThat(String.join("\n", client.command("FETCH 1 BODY[TEXT]"))).contains("x".repeat(100_000));
            assertThat(String.join("\n", client.command("FETCH 1 FLAGS"))).contains("\\Seen");
        }
    }

    @Test
    void anIdlingClientSeesEachChangeOfFlagsAtOnce() throws IOException {
        deliver(TestImap.CLAIRE, Folders.SENT, "compte rendu", 10);
        try (RawImap idle = imap.loggedIn(TestImap.CLAIRE, "secret-claire");
                RawImap other = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            assertThat(last(idle.command("SELECT Sent"))).contains("OK");
            assertThat(last(other.command("SELECT Sent"))).contains("OK");
            idle.send("i IDLE\r\n");
            idle.until("+");
            other.command("STORE 1 +FLAGS ($Vu)");
            assertThat(last(idle.until("* 1 FETCH"))).contains("$Vu");
            other.command("STORE 1 +FLAGS.SILENT (\\Flagged)");
            assertThat(last(idle.until("* 1 FETCH"))).contains("\\Flagged", "$Vu");
        }
    }

    @Test
    void aFolderMadeByADeliveryAndTheUsageAreTheSameForBoth() throws IOException {
        deliver(TestImap.PHARMACY, Folders.INBOX, "avant la premiere ouverture", 500);
        MailboxTable table = new MailboxTable(imap.database);
        assertThat(table.usage(TestImap.PHARMACY).messages()).isEqualTo(1);
        try (RawImap client = imap.loggedIn(TestImap.PHARMACY, "secret-paul")) {
            assertThat(client.command("SELECT INBOX")).contains("* 1 EXISTS");
            client.command("STORE 1 +FLAGS (\\Deleted)");
            client.command("EXPUNGE");
        }
        assertThat(table.usage(TestImap.PHARMACY).messages()).isZero();
        assertThat(table.usage(TestImap.PHARMACY).octets()).isZero();
    }

    @Test
    void manyMessagesAreFetchedPageByPage() throws IOException {
        try (RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            client.command("CREATE Beaucoup");
            for (int i = 0; i < 250; i++) {
                deliver(TestImap.CLAIRE, "Beaucoup", "n" + i, 10);
            }
            client.command("SELECT Beaucoup");
            assertThat(client.command("FETCH 1:* (UID BODY[HEADER.FIELDS (SUBJECT)])").stream()
                            .filter(line -> line.startsWith("Subject: ")))
                    .hasSize(250);
            assertThat(last(client.command("COPY 1:* Trash"))).contains("COPYUID", " OK ");
            assertThat(last(client.command("UID MOVE 1:* Drafts"))).contains(" OK ");
            assertThat(client.command("STATUS Drafts (MESSAGES)").get(0)).contains("MESSAGES 250");
            assertThat(client.command("STATUS Trash (MESSAGES UNSEEN)").get(0)).contains("MESSAGES 250");
            assertThat(client.command("STATUS Beaucoup (MESSAGES)").get(0)).contains("MESSAGES 0");
        }
    }
}

package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.mssgw.core.mailbox.MailboxSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that leave in the middle of a long answer: nothing more is read for them, nor marked as read. */
class LeavingClientsTest {
    private static final int MESSAGES = 4_000;

    private static TestImap imap;

    @BeforeAll
    static void aLargeFolder() throws IOException {
        imap = new TestImap();
        imap.policy = MailboxSettings.UNLIMITED;
        try (RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            client.command("CREATE Beaucoup");
            String message =
                    "Subject: s\r\n\r\n" + "x".repeat(70).concat("\r\n").repeat(500);
            ok(client.command("APPEND Beaucoup {" + message.length() + "+}\r\n" + message));
            client.command("SELECT Beaucoup");
            for (int held = 1; held < MESSAGES; held *= 2) {
                ok(client.command("COPY 1:" + Math.min(held, MESSAGES - held) + " Beaucoup"));
            }
        }
    }

    @AfterAll
    static void stop() {
        imap.close();
    }

    private static List<String> ok(List<String> told) {
        assertThat(last(told)).contains(" OK ");
        return told;
    }

    private static RawImap reading() throws IOException {
        RawImap client = RawImap.reluctant(imap.tlsPort(), TestImap.clientTls());
        client.line();
        client.command("login " + TestImap.CLAIRE + " secret-claire");
        ok(client.command("SELECT Beaucoup"));
        return client;
    }

    @Test
    void aFetchEndsWithItsClientAndMarksNothingThatWasNotOnItsWay() throws IOException {
        try (Logged log = Logged.by("fr.mssgw.imap")) {
            RawImap client = reading();
            client.send("f FETCH 1:* BODY[]\r\n").until("* 1 FETCH");
            client.close();
            await().atMost(Duration.ofSeconds(5)).until(() -> Workers.busy() == 0);
            assertThat(log.errors()).isEmpty();
        }
        try (RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            client.command("EXAMINE Beaucoup");
            String seen = client.command("SEARCH RETURN (COUNT) SEEN").get(0);
            assertThat(Integer.parseInt(seen.substring(seen.lastIndexOf(' ') + 1)))
                    .as("read messages")
                    .isBetween(1, 300);
        }
    }

    @Test
    void aListOfAllMessagesEndsWithItsClientToo() throws IOException {
        RawImap client = reading();
        client.send("f FETCH 1:* (UID FLAGS ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER])\r\n".repeat(20))
                .until("* 1 FETCH");
        client.close();
        await().atMost(Duration.ofSeconds(5)).until(() -> Workers.busy() == 0);
    }
}

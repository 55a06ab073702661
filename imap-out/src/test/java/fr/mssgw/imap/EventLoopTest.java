package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.access.Secret;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.TestDatabase;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The threads that serve all sockets never wait for the database, whatever a client asks. */
class EventLoopTest {
    private static final String MAIL =
            "From: a@b.fr\r\nSubject: un\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                    + "--b\r\n\r\nx\r\n--b--\r\n";

    @Test
    void noCommandOfAnyKindAsksTheDatabaseOnAnEventLoop() throws IOException {
        Database database = Database.external(
                TestDatabase.url(TestDatabase.create()) + "?socketFactory=" + WatchedSockets.class.getName(),
                TestDatabase.user(),
                new Secret(TestDatabase.password()),
                8);
        try (TestImap imap = new TestImap(database)) {
            WatchedSockets.WRITERS.clear();
            withStartTls(imap);
            byCertificate(imap);
            try (RawImap client = imap.tls();
                    RawImap idle = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
                client.line();
                ok(client, "LOGIN " + TestImap.CLAIRE + " secret-claire");
                idle.command("SELECT INBOX");
                idle.send("i IDLE\r\n").until("+");
                ok(client, "APPEND INBOX (\\Flagged) {" + MAIL.length() + "+}\r\n" + MAIL);
                idle.until("* 1 EXISTS");
                idle.send("DONE\r\n").until("i ");
                for (String command : List.of(
                        "CAPABILITY",
                        "NAMESPACE",
                        "ID NIL",
                        "ENABLE QRESYNC",
                        "LIST \"\" * RETURN (STATUS (MESSAGES))",
                        "LSUB \"\" *",
                        "CREATE Un",
                        "SUBSCRIBE Un",
                        "STATUS INBOX (MESSAGES UNSEEN HIGHESTMODSEQ RECENT)",
                        "GETQUOTAROOT INBOX",
                        "MYRIGHTS INBOX",
                        "GETMETADATA INBOX /private/comment",
                        "SELECT INBOX",
                        "FETCH 1 ALL",
                        "FETCH 1 (BODY.PEEK[] BODY.PEEK[1] BODY[1.MIME])",
                        "SEARCH TEXT un",
                        "UID SEARCH RETURN (COUNT) UNSEEN",
                        "STORE 1 +FLAGS ($x)",
                        "COPY 1 Un",
                        "MOVE 1 Un",
                        "CHECK",
                        "NOOP",
                        "EXPUNGE",
                        "CLOSE",
                        "EXAMINE Un",
                        "UNSELECT",
                        "RENAME Un Deux",
                        "UNSUBSCRIBE Un",
                        "DELETE Deux",
                        "COMPRESS DEFLATE")) {
                    ok(client, command);
                }
                client.deflates();
                ok(client, "SELECT INBOX");
                ok(client, "LOGOUT");
                idle.command("SELECT Drafts"); // its end without LOGOUT leaves the folder
            }
        }
        assertThat(WatchedSockets.WRITERS)
                .anyMatch(thread -> thread.startsWith("imap-command"))
                .noneMatch(thread -> thread.startsWith("imap-io"));
    }

    private static void ok(RawImap client, String command) throws IOException {
        assertThat(last(client.command(command))).as(command).contains(" OK ");
    }

    private static void withStartTls(TestImap imap) throws IOException {
        try (RawImap client = imap.plain()) {
            client.line();
            ok(client, "STARTTLS");
            client.startTls(TestImap.clientTls());
            ok(client, "LOGIN " + TestImap.PHARMACY + " secret-paul");
        }
    }

    private static void byCertificate(TestImap imap) throws IOException {
        try (RawImap client = RawImap.tls(imap.tlsPort(), TestImap.clientTls(TestImap.LABO_CERTIFICATE))) {
            client.line();
            client.send("a AUTHENTICATE EXTERNAL =\r\n");
            assertThat(last(client.until("a "))).startsWith("a OK");
            ok(client, "SELECT INBOX");
        }
    }
}

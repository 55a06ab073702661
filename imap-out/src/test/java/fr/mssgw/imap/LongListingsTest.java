package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.listing.MessageListing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Messages that say as much in a listing as one may: what the server holds of a folder of them, and what it tells. */
class LongListingsTest {
    private static final int MESSAGES = 256;
    private static final long MOST_EXTRA = 32L * 1024 * 1024;
    private static final String ITEMS = "(UID ENVELOPE BODY BODYSTRUCTURE)";

    private static TestImap imap;
    private static RawImap client;

    @BeforeAll
    static void fill() throws IOException {
        imap = new TestImap();
        client = imap.loggedIn(TestImap.CLAIRE, "secret-claire").patient();
        client.command("CREATE Recueils");
        String addresses = ("a@b,".repeat(250) + "\r\n ").repeat(8);
        imap.deliver(
                TestImap.CLAIRE,
                "Recueils",
                "Subject: recueil\r\nFrom: " + addresses + "\r\nContent-Type: multipart/digest; boundary=d\r\n\r\n",
                ("--d\r\n\r\nFrom: " + addresses + "\r\n\r\n").repeat(200) + "--d--\r\n");
        imap.database.jdbi().useTransaction(handle -> {
            handle.execute("INSERT INTO mailbox_message (mailbox_id, uid, modseq, message_id, internal_date, save_date,"
                    + " flags, keywords) SELECT m.mailbox_id, m.uid + n, m.modseq, m.message_id, m.internal_date,"
                    + " m.save_date, m.flags, m.keywords FROM mailbox_message m JOIN mailbox b ON b.id = m.mailbox_id,"
                    + " generate_series(1, " + (MESSAGES - 1) + ") n WHERE b.name = 'Recueils'");
            handle.execute("UPDATE mailbox SET last_uid = " + MESSAGES + " WHERE name = 'Recueils'");
        });
        assertThat(last(client.command("SELECT Recueils"))).contains("OK");
    }

    @AfterAll
    static void stop() throws IOException {
        client.close();
        imap.close();
    }

    /** The UIDs of a FETCH's answers, of which no other octet is kept. */
    private static List<Integer> told(String tag) throws IOException {
        List<Integer> uids = new ArrayList<>();
        String line = client.line();
        while (!line.startsWith(tag + " ")) {
            assertThat(line).contains("ENVELOPE (", " BODY (", " BODYSTRUCTURE (");
            uids.add(Integer.valueOf(line.replaceAll(".*[ (]UID ([0-9]++).*", "$1")));
            line = client.line();
        }
        assertThat(line).contains("OK");
        return uids;
    }

    @Test
    void aSlowReaderOfAFolderOfThemCostsLittleMemory() throws IOException {
        long before = Heap.used();
        client.send("f FETCH 1:* " + ITEMS + "\r\n");
        assertThat(client.line()).contains("ENVELOPE (").hasSizeGreaterThan(MessageListing.MOST);
        long held = Heap.used() - before;
        assertThat(held).as("octets held of 256 times more than a million").isLessThan(MOST_EXTRA);
        assertThat(told("f")).hasSize(MESSAGES - 1);
    }

    @Test
    void eachIsToldInWhateverOrderAndHoweverManyAreAskedFor() throws IOException {
        client.send("s UID FETCH 200,7,3:5,90:95,9,11:19,300:301 " + ITEMS + "\r\n");
        assertThat(told("s"))
                .containsExactly(3, 4, 5, 7, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 90, 91, 92, 93, 94, 95, 200);

        StringBuilder row = new StringBuilder();
        for (int uid = 30; uid > 0; uid--) {
            row.append("p").append(uid).append(" UID FETCH ").append(uid).append(' ' + ITEMS + "\r\n");
        }
        client.send(row.toString());
        for (int uid = 30; uid > 0; uid--) {
            assertThat(told("p" + uid)).containsExactly(uid);
        }
    }

    @Test
    void oneThatWasStoredBeforeListingsWereBoundedIsToldWithinTheBound() throws IOException {
        try (RawImap other = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            other.command("CREATE Avant");
            imap.deliver(TestImap.CLAIRE, "Avant", "Subject: avant\r\n\r\n", "x");
            other.command("SELECT Avant");
            List<String> before = other.command("FETCH 1 " + ITEMS);
            imap.database
                    .jdbi()
                    .useHandle(handle -> handle.execute("UPDATE message m SET body_structure = decode(repeat('78', "
                            + 5 * MessageListing.MOST + "), 'hex') FROM mailbox_message mm JOIN mailbox b"
                            + " ON b.id = mm.mailbox_id WHERE m.id = mm.message_id AND b.name = 'Avant'"));

            assertThat(other.command("FETCH 1 " + ITEMS).get(0)).isEqualTo(before.get(0));
            assertThat(other.command("FETCH 1:* " + ITEMS).get(0)).isEqualTo(before.get(0));
        }
    }
}

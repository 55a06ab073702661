package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.delivery.Folders;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Large messages and full folders, read by a client that takes its time: what the server then holds in memory. */
class ManyMessagesTest {
    private static final int LARGE = 25 * 1024 * 1024;
    private static final long MOST_EXTRA = 64L * 1024 * 1024;

    private static TestImap imap;

    @BeforeAll
    static void start() throws IOException {
        imap = new TestImap();
    }

    @AfterAll
    static void stop() {
        imap.close();
    }

    private static void deliver(String folder, int headerOctets, int bodyOctets) {
        String header = "From: a@pair.mssante.fr\r\nSubject: plein\r\nX-Long: "
                + ("y".repeat(70) + "\r\n ").repeat(headerOctets / 73) + "z\r\n\r\n";
        imap.deliver(TestImap.CLAIRE, folder, header, "x".repeat(bodyOctets));
    }

    /** Doubles what a folder holds until there are so many; copies share their octets. */
    private static void fill(RawImap client, String folder, int wanted) throws IOException {
        client.command("SELECT " + folder);
        for (int held = 1; held < wanted; held *= 2) {
            assertThat(last(client.command("COPY 1:" + Math.min(held, wanted - held) + " " + folder)))
                    .contains("OK");
        }
    }

    @Test
    void aSlowReaderOfALargeMessageCostsLittleMemory() throws IOException {
        try (RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            deliver(Folders.INBOX, 0, LARGE);
            client.command("SELECT INBOX");
            long before = Heap.used();
            client.send("f FETCH 1 BODY.PEEK[]\r\n");
            assertThat(client.line()).contains("BODY[] {");
            long held = Heap.used() - before;
            assertThat(held).as("octets held for a reader that waits").isLessThan(MOST_EXTRA / 4);
            assertThat(client.until("f ").stream().mapToLong(String::length).sum())
                    .isGreaterThan(LARGE);
        }
    }

    @Test
    void aSlowReaderOfAThousandHeadersCostsLittleMemory() throws IOException {
        try (RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            client.command("CREATE Longs");
            deliver("Longs", 25_000, 10);
            fill(client, "Longs", 1_000);
            long before = Heap.used();
            client.send("f FETCH 1:* BODY.PEEK[HEADER]\r\n");
            assertThat(client.line()).contains("BODY[HEADER] {");
            long held = Heap.used() - before;
            assertThat(held).as("octets held of 25 million").isLessThan(MOST_EXTRA / 4);
            assertThat(client.until("f ")).filteredOn("Subject: plein"::equals).hasSize(1_000);
        }
    }

    @Test
    void tenThousandEnvelopesAreListed() throws IOException {
        try (RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            client.command("CREATE Pleins");
            deliver("Pleins", 500, 1_500);
            fill(client, "Pleins", 10_000);
            client.command("NOOP");
            List<String> listed = client.command("FETCH 1:* (FLAGS ENVELOPE)");
            assertThat(listed).filteredOn(line -> line.contains("ENVELOPE (")).hasSize(10_000);
        }
    }
}

package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One line that names as many sections of one message as a line holds: pieces that overlap are sections of their own. */
class ManySectionsTest {
    private static final int SECTIONS = 1_500;
    private static final int FIELDS = 200;
    private static final String HEADER = IntStream.range(0, FIELDS)
            .mapToObj(i -> "X-Champ-" + i + ": " + "a".repeat(60) + "\r\n")
            .collect(Collectors.joining("", "Subject: s\r\n", "\r\n"));
    private static final String BODY = "x".repeat(78).concat("\r\n").repeat(800);

    /** Far below what all sections of one answer hold together: a hundred MiB. */
    private static final long MOST_EXTRA = 24L * 1024 * 1024;

    private static final Pattern SECTION = Pattern.compile(" ?BODY\\[.*\\{[0-9]+}$");
    private static final Pattern FIELD = Pattern.compile("^X-Champ-");

    private static TestImap imap;
    private static RawImap client;

    @BeforeAll
    static void start() throws IOException {
        imap = new TestImap();
        client = imap.loggedIn(TestImap.CLAIRE, "secret-claire").patient();
        String message = HEADER + BODY;
        assertThat(last(client.command("APPEND INBOX {" + message.length() + "+}\r\n" + message)))
                .contains(" OK ");
        assertThat(last(client.command("EXAMINE INBOX"))).contains(" OK ");
    }

    @AfterAll
    static void stop() throws IOException {
        client.close();
        imap.close();
    }

    /** The lines of the answer that hold this. */
    private static int lines(Pattern wanted, String sections) throws IOException {
        client.send("f FETCH 1 (" + sections + ")\r\n");
        int count = 0;
        String line = client.line();
        while (line != null && !line.startsWith("f ")) {
            count += wanted.matcher(line).find() ? 1 : 0;
            line = client.line();
        }
        assertThat(line).startsWith("f OK");
        return count;
    }

    private static String times(int count, String section) {
        return IntStream.range(0, count).mapToObj(i -> section.formatted(i)).collect(Collectors.joining(" "));
    }

    @Test
    void piecesOfAMessageGoOutAsTheyAreWrittenAndAreNotHeldTogether() throws IOException {
        String pieces = times(SECTIONS, "BODY.PEEK[]<%d.999999>");
        long held = Heap.mostDuring(() -> assertThat(lines(SECTION, pieces)).isEqualTo(SECTIONS));
        System.out.printf("%d pieces of %d octets hold %d kB%n", SECTIONS, (HEADER + BODY).length(), held / 1024);
        assertThat(held).isLessThan(MOST_EXTRA);
    }

    @Test
    void fieldsOfAHeaderDoSoToo() throws IOException {
        String selections = times(SECTIONS, "BODY.PEEK[HEADER.FIELDS.NOT (A%d)]");
        long held = Heap.mostDuring(() -> assertThat(lines(SECTION, selections)).isEqualTo(SECTIONS));
        assertThat(held).isLessThan(MOST_EXTRA);
    }

    @Test
    void eachSelectionHasItsOwnFields() throws IOException {
        String selections = times(FIELDS, "BODY.PEEK[HEADER.FIELDS (X-Champ-%d)]");
        assertThat(lines(FIELD, selections)).isEqualTo(FIELDS);
        assertThat(lines(FIELD, "BODY.PEEK[HEADER.FIELDS (X-Champ-7)] BODY.PEEK[HEADER.FIELDS.NOT (X-Champ-7)]"))
                .isEqualTo(FIELDS);
    }
}

package fr.mssgw.it.reader;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import fr.mssgw.core.listing.MessageListing;
import fr.mssgw.core.mail.Structure;
import fr.mssgw.it.fixture.Imap;
import fr.mssgw.it.fixture.Post;
import fr.mssgw.it.fixture.RunningSandbox;
import fr.mssgw.sandbox.SandboxFile;
import jakarta.mail.Store;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * GreenMail and we answer FETCH of ENVELOPE and BODYSTRUCTURE alike for the same mails, but for the differences that
 * {@link GreenMailDifference} names. A listed difference that occurs no more fails the test too.
 */
class ForeignListingIT {
    private static final long SEED = 20261130;
    private static final int MADE = 800;
    private static final int COMPARED = 200;
    private static final String FOLDER = "Listes";

    private final SandboxFile sandbox = RunningSandbox.file();
    private final SandboxFile.Account account = sandbox.account("secretariat.cardio", null);
    private final GreenMail foreign = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP));

    private GreenMailUser user;

    @BeforeEach
    void start() {
        foreign.start();
        user = foreign.setUser("copie@ailleurs.fr", "copie", "essai");
    }

    @AfterEach
    void stop() {
        foreign.stop();
    }

    @Test
    void greenMailListsTheSameEnvelopesAndStructuresButForTheNamedDifferences() throws Exception {
        List<byte[]> mails = mails();
        Map<Integer, Map<String, Object>> theirs = theirs(mails);
        Map<Integer, Map<String, Object>> ours = ours(mails);
        Tally tally =
                new Tally("GreenMail", found -> GreenMailDifference.of(found).map(Enum::name));
        int values = 0;
        int others = 0;
        for (int i = 0; i < mails.size(); i++) {
            Map<String, Object> here = Objects.requireNonNull(ours.get(i));
            List<Disagreement> found = disagreements(i, mails.get(i), here, theirs.getOrDefault(i, Map.of()));
            if (found.stream().noneMatch(one -> one.isOf("answer", "shape"))) {
                values += listed(here).values().size();
                others += found.size();
            }
            tally.add(found);
        }
        System.out.println(others + " of " + values + " values that both list differ");
        tally.checkNames();
        assertThat(others).as("values that differ, of %d", values).isLessThan(values / 2);
        assertThat(tally.occurred())
                .as("listed differences that occur")
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(GreenMailDifference.values()).map(Enum::name).toList());
    }

    /** Generated ones that GreenMail keeps ({@code docs/reader-differences.md}), and the odd ones of our own. */
    private static List<byte[]> mails() throws IOException, URISyntaxException {
        List<byte[]> mails = new ArrayList<>();
        for (byte[] mail : OddMails.make(SEED, MADE)) {
            if (mails.size() < COMPARED && ForeignServerIT.isKept(mail)) {
                mails.add(mail);
            }
        }
        assertThat(mails).hasSize(COMPARED);
        Path cases = Path.of(Objects.requireNonNull(ForeignListingIT.class.getResource("cases"))
                .toURI());
        try (Stream<Path> files = Files.list(cases)) {
            for (Path file : files.sorted().toList()) {
                mails.add(Files.readAllBytes(file));
            }
        }
        return mails;
    }

    private Map<Integer, Map<String, Object>> ours(List<byte[]> mails) throws Exception {
        String name = FOLDER + "-" + System.nanoTime();
        Map<Integer, Map<String, Object>> answers = new HashMap<>();
        try (Store store = ImapClient.ours(sandbox, account)) {
            IMAPFolder folder = ImapClient.emptyFolder(store, name);
            ImapClient.append(
                    folder,
                    mails.stream().map(mail -> new String(mail, ISO_8859_1)).toList());
            folder.close();
        }
        try (Imap imap = Imap.connect(sandbox, "127.0.0.1", new Post(sandbox).trusting())) {
            imap.ok("LOGIN \"" + account.login() + "\" \"" + account.password() + "\"");
            imap.ok("SELECT " + name);
            fetched(imap, "1:*").forEach((number, items) -> answers.put(number - 1, items));
            imap.ok("CLOSE");
            imap.ok("DELETE " + name);
        }
        return answers;
    }

    /** Put into its store, then asked for one by one: GreenMail ends the session at what it cannot list. */
    private Map<Integer, Map<String, Object>> theirs(List<byte[]> mails) throws Exception {
        List<Integer> taken = new ArrayList<>();
        for (int i = 0; i < mails.size(); i++) {
            try {
                user.deliver(GreenMailUtil.newMimeMessage(new ByteArrayInputStream(mails.get(i))));
                taken.add(i);
            } catch (IllegalStateException | IndexOutOfBoundsException broken) {
                continue; // as its APPEND does, which answers nothing
            }
        }
        Map<Integer, Map<String, Object>> answers = new HashMap<>();
        for (int at = 0; at < taken.size(); at++) {
            try (Imap imap = Imap.clear(foreign.getImap().getPort())) {
                imap.ok("LOGIN copie essai");
                imap.ok("SELECT INBOX");
                for (; at < taken.size(); at++) {
                    String number = String.valueOf(at + 1);
                    Integer mail = taken.get(at);
                    try {
                        fetched(imap, number).values().forEach(items -> answers.put(mail, items));
                    } catch (RuntimeException noGrammar) {
                        answers.put(mail, Map.of("answer", String.valueOf(noGrammar)));
                    }
                }
            } catch (EOFException ended) {
                // the next session goes on behind it
            }
        }
        return answers;
    }

    /** What lists them holds no line end, so that lines and their ends can be put together again. */
    private static Map<Integer, Map<String, Object>> fetched(Imap imap, String numbers) throws IOException {
        String answer =
                imap.ok("FETCH " + numbers + " (ENVELOPE BODYSTRUCTURE)").replace("\n", "\r\n");
        return ImapText.fetched(answer);
    }

    private static Listed listed(Map<String, Object> answer) {
        return new Listed(
                Objects.requireNonNull(answer.get("ENVELOPE")), Objects.requireNonNull(answer.get("BODYSTRUCTURE")));
    }

    private static List<Disagreement> disagreements(
            int number, byte[] mail, Map<String, Object> ours, Map<String, Object> theirs) throws IOException {
        Structure reading = Structure.read(new ByteArrayInputStream(mail));
        Listed here = listed(ours);
        MessageListing listing = MessageListing.of(new byte[0], mail);
        assertThat(here.values())
                .as("our server's answer and our reader's, mail %d", number)
                .isEqualTo(new Listed(
                                ImapText.value(new String(listing.envelope(), ISO_8859_1)),
                                ImapText.value(new String(listing.bodyStructure(), ISO_8859_1)))
                        .values());
        if (!theirs.containsKey("ENVELOPE") || !theirs.containsKey("BODYSTRUCTURE")) {
            return List.of(new Disagreement(number, "", "answer", "", theirs.toString(), reading));
        }
        try {
            return Disagreement.between(number, here, listed(theirs), reading);
        } catch (RuntimeException noGrammar) {
            return List.of(
                    new Disagreement(number, "", "answer", here.values().toString(), theirs.toString(), reading));
        }
    }
}

package fr.mssgw.it.reader;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fr.mssgw.core.listing.MessageListing;
import fr.mssgw.core.listing.PartPlaces;
import fr.mssgw.core.mail.Structure;
import fr.mssgw.it.fixture.Tool;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Dovecot and npm's mailparser read the same generated mails as we do. What they read otherwise is one of the named
 * differences ({@code docs/reader-differences.md}), or the test fails. {@code .ci/nightly} installs them and runs this.
 */
class OtherReadersIT {
    private static final long SEED = Long.getLong("readers.seed", 20261130);
    private static final int MAILS = Integer.getInteger("readers.mails", 800);
    private static final Path READERS = Path.of("src/test/readers");
    private static final Path INSTALLED = Path.of("target/readers");

    private final List<byte[]> mails = OddMails.make(SEED, MAILS);

    @TempDir
    private Path directory;

    @Test
    void dovecotListsTheSameEnvelopesStructuresAndPartsButForTheNamedDifferences() throws Exception {
        Dovecot.needed();
        Dovecot dovecot = new Dovecot(directory);
        List<String> commands = new ArrayList<>();
        for (int i = 0; i < mails.size(); i++) {
            dovecot.add(i + 1, mails.get(i));
            StringBuilder command = new StringBuilder("f FETCH " + (i + 1) + " (ENVELOPE BODYSTRUCTURE BODY.PEEK[]");
            listed(mails.get(i)).sections().forEach(number -> command.append(" BODY.PEEK[" + number + "]"));
            commands.add(command.append(")\r\n").toString());
        }
        Map<Integer, Map<String, Object>> answers = dovecot.fetch(commands);
        Tally tally = new Tally("Dovecot", found -> ReaderDifference.of(found).map(Enum::name));
        for (int i = 0; i < mails.size(); i++) {
            Map<String, Object> answer = Objects.requireNonNull(answers.get(i + 1));
            assertThat(answer.get("BODY[]")).isEqualTo("\"" + new String(mails.get(i), ISO_8859_1));
            tally.add(disagreements(i, mails.get(i), answer));
        }
        tally.check();
    }

    private static Listed listed(byte[] mail) throws IOException {
        MessageListing listing = MessageListing.of(new byte[0], mail);
        return new Listed(
                ImapText.value(new String(listing.envelope(), ISO_8859_1)),
                ImapText.value(new String(listing.bodyStructure(), ISO_8859_1)));
    }

    private static List<Disagreement> disagreements(int number, byte[] mail, Map<String, Object> answer)
            throws IOException {
        Structure reading = Structure.read(new ByteArrayInputStream(mail));
        Listed ours = listed(mail);
        Listed theirs = new Listed(
                Objects.requireNonNull(answer.get("ENVELOPE")), Objects.requireNonNull(answer.get("BODYSTRUCTURE")));
        List<Disagreement> found = new ArrayList<>(Disagreement.between(number, ours, theirs, reading));
        if (!ours.shape().equals(theirs.shape())) {
            return found;
        }
        PartPlaces places = PartPlaces.of(new byte[0], new ByteArrayInputStream(mail));
        for (String section : ours.sections()) {
            String mine = octets(mail, places, section);
            String other =
                    Objects.requireNonNull(answer.get("BODY[" + section + "]")).toString();
            if (!("\"" + mine).equals(other)) {
                found.add(new Disagreement(number, section, "octets", mine, other.substring(1), reading));
            }
        }
        return found;
    }

    private static String octets(byte[] mail, PartPlaces places, String section) {
        int[] path =
                Arrays.stream(section.split("\\.")).mapToInt(Integer::parseInt).toArray();
        return places.find(path)
                .map(PartPlaces.Entity::body)
                .map(body -> new String(mail, (int) body.from(), (int) (body.to() - body.from()), ISO_8859_1))
                .orElse("");
    }

    @Test
    void mailparserFindsTheSameAttachmentsButForTheNamedDifferences() throws Exception {
        install();
        for (int i = 0; i < mails.size(); i++) {
            Files.write(directory.resolve("%05d.eml".formatted(i)), mails.get(i));
        }
        Tool.Ended ended = Tool.run("node", INSTALLED.resolve("attachments.mjs").toString(), directory.toString());
        assertThat(ended.code()).as(ended.output()).isZero();
        Map<Integer, String> theirs = new HashMap<>();
        for (String line : ended.output().lines().toList()) {
            theirs.put(
                    Integer.valueOf(line.substring(0, 5)),
                    line.substring("00000.eml".length()).strip());
        }
        AttachmentTally tally = new AttachmentTally();
        for (int i = 0; i < mails.size(); i++) {
            tally.compare(i, mails.get(i), Objects.requireNonNull(theirs.get(i)));
        }
        tally.check();
    }

    private static void install() throws IOException, InterruptedException {
        Tool.needs("node");
        Tool.needs("npm");
        Files.createDirectories(INSTALLED);
        for (String file : List.of("package.json", "package-lock.json", "attachments.mjs")) {
            Files.copy(
                    READERS.resolve(file), INSTALLED.resolve(file), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.exists(INSTALLED.resolve("node_modules/mailparser"))) {
            Tool.Ended ended = Tool.run(
                    "npm", "ci", "--prefix", INSTALLED.toString(), "--ignore-scripts", "--no-audit", "--no-fund");
            assumeTrue(ended.code() == 0, () -> "npm could not install mailparser: " + ended.output());
        }
    }
}

package fr.mssgw.it.reader;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.Structure;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.it.fixture.RunningSandbox;
import fr.mssgw.sandbox.SandboxFile;
import jakarta.mail.Store;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Dovecot and we find the same mails of a folder. What we find otherwise on purpose, by words, without accents, in names of
 * files, is not asked here ({@code docs/reader-differences.md}).
 */
class OtherSearchIT {
    private static final long SEED = Long.getLong("readers.seed", 20261130);
    private static final int MAILS = Integer.getInteger("readers.mails", 800);

    private static final List<String> SEARCHES = List.of(
            "SUBJECT pli",
            "SUBJECT deux",
            "SUBJECT trois",
            "SUBJECT suite",
            "SUBJECT ouvert",
            "SUBJECT texte",
            "SUBJECT tabulation",
            "SUBJECT \"de texte\"",
            "SUBJECT \"un autre\"",
            "SUBJECT inconnu",
            "FROM martin",
            "FROM MARTIN",
            "FROM claire",
            "FROM petit",
            "FROM a@b.fr",
            "FROM @b.fr",
            "FROM demo.mssante.fr",
            "FROM \"Martin, Claire\"",
            "FROM equipe",
            "FROM trois",
            "FROM \"a b\"",
            "FROM 192.0.2.1",
            "FROM commentaire",
            "TO martin",
            "TO petit",
            "TO x@y.fr",
            "TO undisclosed",
            "CC martin",
            "CC petit",
            "BCC martin",
            "BCC a@b.fr",
            "NOT FROM martin",
            "OR FROM martin TO petit",
            "FROM martin TO petit",
            "HEADER Message-ID a.1@demo",
            "HEADER Message-ID \"\"",
            "HEADER In-Reply-To 3@demo",
            "HEADER In-Reply-To \"\"",
            "HEADER Cc \"\"",
            "HEADER Bcc \"\"",
            "HEADER Subject \"\"",
            "HEADER Sender petit",
            "HEADER Content-Type multipart",
            "HEADER Content-Type pdf",
            "HEADER MIME-Version 1.0",
            "HEADER X-Odd espace",
            "BODY bonjour",
            "BODY signature",
            "TEXT bonjour",
            "TEXT signature",
            "TEXT martin",
            "SENTON 22-Nov-2026",
            "SENTSINCE 1-Jan-2026",
            "LARGER 500",
            "SMALLER 500",
            "1:20 SUBJECT pli",
            "UNDELETED BODY bonjour");

    private final SandboxFile sandbox = RunningSandbox.file();
    private final SandboxFile.Account account = sandbox.account("secretariat.cardio", null);

    @TempDir
    private Path directory;

    @Test
    void dovecotFindsTheSameMails() throws Exception {
        Dovecot.needed();
        List<byte[]> mails = clear();
        Dovecot dovecot = new Dovecot(directory);
        for (int i = 0; i < mails.size(); i++) {
            dovecot.add(i + 1, mails.get(i));
        }
        String theirs = dovecot.answers(
                SEARCHES.stream().map(search -> "s SEARCH " + search + "\r\n").toList());
        Map<String, Set<Integer>> ours = ours(mails);
        assertThat(ours).isEqualTo(found(theirs.lines()));
    }

    /** Those in which every reader sees the same structure and the same addresses. */
    private static List<byte[]> clear() throws IOException {
        List<byte[]> clear = new ArrayList<>();
        for (byte[] mail : OddMails.make(SEED, MAILS)) {
            try {
                Structure.read(RawMessage.of(mail)).unambiguous();
                HeaderSection header = HeaderSection.read(RawMessage.of(mail));
                for (String name : List.of("From", "Sender", "To", "Cc", "Bcc")) {
                    for (String value : header.values(name)) {
                        Object unused = InternetAddress.parseHeader(value, true);
                    }
                }
                clear.add(mail);
            } catch (MalformedMessage | AddressException refused) {
                continue;
            }
        }
        assertThat(clear).hasSizeGreaterThan(MAILS / 10);
        return clear;
    }

    private Map<String, Set<Integer>> ours(List<byte[]> mails) throws Exception {
        try (Store store = ImapClient.ours(sandbox, account)) {
            IMAPFolder folder = ImapClient.emptyFolder(store, "Recherche-" + System.nanoTime());
            ImapClient.append(
                    folder,
                    mails.stream().map(mail -> new String(mail, ISO_8859_1)).toList());
            List<String> lines = new ArrayList<>();
            for (String search : SEARCHES) {
                Object unused = folder.doCommand(protocol -> {
                    for (Response response : protocol.command("SEARCH " + search, null)) {
                        lines.add(response.toString());
                    }
                    return null;
                });
            }
            folder.close();
            assertThat(folder.delete(false)).isTrue();
            return found(lines.stream());
        }
    }

    private static Map<String, Set<Integer>> found(Stream<String> lines) {
        List<String> answers = lines.filter(line -> line.startsWith("* SEARCH")).toList();
        assertThat(answers).hasSameSizeAs(SEARCHES);
        Map<String, Set<Integer>> found = new LinkedHashMap<>();
        for (int i = 0; i < SEARCHES.size(); i++) {
            found.put(
                    SEARCHES.get(i),
                    Stream.of(answers.get(i)
                                    .substring("* SEARCH".length())
                                    .strip()
                                    .split(" "))
                            .filter(number -> !number.isEmpty())
                            .map(Integer::valueOf)
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
        return found;
    }
}

package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.mailbox.MailboxSettings;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Nothing is announced that does not work: each capability with a command that needs it and what it answers. */
class CapabilitiesTest {
    private static TestImap imap;

    @BeforeAll
    static void start() throws IOException {
        imap = new TestImap();
    }

    @AfterAll
    static void stop() {
        imap.close();
    }

    /** In this order, in one session: command, and the text that some line of the answer holds. */
    private static Map<String, List<String>> proofs() {
        Map<String, List<String>> proofs = new LinkedHashMap<>();
        proofs.put("IMAP4REV1", List.of("NOOP", " OK "));
        proofs.put("ID", List.of("ID (\"name\" \"test\")", "* ID ("));
        proofs.put("NAMESPACE", List.of("NAMESPACE", "* NAMESPACE ((\"\" \".\"))"));
        proofs.put("ENABLE", List.of("ENABLE CONDSTORE", "* ENABLED CONDSTORE"));
        proofs.put("SPECIAL-USE", List.of("LIST \"\" Drafts", "\\Drafts"));
        proofs.put("CHILDREN", List.of("LIST \"\" INBOX", "\\HasNoChildren"));
        proofs.put("LIST-EXTENDED", List.of("LIST (SUBSCRIBED) \"\" * RETURN (CHILDREN)", "\\Subscribed"));
        proofs.put(
                "LIST-STATUS", List.of("LIST \"\" INBOX RETURN (STATUS (MESSAGES))", "* STATUS \"INBOX\" (MESSAGES"));
        proofs.put("LIST-MYRIGHTS", List.of("LIST \"\" INBOX RETURN (MYRIGHTS)", "* MYRIGHTS \"INBOX\" \""));
        proofs.put("ACL", List.of("MYRIGHTS INBOX", "* MYRIGHTS \"INBOX\" \""));
        proofs.put("LITERAL+", List.of("APPEND INBOX {19+}\r\nSubject: x\r\n\r\nabcde", "APPENDUID"));
        proofs.put(
                "APPENDLIMIT=" + TestImap.MAX_MESSAGE,
                List.of("STATUS INBOX (APPENDLIMIT)", "APPENDLIMIT " + TestImap.MAX_MESSAGE));
        proofs.put("STATUS=SIZE", List.of("STATUS INBOX (SIZE)", "SIZE 19"));
        proofs.put("OBJECTID", List.of("STATUS INBOX (MAILBOXID)", "MAILBOXID ("));
        proofs.put("QUOTA", List.of("GETQUOTAROOT INBOX", "STORAGE 0 65536"));
        proofs.put("QUOTA=RES-STORAGE", List.of("GETQUOTAROOT INBOX", "(STORAGE "));
        proofs.put("QUOTA=RES-MESSAGE", List.of("GETQUOTAROOT INBOX", " OK "));
        proofs.put("METADATA", List.of("SETMETADATA INBOX (/private/comment \"guichet\")", " OK "));
        proofs.put("CONDSTORE", List.of("SELECT INBOX (CONDSTORE)", "HIGHESTMODSEQ"));
        proofs.put("QRESYNC", List.of("ENABLE QRESYNC", "* ENABLED QRESYNC"));
        proofs.put("ESEARCH", List.of("UID SEARCH RETURN (MIN MAX COUNT) ALL", "COUNT 1"));
        proofs.put("SEARCHRES", List.of("SEARCH RETURN (SAVE) ALL", " OK "));
        proofs.put("WITHIN", List.of("SEARCH YOUNGER 3600", "* SEARCH 1"));
        proofs.put("SAVEDATE", List.of("FETCH 1 (SAVEDATE)", "SAVEDATE \""));
        proofs.put("I18NLEVEL=1", List.of("SEARCH CHARSET UTF-8 SUBJECT X", "* SEARCH 1"));
        proofs.put("UIDPLUS", List.of("UID EXPUNGE 1", " OK "));
        proofs.put("REPLACE", List.of("UID REPLACE 1 INBOX {19+}\r\nSubject: y\r\n\r\nabcde", " OK "));
        proofs.put("MOVE", List.of("UID MOVE 1:* Drafts", "COPYUID"));
        proofs.put("IDLE", List.of("IDLE\r\nDONE", " OK "));
        proofs.put("UNSELECT", List.of("UNSELECT", " OK "));
        return proofs;
    }

    @Test
    void whateverIsAnnouncedWorks() throws IOException {
        Map<String, List<String>> proofs = proofs();
        try (RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            Set<String> announced = capabilities(client);
            // proved by LoginTest
            announced.removeIf(name -> name.startsWith("AUTH=") || name.equals("SASL-IR"));
            // proved by CompressionTest
            announced.remove("COMPRESS=DEFLATE");
            assertThat(announced).isEqualTo(new TreeSet<>(proofs.keySet()));
            for (Map.Entry<String, List<String>> proof : proofs.entrySet()) {
                List<String> answer = client.command(proof.getValue().get(0));
                assertThat(last(answer)).as(proof.getKey()).contains(" OK ");
                assertThat(String.join("\n", answer))
                        .as(proof.getKey())
                        .contains(proof.getValue().get(1));
            }
        }
    }

    @Test
    void aBalFilesNoMessageAboveItsOwnLimitAndSaysWhichItIs() throws IOException {
        MailboxSettings usual = imap.policy;
        imap.policy = usual.withMessage(100_000);
        try (RawImap client = imap.tls()) {
            client.line();
            assertThat(capabilities(client)).contains("APPENDLIMIT");
            client.command("login " + TestImap.PHARMACY + " secret-anne");
            assertThat(capabilities(client)).contains("APPENDLIMIT=100000").doesNotContain("APPENDLIMIT");
            assertThat(client.command("STATUS INBOX (APPENDLIMIT)").get(0)).contains("APPENDLIMIT 100000");
            assertThat(client.command("LIST \"\" INBOX RETURN (STATUS (APPENDLIMIT))"))
                    .anyMatch(line -> line.contains("APPENDLIMIT 100000"));
            assertThat(last(client.command("APPEND INBOX {100001}"))).contains(" NO [TOOBIG] ");
            imap.policy = usual.withMessage(18);
            assertThat(last(client.command("APPEND INBOX {19}"))).contains(" NO [TOOBIG] ");
            imap.policy = usual.withMessage(Long.MAX_VALUE);
            assertThat(capabilities(client)).contains("APPENDLIMIT=" + TestImap.MAX_MESSAGE);
        } finally {
            imap.policy = usual;
        }
    }

    @Test
    void rightsAreShownAndOnlyTheOperatorChangesThem() throws IOException {
        try (RawImap client = imap.loggedIn(TestImap.PHARMACY, "secret-paul")) {
            assertThat(client.command("GETACL INBOX").get(0)).startsWith("* ACL \"INBOX\"");
            assertThat(client.command("LISTRIGHTS INBOX anne").get(0)).startsWith("* LISTRIGHTS \"INBOX\" \"anne\"");
            for (String change : List.of("SETACL INBOX anne lr", "DELETEACL INBOX anne")) {
                assertThat(last(client.command(change)))
                        .contains(" NO ")
                        .endsWith("les membres d'une BAL sont choisis par l'operateur");
            }
            assertThat(last(client.command("NOOP"))).contains(" OK ");
        }
    }

    @Test
    void copyingOverTheQuotaSaysInFrenchThatTheMailboxIsFull() throws IOException {
        try (RawImap client = imap.loggedIn(TestImap.PHARMACY, "secret-anne")) {
            client.command("APPEND INBOX {19+}\r\nSubject: x\r\n\r\nabcde");
            client.command("SELECT INBOX");
            imap.database
                    .jdbi()
                    .useHandle(handle -> handle.execute(
                            "UPDATE bal_usage SET octets = ? WHERE bal = ?", TestImap.QUOTA - 10, TestImap.PHARMACY));
            assertThat(last(client.command("COPY 1 Sent")))
                    .contains(" NO [OVERQUOTA] ")
                    .contains("la boite est pleine");
            assertThat(last(client.command("APPEND INBOX {19+}\r\nSubject: x\r\n\r\nabcde")))
                    .contains(" NO [OVERQUOTA] ")
                    .contains("la boite est pleine");
        }
    }

    @Test
    void hugeRangesAreCopiedAndMovedAsFarAsThereIsSomething() throws IOException {
        try (RawImap client = RawImap.tls(imap.tlsPort(), TestImap.clientTls(TestImap.LABO_CERTIFICATE))) {
            client.line();
            client.command("AUTHENTICATE EXTERNAL =");
            client.command("APPEND INBOX {19+}\r\nSubject: x\r\n\r\nabcde");
            client.command("SELECT INBOX");
            assertThat(last(client.command("UID COPY 1:4294967295 Drafts"))).contains("COPYUID");
            assertThat(last(client.command("UID COPY 1:*,1:4294967294 Drafts"))).contains(" OK ");
            assertThat(last(client.command("UID MOVE 1:4294967295 Drafts"))).contains(" OK ");
        }
    }

    private static Set<String> capabilities(RawImap client) throws IOException {
        return Arrays.stream(client.command("CAPABILITY").get(0).split(" "))
                .skip(2)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

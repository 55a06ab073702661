package fr.mssgw.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.store.mailbox.MailboxTable;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Quota;
import jakarta.mail.Session;
import jakarta.mail.event.MessageCountAdapter;
import jakarta.mail.event.MessageCountEvent;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.search.BodyTerm;
import jakarta.mail.search.FlagTerm;
import jakarta.mail.search.FromStringTerm;
import jakarta.mail.search.HeaderTerm;
import jakarta.mail.search.NotTerm;
import jakarta.mail.search.OrTerm;
import jakarta.mail.search.SearchTerm;
import jakarta.mail.search.SizeTerm;
import jakarta.mail.search.SubjectTerm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real client, Jakarta Mail, does what mail programs do. */
class MailClientTest {
    private static TestImap imap;

    @BeforeAll
    static void start() throws IOException {
        imap = new TestImap();
    }

    @AfterAll
    static void stop() {
        imap.close();
    }

    private static IMAPStore open(String bal, String password) throws MessagingException {
        Properties properties = new Properties();
        properties.put(
                "mail.imaps.class", "org.eclipse.angus.mail.imap.IMAPSSLStore"); // James brings javax.mail's list
        properties.put("mail.imaps.ssl.trust", "*");
        properties.put("mail.imaps.ssl.checkserveridentity", "false");
        properties.put("mail.imaps.timeout", "20000");
        Session session = Session.getInstance(properties);
        IMAPStore store = (IMAPStore) session.getStore("imaps");
        store.connect("127.0.0.1", imap.tlsPort(), bal, password);
        return store;
    }

    private static Message message(String subject, String body) throws MessagingException {
        String raw = "From: Jean Dupont <jean.dupont@pair.mssante.fr>\r\nTo: claire.martin@demo.mssante.fr\r\n"
                + "Subject: " + subject + "\r\nDate: Sat, 21 Nov 2026 23:30:00 +0100\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + body + "\r\n";
        return new MimeMessage(
                Session.getInstance(new Properties()), new ByteArrayInputStream(raw.getBytes(StandardCharsets.UTF_8)));
    }

    private static Folder fresh(IMAPStore store, String name) throws MessagingException {
        Folder folder = store.getFolder(name);
        assertThat(folder.create(Folder.HOLDS_MESSAGES | Folder.HOLDS_FOLDERS)).isTrue();
        folder.open(Folder.READ_WRITE);
        return folder;
    }

    @Test
    void theUsualFoldersAreThereAndSubscribedAtTheFirstLogin() throws Exception {
        try (IMAPStore store = open(TestImap.CLAIRE, "secret-claire")) {
            assertThat(Arrays.stream(store.getDefaultFolder().list("*")).map(Folder::getFullName))
                    .contains("INBOX", "Sent", "Drafts", "Trash", Folders.CLOSED_EXCHANGES);
            assertThat(Arrays.stream(store.getDefaultFolder().listSubscribed("*"))
                            .map(Folder::getFullName))
                    .contains("INBOX", "Sent", "Drafts", "Trash", Folders.CLOSED_EXCHANGES);
            assertThat(((IMAPFolder) store.getFolder("Sent")).getAttributes()).contains("\\Sent");
            assertThat(((IMAPFolder) store.getFolder("Trash")).getAttributes()).contains("\\Trash");
            assertThat(((IMAPFolder) store.getFolder("Drafts")).getAttributes()).contains("\\Drafts");
            assertThat(store.hasCapability("MOVE")).isTrue();
            assertThat(store.hasCapability("UIDPLUS")).isTrue();
            assertThat(store.hasCapability("CONDSTORE")).isTrue();
            assertThat(store.hasCapability("QRESYNC")).isTrue();
            assertThat(store.hasCapability("QUOTA")).isTrue();
        }
    }

    @Test
    void anAppendedMessageComesBackOctetForOctet() throws Exception {
        byte[] noise = new byte[3_000_000];
        new Random(1).nextBytes(noise);
        String body = java.util.Base64.getMimeEncoder().encodeToString(noise);
        Message sent = message("gros", body);
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        sent.writeTo(octets);
        try (IMAPStore store = open(TestImap.CLAIRE, "secret-claire")) {
            Folder folder = fresh(store, "Octets");
            folder.appendMessages(new Message[] {sent});
            Message received = folder.getMessage(1);
            ByteArrayOutputStream back = new ByteArrayOutputStream();
            received.writeTo(back);
            assertThat(back.toByteArray()).isEqualTo(octets.toByteArray());
            assertThat(received.getSize()).isEqualTo(octets.size());
            assertThat(received.getSubject()).isEqualTo("gros");
            assertThat(received.isMimeType("text/plain")).isTrue();
            assertThat(received.getLineCount()).isGreaterThan(50_000);
        }
    }

    @Test
    void searchesFindByFlagHeaderSizeAndText() throws Exception {
        try (IMAPStore store = open(TestImap.CLAIRE, "secret-claire")) {
            Folder folder = fresh(store, "Recherche");
            folder.appendMessages(new Message[] {
                message("=?utf-8?Q?R=C3=A9sultats_d'analyse?=", "cholestérol élevé"),
                message("Ordonnance", "paracétamol " + "x".repeat(5000)),
                message("Rendez-vous", "mardi")
            });
            folder.getMessage(3).setFlag(Flags.Flag.SEEN, true);
            folder.getMessage(2).setFlags(new Flags("$MSS_Prescription"), true);

            assertThat(found(folder, new FlagTerm(new Flags(Flags.Flag.SEEN), true)))
                    .containsExactly(3);
            assertThat(found(folder, new FlagTerm(new Flags(Flags.Flag.SEEN), false)))
                    .containsExactly(1, 2);
            assertThat(found(folder, new FlagTerm(new Flags("$MSS_Prescription"), true)))
                    .containsExactly(2);
            assertThat(found(folder, new SubjectTerm("résultats"))).containsExactly(1);
            assertThat(found(folder, new SubjectTerm("ordon"))).containsExactly(2);
            assertThat(found(folder, new FromStringTerm("jean.dupont"))).containsExactly(1, 2, 3);
            assertThat(found(folder, new HeaderTerm("X-None", "x"))).isEmpty();
            assertThat(found(folder, new SizeTerm(SizeTerm.GT, 4000))).containsExactly(2);
            assertThat(found(folder, new BodyTerm("CHOLESTÉROL"))).containsExactly(1);
            assertThat(found(folder, new OrTerm(new SubjectTerm("rendez"), new BodyTerm("paracétamol"))))
                    .containsExactly(2, 3);
            assertThat(found(
                            folder,
                            new NotTerm(new OrTerm(new SubjectTerm("rendez"), new SizeTerm(SizeTerm.GT, 4000)))))
                    .containsExactly(1);
        }
        try (RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            client.command("SELECT Recherche");
            assertThat(client.command("SEARCH SENTON 21-Nov-2026").get(0)).isEqualTo("* SEARCH 1 2 3");
            assertThat(client.command("SEARCH SENTSINCE 22-Nov-2026").get(0)).isEqualTo("* SEARCH");
            assertThat(client.command("SEARCH SINCE 1-Jan-2020 NOT BEFORE 1-Jan-2020")
                            .get(0))
                    .isEqualTo("* SEARCH 1 2 3");
            assertThat(client.command("UID SEARCH UID 2:3 LARGER 10").get(0)).isEqualTo("* SEARCH 2 3");
        }
    }

    private static List<Integer> found(Folder folder, SearchTerm term) throws MessagingException {
        return Arrays.stream(folder.search(term)).map(Message::getMessageNumber).toList();
    }

    @Test
    void copiesMovesFlagsAndExpungesKeepTheUsageRight() throws Exception {
        MailboxTable table = new MailboxTable(imap.database);
        try (IMAPStore store = open(TestImap.PHARMACY, "secret-anne")) {
            Folder from = fresh(store, "Depart");
            Folder to = fresh(store, "Arrivee");
            from.appendMessages(new Message[] {message("un", "a"), message("deux", "b"), message("trois", "c")});
            long octets = table.usage(TestImap.PHARMACY).octets();
            assertThat(table.usage(TestImap.PHARMACY).messages()).isEqualTo(3);

            from.copyMessages(new Message[] {from.getMessage(1)}, to);
            assertThat(table.usage(TestImap.PHARMACY).messages()).isEqualTo(4);
            ((IMAPFolder) from).moveMessages(new Message[] {from.getMessage(2)}, to);
            assertThat(table.usage(TestImap.PHARMACY).messages()).isEqualTo(4);
            assertThat(from.getMessage(2).isExpunged()).isTrue();
            await().until(() -> to.getMessageCount() == 2);
            assertThat(to.getMessage(2).getSubject()).isEqualTo("deux");

            from.getMessage(1).setFlag(Flags.Flag.DELETED, true);
            assertThat(from.expunge()).hasSize(2); // the client counts the moved one too
            assertThat(table.usage(TestImap.PHARMACY).messages()).isEqualTo(3);
            assertThat(table.usage(TestImap.PHARMACY).octets()).isEqualTo(octets);

            from.close(false);
            to.close(false);
            assertThat(to.renameTo(store.getFolder("Ailleurs"))).isTrue();
            assertThat(store.getFolder("Ailleurs").delete(false)).isTrue();
            assertThat(table.usage(TestImap.PHARMACY).messages()).isEqualTo(1);
        }
        assertThat(imap.audit.stream()
                        .filter(event -> event.kind() == AuditEvent.Kind.MAILBOX_ACTION
                                && event.actor().equals("10003456790"))
                        .map(event -> event.details().get("action")))
                .contains("append", "copy", "move", "expunge", "rename-folder", "delete-folder");
    }

    @Test
    void twoPersonsShareOneBalAndIdleTellsEachOfTheOthersMail() throws Exception {
        try (IMAPStore paul = open(TestImap.PHARMACY, "secret-paul");
                IMAPStore anne = open(TestImap.PHARMACY, "secret-anne")) {
            IMAPFolder inbox = (IMAPFolder) paul.getFolder("INBOX");
            inbox.open(Folder.READ_WRITE);
            AtomicInteger told = new AtomicInteger();
            inbox.addMessageCountListener(new MessageCountAdapter() {
                @Override
                public void messagesAdded(MessageCountEvent event) {
                    told.addAndGet(event.getMessages().length);
                }
            });
            Thread idling = new Thread(() -> {
                try {
                    while (told.get() < 2) {
                        inbox.idle(true);
                    }
                } catch (MessagingException closed) {
                    // the test ends
                }
            });
            idling.start();
            Folder same = anne.getFolder("INBOX");
            same.open(Folder.READ_WRITE);
            int before = same.getMessageCount();
            same.appendMessages(new Message[] {message("pour tous", "x")});
            await().until(() -> told.get() == 1);
            same.appendMessages(new Message[] {message("encore", "y")});
            await().until(() -> told.get() == 2);
            idling.join(10_000);
            assertThat(inbox.getMessageCount()).isEqualTo(before + 2);
        }
    }

    @Test
    void movingIntoTheClosingFolderIsTold() throws Exception {
        try (IMAPStore store = open(TestImap.CLAIRE, "secret-claire")) {
            IMAPFolder folder = (IMAPFolder) fresh(store, "Patients");
            folder.appendMessages(new Message[] {message("un", "a"), message("deux", "b")});
            folder.moveMessages(folder.getMessages(), store.getFolder(Folders.CLOSED_EXCHANGES));
            assertThat(imap.closed).hasSize(1);
            assertThat(imap.closed.get(0)).startsWith(TestImap.CLAIRE + " [").endsWith(" 10001234567");
        }
    }

    @Test
    void quotaIsShownAndEnforced() throws Exception {
        try (IMAPStore store = open(TestImap.CLAIRE, "secret-claire")) {
            Quota.Resource resource = store.getQuota("INBOX")[0].resources[0];
            assertThat(resource.name).isEqualTo("STORAGE");
            assertThat(resource.limit).isEqualTo(TestImap.QUOTA / 1024);
        }
        imap.database
                .jdbi()
                .useHandle(handle -> handle.execute(
                        "INSERT INTO bal_usage VALUES (?, ?, 1) ON CONFLICT (bal) DO UPDATE SET octets = excluded.octets",
                        TestImap.LABO,
                        TestImap.QUOTA - 10));
        try (RawImap client = RawImap.tls(imap.tlsPort(), TestImap.clientTls(TestImap.LABO_CERTIFICATE))) {
            client.line();
            client.command("AUTHENTICATE EXTERNAL =");
            assertThat(RawImap.last(client.command("APPEND INBOX {30+}\r\n" + "x".repeat(30))))
                    .contains(" NO ", "OVERQUOTA");
        }
    }
}

package fr.mssgw.it.reader;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.it.fixture.Post;
import fr.mssgw.sandbox.SandboxFile;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Properties;
import org.eclipse.angus.mail.imap.IMAPFolder;

/** Jakarta Mail's IMAP client, which files mails octet for octet. */
final class ImapClient {
    private ImapClient() {}

    static Store ours(SandboxFile sandbox, SandboxFile.Account account) throws MessagingException {
        Properties settings = new Properties();
        settings.put(
                "mail.imaps.ssl.socketFactory", new Post(sandbox).trusting().getSocketFactory());
        return connected(settings, "imaps", sandbox.operator().ports().imaps(), account.login(), account.password());
    }

    static Store connected(Properties settings, String protocol, int port, String user, String password)
            throws MessagingException {
        settings.setProperty("mail." + protocol + ".timeout", "60000");
        Store store = Session.getInstance(settings).getStore(protocol);
        store.connect("127.0.0.1", port, user, password);
        return store;
    }

    static IMAPFolder emptyFolder(Store store, String name) throws MessagingException {
        Folder folder = store.getFolder(name);
        assertThat(folder.create(Folder.HOLDS_MESSAGES)).isTrue();
        folder.open(Folder.READ_WRITE);
        return (IMAPFolder) folder;
    }

    /** A message that is written as it was read. */
    private static final class Exact extends MimeMessage {
        private final byte[] octets;

        Exact(byte[] octets) throws MessagingException {
            super(null, new ByteArrayInputStream(octets));
            this.octets = octets;
        }

        @Override
        public void writeTo(OutputStream out, String[] ignored) throws IOException {
            out.write(octets);
        }
    }

    static void append(IMAPFolder folder, List<String> mails) throws MessagingException {
        Message[] messages = new Message[mails.size()];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = new Exact(mails.get(i).getBytes(ISO_8859_1));
        }
        folder.appendMessages(messages);
    }
}

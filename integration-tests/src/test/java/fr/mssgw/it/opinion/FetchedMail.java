package fr.mssgw.it.opinion;

import fr.mssgw.it.fixture.Post;
import fr.mssgw.sandbox.SandboxFile;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** What Jakarta Mail's IMAP client fetches from an INBOX, octet for octet. */
final class FetchedMail {
    private FetchedMail() {}

    /** The messages that came last, the oldest first. */
    static List<byte[]> newest(SandboxFile sandbox, SandboxFile.Account account, int count)
            throws MessagingException, IOException {
        Properties settings = new Properties();
        settings.put(
                "mail.imaps.ssl.socketFactory", new Post(sandbox).trusting().getSocketFactory());
        settings.setProperty("mail.imaps.timeout", "60000");
        settings.setProperty("mail.imaps.peek", "true");
        List<byte[]> newest = new ArrayList<>();
        try (Store store = Session.getInstance(settings).getStore("imaps")) {
            store.connect("127.0.0.1", sandbox.operator().ports().imaps(), account.login(), account.password());
            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_ONLY);
            int last = inbox.getMessageCount();
            for (Message message : inbox.getMessages(last - count + 1, last)) {
                ByteArrayOutputStream octets = new ByteArrayOutputStream();
                message.writeTo(octets);
                newest.add(octets.toByteArray());
            }
        }
        return newest;
    }
}

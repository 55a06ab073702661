package fr.mssgw.sandbox.tour;

import fr.mssgw.sandbox.SandboxFile;
import jakarta.mail.FetchProfile;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.search.SubjectTerm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** A professional's mail program: Jakarta Mail, SMTP and IMAP with STARTTLS, trusting the demonstration's authority. */
final class MailClient {
    private static final int LOOKED_AT = 100;
    private final SandboxFile.Operator operator;
    private final SandboxFile.Account account;
    private final Session session;

    MailClient(SandboxFile.Operator operator, SandboxFile.Account account, SSLContext tls) {
        this(operator, account, tls, new Properties());
    }

    /** @param more settings of Jakarta Mail for this client alone */
    MailClient(SandboxFile.Operator operator, SandboxFile.Account account, SSLContext tls, Properties more) {
        this.operator = operator;
        this.account = account;
        Properties settings = new Properties();
        for (String protocol : List.of("smtp", "imap")) {
            String prefix = "mail." + protocol + ".";
            settings.setProperty(prefix + "starttls.enable", "true");
            settings.setProperty(prefix + "starttls.required", "true");
            settings.put(prefix + "ssl.socketFactory", tls.getSocketFactory());
            settings.setProperty(prefix + "connectiontimeout", "20000");
            settings.setProperty(prefix + "timeout", "60000");
        }
        settings.setProperty("mail.smtp.auth", "true");
        settings.setProperty("mail.smtp.localhost", "poste.demo.mssante.fr");
        settings.setProperty("mail.mime.address.strict", "false");
        settings.putAll(more);
        this.session = Session.getInstance(settings);
    }

    /** What the gateway said to a submission. */
    record Answer(int code, String text) {
        boolean accepted() {
            return code == 250;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** A message of this BAL; further headers may be set on it. */
    MimeMessage compose(String to, String subject, String text) throws MessagingException {
        String id = "<" + UUID.randomUUID() + "@poste." + operator.domain() + ">";
        MimeMessage message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", id);
            }
        };
        message.setFrom(new InternetAddress(account.bal()));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
        message.setSubject(subject, "UTF-8");
        message.setSentDate(new Date());
        message.setText(text, "UTF-8");
        message.saveChanges();
        return message;
    }

    Answer submit(MimeMessage message) throws MessagingException {
        try (SMTPTransport transport = connect()) {
            return submit(transport, message);
        }
    }

    SMTPTransport connect() throws MessagingException {
        Transport transport = session.getTransport("smtp");
        String password = account.password() == null ? "" : account.password();
        transport.connect(operator.host(), operator.ports().submission(), account.login(), password);
        return (SMTPTransport) transport;
    }

    static Answer submit(SMTPTransport transport, MimeMessage message) throws MessagingException {
        try {
            transport.sendMessage(message, message.getAllRecipients());
            return new Answer(
                    transport.getLastReturnCode(),
                    transport.getLastServerResponse().strip());
        } catch (SMTPSendFailedException e) {
            for (Exception next = e; next instanceof MessagingException failure; next = failure.getNextException()) {
                if (next instanceof SMTPAddressFailedException address) {
                    return new Answer(
                            address.getReturnCode(),
                            String.valueOf(address.getMessage()).strip());
                }
            }
            return new Answer(e.getReturnCode(), String.valueOf(e.getMessage()).strip());
        }
    }

    /** What this client finds in its INBOX. */
    record Found(String subject, List<String> keywords, Map<String, String> headers, byte[] octets) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** The newest message of a subject in the INBOX, by IMAP. */
    Optional<Found> find(String subject) throws MessagingException, IOException {
        return newest(subject::equals);
    }

    /** The newest message in the INBOX whose subject is one of these, by IMAP. */
    Optional<Found> newest(Predicate<String> wantedSubject) throws MessagingException, IOException {
        try (Store store = session.getStore("imap")) {
            String password = account.password() == null ? "" : account.password();
            store.connect(operator.host(), operator.ports().imap(), account.login(), password);
            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_ONLY);
            int count = inbox.getMessageCount();
            if (count == 0) {
                return Optional.empty();
            }
            Message[] messages = inbox.getMessages(Math.max(1, count - LOOKED_AT + 1), count);
            FetchProfile wanted = new FetchProfile();
            wanted.add(FetchProfile.Item.ENVELOPE);
            wanted.add(FetchProfile.Item.FLAGS);
            inbox.fetch(messages, wanted);
            for (int at = messages.length - 1; at >= 0; at--) {
                if (wantedSubject.test(String.valueOf(messages[at].getSubject()))) {
                    return Optional.of(read(messages[at]));
                }
            }
            return Optional.empty();
        }
    }

    /** Moves the newest message of a subject from the INBOX into another folder (RFC 6851). */
    void move(String subject, String folder) throws MessagingException {
        try (Store store = session.getStore("imap")) {
            String password = account.password() == null ? "" : account.password();
            store.connect(operator.host(), operator.ports().imap(), account.login(), password);
            IMAPFolder inbox = (IMAPFolder) store.getFolder("INBOX");
            inbox.open(Folder.READ_WRITE);
            Message[] found = inbox.search(new SubjectTerm(subject));
            if (found.length == 0) {
                throw new MessagingException("« " + subject + " » is not in the INBOX");
            }
            inbox.moveMessages(new Message[] {found[found.length - 1]}, store.getFolder(folder));
        }
    }

    private static Found read(Message message) throws MessagingException, IOException {
        Map<String, String> headers = new HashMap<>();
        for (String name : List.of(
                "X-MSSGW-SMIME", "X-MSSGW-Conversation", "X-MSSGW-Duplicate", "Message-ID", "From", "Content-Type")) {
            String[] values = message.getHeader(name);
            if (values != null) {
                headers.put(name, values[0].replaceAll("\\s*\\R\\s*", " "));
            }
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        message.writeTo(octets);
        return new Found(
                String.valueOf(message.getSubject()),
                Arrays.asList(message.getFlags().getUserFlags()),
                headers,
                octets.toByteArray());
    }

    /** Subjects of all messages in the INBOX. */
    List<String> subjects() throws MessagingException {
        try (Store store = session.getStore("imap")) {
            String password = account.password() == null ? "" : account.password();
            store.connect(operator.host(), operator.ports().imap(), account.login(), password);
            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_ONLY);
            Message[] messages = inbox.getMessages();
            FetchProfile wanted = new FetchProfile();
            wanted.add(FetchProfile.Item.ENVELOPE);
            inbox.fetch(messages, wanted);
            String[] subjects = new String[messages.length];
            for (int at = 0; at < messages.length; at++) {
                subjects[at] = String.valueOf(messages[at].getSubject());
            }
            return List.of(subjects);
        }
    }
}

package fr.mssgw.app;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Objects;
import java.util.Properties;

/** What a mail program does with a gateway that runs here. */
public final class TestMail {

    private TestMail() {}

    /** Submits a short text with STARTTLS and AUTH. */
    public static void submit(Gateway gateway, String bal, String password, String to, String subject)
            throws MessagingException {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", "127.0.0.1");
        properties.put("mail.smtp.port", Integer.toString(port(gateway, "submission")));
        properties.put("mail.smtp.auth", "true");
        properties.put("mail.smtp.starttls.required", "true");
        properties.put("mail.smtp.ssl.trust", "*");
        MimeMessage message = new MimeMessage(Session.getInstance(properties));
        message.setFrom(new InternetAddress(bal));
        message.setRecipient(RecipientType.TO, new InternetAddress(to));
        message.setSubject(subject, "UTF-8");
        message.setText("Le compte rendu.\n", "UTF-8");
        Transport.send(message, bal, password);
    }

    /** An open session on the submission port. */
    public static Transport smtp(Gateway gateway, String bal, String password) throws MessagingException {
        Properties properties = new Properties();
        properties.put("mail.smtp.starttls.required", "true");
        properties.put("mail.smtp.ssl.trust", "*");
        Transport transport = Session.getInstance(properties).getTransport("smtp");
        transport.connect("127.0.0.1", port(gateway, "submission"), bal, password);
        return transport;
    }

    /** An open IMAP session. */
    public static Store imap(Gateway gateway, String bal, String password) throws MessagingException {
        return imap(gateway, "127.0.0.1", bal, password);
    }

    /** An open IMAP session, seen to come from another address of the loopback. */
    public static Store imap(Gateway gateway, String from, String bal, String password) throws MessagingException {
        Properties properties = new Properties();
        properties.put("mail.imap.localaddress", from);
        properties.put("mail.imap.starttls.required", "true");
        properties.put("mail.imap.ssl.trust", "*");
        Store store = Session.getInstance(properties).getStore("imap");
        store.connect("127.0.0.1", port(gateway, "imap"), bal, password);
        return store;
    }

    private static int port(Gateway gateway, String listener) {
        return Objects.requireNonNull(gateway.addresses().get(listener)).getPort();
    }
}

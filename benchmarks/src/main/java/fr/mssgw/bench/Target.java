package fr.mssgw.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.mail.FetchProfile;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A mail system on loopback: where it takes submissions, where IMAP shows them, and who may log in.
 *
 * @param passwords by BAL; the entry {@code *} holds for every other
 */
record Target(int submissionPort, int imapsPort, SSLContext tls, Map<String, String> passwords) {
    static Target ofSandbox(Path folder, @Nullable String others) throws IOException, GeneralSecurityException {
        JsonNode description =
                new ObjectMapper().readTree(folder.resolve("sandbox.json").toFile());
        Map<String, String> passwords = new HashMap<>();
        for (JsonNode account : description.path("accounts")) {
            passwords.putIfAbsent(
                    account.path("bal").asText(), account.path("password").asText());
        }
        if (others != null) {
            passwords.put("*", others);
        }
        return new Target(
                description.at("/operator/ports/submission").asInt(),
                description.at("/operator/ports/imaps").asInt(),
                trusting(Path.of(description.at("/operator/ca").asText())),
                passwords);
    }

    static Target of(int submissionPort, int imapsPort, @Nullable Path ca, @Nullable String password)
            throws IOException, GeneralSecurityException {
        if (submissionPort == 0 || imapsPort == 0 || ca == null || password == null) {
            throw new IllegalArgumentException("without --sandbox give --port, --imaps-port, --ca and --password");
        }
        return new Target(submissionPort, imapsPort, trusting(ca), Map.of("*", password));
    }

    String passwordOf(String bal) {
        String own = passwords.get(bal);
        String any = passwords.get("*");
        if (own != null) {
            return own;
        }
        if (any != null) {
            return any;
        }
        throw new IllegalArgumentException("no password is known for " + bal);
    }

    /** How many messages the inboxes of some BALs hold together, by IMAP STATUS on connections that are kept. */
    final class Inboxes implements AutoCloseable {
        private final List<Store> stores = new ArrayList<>();

        Inboxes(List<String> bals) throws MessagingException {
            for (String bal : bals) {
                stores.add(open(bal));
            }
        }

        long count() throws MessagingException {
            long count = 0;
            for (Store store : stores) {
                count += store.getFolder("INBOX").getMessageCount();
            }
            return count;
        }

        @Override
        public void close() throws MessagingException {
            for (Store store : stores) {
                store.close();
            }
        }
    }

    /** Subjects in the INBOX, from a message number on. */
    List<String> subjects(String bal, int from) throws MessagingException {
        try (Store store = open(bal)) {
            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_ONLY);
            if (inbox.getMessageCount() < from) {
                return List.of();
            }
            Message[] messages = inbox.getMessages(from, inbox.getMessageCount());
            FetchProfile wanted = new FetchProfile();
            wanted.add(FetchProfile.Item.ENVELOPE);
            inbox.fetch(messages, wanted);
            List<String> subjects = new ArrayList<>(messages.length);
            for (Message message : messages) {
                subjects.add(String.valueOf(message.getSubject()));
            }
            return subjects;
        }
    }

    /** A session of IMAP, to be closed. */
    Store open(String bal) throws MessagingException {
        Properties properties = new Properties();
        properties.put("mail.imaps.ssl.socketFactory", tls.getSocketFactory());
        properties.put("mail.imaps.ssl.checkserveridentity", "false");
        properties.put("mail.imaps.statuscachetimeout", "0");
        Store store = Session.getInstance(properties).getStore("imaps");
        store.connect("127.0.0.1", imapsPort, bal, passwordOf(bal));
        return store;
    }

    private static SSLContext trusting(Path bundle) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(bundle)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("ca" + trusted.size(), certificate);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}

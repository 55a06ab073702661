package fr.mssgw.imap;

import fr.mssgw.certs.demo.DemoAuthority;
import fr.mssgw.certs.demo.Issued;
import fr.mssgw.certs.demo.Request;
import fr.mssgw.certs.tls.TlsContexts;
import fr.mssgw.core.access.Credential;
import fr.mssgw.core.access.Identity;
import fr.mssgw.core.access.Login;
import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Person;
import fr.mssgw.core.identity.Rpps;
import fr.mssgw.core.identity.Structure;
import fr.mssgw.core.identity.StructureId;
import fr.mssgw.core.mailbox.MailboxSettings;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.peer.CertificateStatus;
import fr.mssgw.core.port.Deliveries;
import fr.mssgw.store.delivery.SqlDeliveries;
import fr.mssgw.store.mailbox.OtherNodes;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** An IMAP server on ephemeral ports, on a database of its own, with a few BAL. */
final class TestImap implements AutoCloseable {
    static final String CLAIRE = "claire.martin@demo.mssante.fr";
    static final String PHARMACY = "pharmacie.centrale@demo.mssante.fr";
    static final String LABO = "labo.auto@demo.mssante.fr";
    static final long QUOTA = 64L * 1024 * 1024;
    static final int MAX_MESSAGE = 12 * 1024 * 1024;

    private static final Instant NOW = Instant.now();
    private static final DemoAuthority ROOT = DemoAuthority.root("AC de test", NOW);
    private static final Issued SERVER = ROOT.issue(Request.server("CN=localhost", NOW, "localhost"));
    static final Issued LABO_CERTIFICATE = ROOT.issue(
            Request.of("CN=labo.auto", NOW).usages(Request.Usage.CLIENT).emails(LABO));

    final Database database;
    final List<AuditEvent> audit = new CopyOnWriteArrayList<>();
    final List<String> closed = new CopyOnWriteArrayList<>();
    final Map<String, Integer> failures = new ConcurrentHashMap<>();
    volatile MailboxSettings policy = MailboxSettings.UNLIMITED.withQuota(QUOTA);
    final Path spool;
    final ImapServer server;

    private static final Structure STRUCTURE =
            new Structure(new StructureId(StructureId.Kind.FINESS, "750000001"), "Pharmacie", Optional.of("SA33"));
    private static final Person PAUL = new Person("Paul Petit", new Rpps("10003456789"));
    private static final Person ANNE = new Person("Anne Roux", new Rpps("10003456790"));
    private static final Person DOCTOR = new Person("Claire Martin", new Rpps("10001234567"));
    private static final Bal CLAIRE_BAL =
            new Bal.Nominative(MssAddress.parse(CLAIRE), "Claire Martin", false, DOCTOR, Optional.empty());
    private static final Bal PHARMACY_BAL = new Bal.Organisational(
            MssAddress.parse(PHARMACY),
            "Pharmacie Centrale",
            false,
            List.of(PAUL, ANNE),
            STRUCTURE,
            Bal.PatientInitiated.DEFAULT);
    private static final Bal LABO_BAL = new Bal.Applicative(MssAddress.parse(LABO), "Labo", false, STRUCTURE);

    TestImap() throws IOException {
        this(25);
    }

    TestImap(int connectionsPerAddress) throws IOException {
        this(connectionsPerAddress, 100, ImapConfig.ClientCertificates.ASKED, ImapConfig.Timeouts.USUAL);
    }

    TestImap(Database database) throws IOException {
        this(database, 25, 100, ImapConfig.ClientCertificates.ASKED, ImapConfig.Timeouts.USUAL);
    }

    TestImap(
            int connectionsPerAddress,
            int sessionsPerBal,
            ImapConfig.ClientCertificates certificates,
            ImapConfig.Timeouts timeouts)
            throws IOException {
        this(TestDatabase.fresh(12), connectionsPerAddress, sessionsPerBal, certificates, timeouts);
    }

    private TestImap(
            Database database,
            int connectionsPerAddress,
            int sessionsPerBal,
            ImapConfig.ClientCertificates certificates,
            ImapConfig.Timeouts timeouts)
            throws IOException {
        this.database = database;
        spool = Files.createTempDirectory("imap-spool");
        Optional<InetSocketAddress> any = Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        ImapConfig config = new ImapConfig(
                "mx.demo.mssante.fr",
                any,
                any,
                spool,
                MAX_MESSAGE,
                64L * 1024 * 1024,
                connectionsPerAddress,
                sessionsPerBal,
                certificates,
                timeouts);
        SSLContext tls = new TlsContexts(
                        SERVER::keyMaterial,
                        SERVER::keyMaterial,
                        () -> List.of(ROOT.certificate()),
                        (chain, at) -> CertificateStatus.TRUSTED,
                        InstantSource.system())
                .server();
        server = new ImapServer(
                config,
                () -> tls,
                this::login,
                database,
                audit::add,
                bal -> policy,
                (bal, messages, actor) -> closed.add(bal + " " + messages + " " + actor.actor()),
                OtherNodes.NONE);
        server.start();
    }

    private Login login(Credential credential, InetAddress from, String protocol) {
        if (credential instanceof Credential.Password password) {
            String user = password.user();
            if (failures.getOrDefault(user, 0) >= 10) {
                return new Login.Locked();
            }
            String said = user + ":" + password.password().reveal();
            if (said.equals(CLAIRE + ":secret-claire")) {
                return granted(CLAIRE_BAL, DOCTOR);
            } else if (said.equals(PHARMACY + ":secret-paul")) {
                return granted(PHARMACY_BAL, PAUL);
            } else if (said.equals(PHARMACY + ":secret-anne")) {
                return granted(PHARMACY_BAL, ANNE);
            }
            failures.merge(user, 1, Integer::sum);
        } else if (credential instanceof Credential.Token token
                && token.user().equals(CLAIRE)
                && token.token().reveal().equals("good-token")) {
            return granted(CLAIRE_BAL, DOCTOR);
        } else if (credential instanceof Credential.Token token
                && token.token().reveal().equals("short-token")) {
            Identity doctor = new Identity(CLAIRE_BAL, Optional.of(DOCTOR), Identity.Method.TOKEN);
            return new Login.Granted(doctor, Optional.of(Instant.now().plusSeconds(1)));
        } else if (credential instanceof Credential.Certificate certificate
                && certificate.chain().get(0).equals(LABO_CERTIFICATE.certificate())) {
            return new Login.Granted(new Identity(LABO_BAL, Optional.empty(), Identity.Method.CERTIFICATE));
        }
        return new Login.Denied("wrong");
    }

    /** Delivers a message as SMTP does, whatever its BAL holds. @param body after the header section */
    Deliveries.Result deliver(String bal, String folder, String header, String body, String... keywords) {
        Placement placement = new Placement(MssAddress.parse(bal), folder, false, Set.of(keywords), Optional.empty());
        Copy copy = new Copy(
                header.getBytes(StandardCharsets.US_ASCII),
                RawMessage.of((header + body).getBytes(StandardCharsets.US_ASCII)),
                header.length(),
                List.of(placement),
                List.of());
        return new SqlDeliveries(database, anyone -> Long.MAX_VALUE, server.listener())
                .commit(new Delivery(
                        QueueId.random(),
                        Instant.now(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        List.of(copy),
                        List.of(),
                        List.of()));
    }

    private static Login granted(Bal bal, Person person) {
        return new Login.Granted(new Identity(bal, Optional.of(person), Identity.Method.PASSWORD));
    }

    int startTlsPort() {
        return server.startTlsAddress().orElseThrow().getPort();
    }

    int tlsPort() {
        return server.implicitTlsAddress().orElseThrow().getPort();
    }

    /** The authority's certificate in a file, for clients that insist on one. */
    static Path authorityPem(Path directory) throws IOException {
        return Files.writeString(directory.resolve("ca.pem"), SERVER.certificatePem() + ROOT.certificatePem());
    }

    RawImap tls() throws IOException {
        return RawImap.tls(tlsPort(), clientTls());
    }

    RawImap plain() throws IOException {
        return RawImap.plain(startTlsPort());
    }

    RawImap loggedIn(String bal, String password) throws IOException {
        RawImap client = tls();
        client.line();
        client.command("login " + bal + " " + password);
        return client;
    }

    /** Trusts any server and shows nothing, or what is given. */
    static SSLContext clientTls(Issued... shown) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] keys = shown.length == 0 ? null : new KeyManager[] {new OneKey(shown[0])};
            context.init(keys, new TrustManager[] {new Trusting()}, new SecureRandom());
            return context;
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.close();
        database.close();
    }

    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static final class OneKey extends javax.net.ssl.X509ExtendedKeyManager {
        private final Issued key;

        OneKey(Issued key) {
            this.key = key;
        }

        @Override
        public String[] getClientAliases(String type, java.security.Principal[] issuers) {
            return new String[] {"own"};
        }

        @Override
        public String chooseClientAlias(String[] types, java.security.Principal[] issuers, java.net.Socket socket) {
            return "own";
        }

        @Override
        public String[] getServerAliases(String type, java.security.Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseServerAlias(String type, java.security.Principal[] issuers, java.net.Socket socket) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return key.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public java.security.PrivateKey getPrivateKey(String alias) {
            return key.key();
        }
    }
}

package fr.mssgw.smtp;

import fr.mssgw.certs.demo.DemoAuthority;
import fr.mssgw.certs.demo.Issued;
import fr.mssgw.certs.demo.Request;
import fr.mssgw.core.message.MessageSpool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A server on free ports of the loopback, before recording flows. */
final class TestServer implements AutoCloseable {
    static final DemoAuthority AUTHORITY = DemoAuthority.root("Test Root", Instant.now());
    static final Issued SERVER =
            AUTHORITY.issue(Request.server("CN=mx.demo.mssante.fr,O=Test", Instant.now(), "localhost"));
    static final Issued PEER = AUTHORITY.issue(Request.of("CN=mx.pair.mssante.fr,O=Pair", Instant.now())
            .usages(Request.Usage.CLIENT, Request.Usage.SERVER));
    static final SSLContext SERVER_TLS = context(Optional.of(SERVER));
    static final SSLContext ANONYMOUS = context(Optional.empty());
    static final SSLContext WITH_CERTIFICATE = context(Optional.of(PEER));

    final RecordingFlows flows = new RecordingFlows();
    final Path spool;
    final SmtpServer server;

    TestServer() {
        this(SmtpConfig.Limits.DEFAULT);
    }

    TestServer(SmtpConfig.Limits limits) {
        this(limits, () -> SERVER_TLS);
    }

    TestServer(SmtpConfig.Limits limits, Supplier<SSLContext> tls) {
        try {
            spool = Files.createTempDirectory("spool");
            Optional<InetSocketAddress> anyPort = Optional.of(new InetSocketAddress("127.0.0.1", 0));
            server = new SmtpServer(
                    new SmtpConfig("mx.demo.mssante.fr", anyPort, anyPort, anyPort, limits),
                    new MessageSpool(spool),
                    flows,
                    flows,
                    flows,
                    new RefusalTrail(flows, InstantSource.system()),
                    tls,
                    tls);
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port(Port port) {
        return server.address(port).orElseThrow().getPort();
    }

    /** In clear text, the greeting read. */
    RawClient plain(Port port) throws IOException {
        RawClient client = new RawClient(new Socket("127.0.0.1", port(port)));
        client.expect("220 mx.demo.mssante.fr ESMTP");
        return client;
    }

    /** On mx, under TLS with a certificate, EHLO said. */
    RawClient mx() throws IOException {
        RawClient client = plain(Port.MX);
        client.startTls(WITH_CERTIFICATE);
        return client;
    }

    /** On submission, under TLS, logged in. */
    RawClient submission() throws IOException {
        RawClient client = plain(Port.SUBMISSION);
        client.startTls(ANONYMOUS);
        client.login();
        return client;
    }

    long filesInSpool() {
        try (Stream<Path> files = Files.list(spool)) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }

    static SSLContext context(Optional<Issued> own) {
        try {
            KeyManager[] keys = null;
            if (own.isPresent()) {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setKeyEntry(
                        "own", own.get().key(), new char[0], own.get().chain().toArray(X509Certificate[]::new));
                KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
                factory.init(store, new char[0]);
                keys = factory.getKeyManagers();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {new LetThrough()}, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class LetThrough extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

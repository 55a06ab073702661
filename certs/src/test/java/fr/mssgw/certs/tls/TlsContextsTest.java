package fr.mssgw.certs.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.certs.CertificateTrust;
import fr.mssgw.certs.KeyFiles;
import fr.mssgw.certs.KeyMaterial;
import fr.mssgw.certs.demo.DemoAuthority;
import fr.mssgw.certs.demo.Issued;
import fr.mssgw.certs.demo.Request;
import fr.mssgw.core.peer.CertificateStatus;
import fr.mssgw.core.peer.TlsParameters;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsContextsTest {
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static DemoAuthority root;
    private static CertificateTrust trust;
    private static Issued server;
    private static Issued client;

    @TempDir
    Path directory;

    @BeforeAll
    static void authority() {
        root = DemoAuthority.root("AC RACINE DEMO", NOW);
        server = root.issue(Request.server("CN=mx.demo.mssante.fr,O=DEMO,C=FR", NOW, "mx.demo.mssante.fr"));
        client = root.issue(Request.server("CN=client.demo.mssante.fr,O=DEMO,C=FR", NOW));
        trust = CertificateTrust.of(
                List.of(root.certificate()), List.of(root.crl(List.of(), NOW, NOW.plus(Duration.ofDays(1)))));
    }

    private static TlsContexts contexts(KeyMaterial shownByServer, KeyMaterial shownByClient) {
        return new TlsContexts(
                () -> shownByServer, () -> shownByClient, trust::authorities, trust, InstantSource.fixed(NOW));
    }

    private record Seen(SSLSession byServer, SSLSession byClient) {}

    private static Seen handshake(SSLContext listening, SSLContext connecting, String... protocols) throws Exception {
        try (SSLServerSocket listener = (SSLServerSocket)
                listening.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<SSLSession> accepted = CompletableFuture.supplyAsync(() -> {
                try (SSLSocket socket = (SSLSocket) listener.accept()) {
                    limit(socket, true);
                    socket.startHandshake();
                    socket.getOutputStream().write(1);
                    return socket.getSession();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            try (SSLSocket socket = (SSLSocket)
                    connecting.getSocketFactory().createSocket(listener.getInetAddress(), listener.getLocalPort())) {
                limit(socket, false);
                if (protocols.length > 0) {
                    socket.setEnabledProtocols(protocols);
                }
                socket.startHandshake();
                assertThat(socket.getInputStream().read()).isEqualTo(1);
                return new Seen(accepted.get(), socket.getSession());
            }
        }
    }

    private static void limit(SSLSocket socket, boolean askClient) {
        SSLParameters parameters = socket.getSSLParameters();
        TlsParameters.limit(parameters, socket.getSupportedCipherSuites());
        parameters.setWantClientAuth(askClient);
        socket.setSSLParameters(parameters);
    }

    @Test
    void bothSidesShowTheirCertificates() throws Exception {
        for (String version : TlsParameters.protocols()) {
            TlsContexts contexts = contexts(server.keyMaterial(), client.keyMaterial());
            Seen seen = handshake(contexts.server(), contexts.client(), version);
            assertThat(seen.byClient().getProtocol()).isEqualTo(version);
            assertThat(seen.byClient().getPeerCertificates()[0]).isEqualTo(server.certificate());
            assertThat(seen.byServer().getPeerCertificates()[0]).isEqualTo(client.certificate());
        }
    }

    @Test
    void aClientOfAnotherAuthorityIsLetThroughToBeJudgedByTheRules() throws Exception {
        Issued foreign = DemoAuthority.root("AUTRE AC", NOW).issue(Request.server("CN=mx.autre.mssante.fr,C=FR", NOW));
        TlsContexts contexts = contexts(server.keyMaterial(), foreign.keyMaterial());
        Seen seen = handshake(contexts.server(), contexts.client());
        X509Certificate shown = (X509Certificate) seen.byServer().getPeerCertificates()[0];
        assertThat(shown).isEqualTo(foreign.certificate());
        assertThat(trust.judge(List.of(shown), NOW)).isEqualTo(CertificateStatus.OTHER_CA);
    }

    @Test
    void aServerWhoseCertificateExpiredFailsTheHandshakeAndSaysWhy() {
        Issued expired = root.issue(Request.server("CN=mx.demo.mssante.fr,C=FR", NOW)
                .valid(NOW.minusSeconds(7200), NOW.minusSeconds(3600)));
        TlsContexts contexts = contexts(expired.keyMaterial(), client.keyMaterial());
        assertThatThrownBy(() -> handshake(contexts.server(), contexts.client()))
                .satisfies(failure -> assertThat(UntrustedServer.in(failure)).contains(CertificateStatus.EXPIRED));
    }

    @Test
    void oldProtocolsAreNotSpoken() {
        TlsContexts contexts = contexts(server.keyMaterial(), client.keyMaterial());
        assertThatThrownBy(() -> handshake(contexts.server(), contexts.client(), "TLSv1.1"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aNewKeyIsShownWithoutANewContext() throws Exception {
        Issued renewed = root.issue(Request.server("CN=mx.demo.mssante.fr,O=RENOUVELE,C=FR", NOW));
        AtomicReference<KeyMaterial> shown = new AtomicReference<>(server.keyMaterial());
        TlsContexts contexts =
                new TlsContexts(shown::get, client::keyMaterial, trust::authorities, trust, InstantSource.fixed(NOW));
        assertThat(handshake(contexts.server(), contexts.client()).byClient().getPeerCertificates()[0])
                .isEqualTo(server.certificate());
        shown.set(renewed.keyMaterial());
        TlsContexts other = contexts(server.keyMaterial(), client.keyMaterial());
        assertThat(handshake(contexts.server(), other.client()).byClient().getPeerCertificates()[0])
                .isEqualTo(renewed.certificate());
    }

    @Test
    void keysComeFromFiles() throws Exception {
        Path chain = Files.writeString(directory.resolve("server.pem"), server.chainPem());
        Path key = Files.writeString(directory.resolve("server.key"), server.keyPem());
        Path keystore = Files.write(directory.resolve("client.p12"), client.pkcs12("secret".toCharArray()));
        Path password = Files.writeString(directory.resolve("password"), "secret\n");
        TlsContexts contexts = new TlsContexts(
                new KeyFiles.PemPair(chain, key),
                new KeyFiles.Keystore(keystore, password),
                trust,
                InstantSource.fixed(NOW));
        Seen seen = handshake(contexts.server(), contexts.client());
        assertThat(seen.byServer().getPeerCertificates()[0]).isEqualTo(client.certificate());
    }
}

package fr.mssgw.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Versions and cipher suites of docs/domain.md §3. */
class TlsTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static SSLSocket socket() throws IOException {
        return (SSLSocket)
                TestServer.ANONYMOUS.getSocketFactory().createSocket("127.0.0.1", server.port(Port.SUBMISSIONS));
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, TLS_AES_128_GCM_SHA256",
        "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"
    })
    void theSuitesOfTheReferentialAreSpoken(String protocol, String suite) throws Exception {
        try (SSLSocket socket = socket()) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.setEnabledCipherSuites(new String[] {suite});
            socket.startHandshake();
            assertThat(socket.getSession().getCipherSuite()).isEqualTo(suite);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLS_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"
            })
    void othersAreNot(String suite) throws Exception {
        try (SSLSocket socket = socket()) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.setEnabledCipherSuites(new String[] {suite});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
        }
    }

    @Test
    void clearTextOnTheTlsPortHarmsNobody() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.port(Port.SUBMISSIONS))) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write("EHLO client.test\r\nEHLO client.test\r\n".getBytes());
            socket.getInputStream().readAllBytes();
        } catch (IOException reset) {
            // as good an answer as an alert
        }
        try (SSLSocket socket = socket()) {
            socket.startHandshake();
        }
    }

    @Test
    void aRenewedCertificateIsShownAtTheNextHandshake() throws Exception {
        AtomicReference<SSLContext> current = new AtomicReference<>(TestServer.SERVER_TLS);
        try (TestServer renewing = new TestServer(SmtpConfig.Limits.DEFAULT, current::get)) {
            assertThat(shownBy(renewing)).isEqualTo(TestServer.SERVER.certificate());
            current.set(TestServer.WITH_CERTIFICATE);
            assertThat(shownBy(renewing)).isEqualTo(TestServer.PEER.certificate());
        }
    }

    private static Object shownBy(TestServer server) throws IOException {
        try (SSLSocket socket = (SSLSocket)
                TestServer.ANONYMOUS.getSocketFactory().createSocket("127.0.0.1", server.port(Port.SUBMISSIONS))) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }
}

package fr.mssgw.certs.tls;

import fr.mssgw.certs.CertificateTrust;
import fr.mssgw.certs.KeyFiles;
import fr.mssgw.certs.KeyMaterial;
import fr.mssgw.certs.Reloading;
import fr.mssgw.core.peer.CertificateStatus;
import fr.mssgw.core.port.PeerTrust;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The TLS contexts of the gateway, each made once: the key behind a context is re-read when its files change, without
 * closing a session. Apply {@link fr.mssgw.core.peer.TlsParameters} to every engine and socket made from them. Thread-safe.
 */
public final class TlsContexts {
    private final SSLContext server;
    private final SSLContext client;

    /** Watches the files of both keys. */
    public TlsContexts(KeyFiles server, KeyFiles client, CertificateTrust trust, InstantSource clock) {
        this(
                new Reloading<>(server.files(), server::load),
                new Reloading<>(client.files(), client::load),
                trust::authorities,
                trust,
                clock);
    }

    /**
     * @param server what listeners show
     * @param client what the relay shows
     * @param authorities whom listeners name when they ask for a client certificate
     * @param trust judges the servers that the relay meets
     */
    public TlsContexts(
            Supplier<KeyMaterial> server,
            Supplier<KeyMaterial> client,
            Supplier<List<X509Certificate>> authorities,
            PeerTrust trust,
            InstantSource clock) {
        this.server = context(new OwnKey(server), new UnjudgedClients(authorities));
        this.client = context(new OwnKey(client), new JudgedServers(trust, clock));
    }

    /**
     * For listeners. A client's chain passes unjudged, once it has proved that it holds the key: the rules judge it at
     * MAIL FROM or at the login, and say there what is wrong with it.
     */
    public SSLContext server() {
        return server;
    }

    /** For the relay. A server whose chain does not hold fails the handshake with {@link UntrustedServer}. */
    public SSLContext client() {
        return client;
    }

    private static SSLContext context(KeyManager key, TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {key}, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("making a TLS context", e);
        }
    }

    private static final class UnjudgedClients extends X509ExtendedTrustManager {
        private final Supplier<List<X509Certificate>> authorities;

        UnjudgedClients(Supplier<List<X509Certificate>> authorities) {
            this.authorities = authorities;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            throw new CertificateException("a context for listeners meets no server");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("a context for listeners meets no server");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("a context for listeners meets no server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return authorities.get().toArray(X509Certificate[]::new);
        }
    }

    private static final class JudgedServers extends X509ExtendedTrustManager {
        private final PeerTrust trust;
        private final InstantSource clock;

        JudgedServers(PeerTrust trust, InstantSource clock) {
            this.trust = trust;
            this.clock = clock;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            CertificateStatus status = trust.judge(List.of(chain), clock.instant());
            if (status != CertificateStatus.TRUSTED) {
                throw new UntrustedServer(
                        status, chain[0].getSubjectX500Principal().getName());
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            checkServerTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            checkServerTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("a context for the relay meets no client");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            checkClientTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            checkClientTrusted(chain, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

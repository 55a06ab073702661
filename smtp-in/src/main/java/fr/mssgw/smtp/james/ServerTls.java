package fr.mssgw.smtp.james;

import fr.mssgw.core.peer.TlsParameters;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** TLS in which a client certificate is asked for and may be missing, so that an SMTP reply tells its absence and no alert. */
final class ServerTls {
    private final Supplier<SSLContext> contexts;

    ServerTls(Supplier<SSLContext> contexts) {
        this.contexts = contexts;
    }

    SslHandler handler() {
        SSLEngine engine = contexts.get().createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        TlsParameters.limit(parameters, engine.getSupportedCipherSuites());
        parameters.setWantClientAuth(true);
        engine.setSSLParameters(parameters);
        return new SslHandler(engine);
    }

    /** What the client presented; empty when nothing. */
    static List<X509Certificate> clientChain(SSLSession session) {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate certificate : session.getPeerCertificates()) {
                if (certificate instanceof X509Certificate x509) {
                    chain.add(x509);
                }
            }
            return List.copyOf(chain);
        } catch (SSLPeerUnverifiedException nonePresented) {
            return List.of();
        }
    }
}

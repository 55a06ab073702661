package fr.mssgw.certs.tls;

import fr.mssgw.core.peer.CertificateStatus;
import java.security.cert.CertificateException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The server's chain was judged, and does not hold; the cause of the failed handshake. */
public final class UntrustedServer extends CertificateException {
    private static final long serialVersionUID = 1L;

    private final CertificateStatus status;

    UntrustedServer(CertificateStatus status, String subject) {
        super("server certificate " + status + ": " + subject);
        this.status = status;
    }

    public CertificateStatus status() {
        return status;
    }

    /** What was found about the server's certificate, where that is why a handshake failed. */
    public static Optional<CertificateStatus> in(@Nullable Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            if (cause instanceof UntrustedServer untrusted) {
                return Optional.of(untrusted.status());
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }
}

package fr.mssgw.core.port;

import fr.mssgw.core.peer.CertificateStatus;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** Judges certificate chains against the trusted roots and their revocation lists. Thread-safe. */
public interface PeerTrust {
    /** @param chain the peer's own certificate first; never empty */
    CertificateStatus judge(List<X509Certificate> chain, Instant at);
}

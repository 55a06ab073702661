package fr.mssgw.core.peer;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The other end of a connection on port 25.
 *
 * @param helo as it named itself; for the trace only
 * @param tls whether the session is encrypted
 * @param chain as it was presented in the handshake, its own certificate first; empty without one; not yet judged
 */
public record Peer(InetAddress address, String helo, boolean tls, List<X509Certificate> chain) {
    public Peer {
        chain = List.copyOf(chain);
    }
}

package fr.mssgw.smtp;

import fr.mssgw.core.access.Identity;
import fr.mssgw.core.peer.Peer;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The other end of one session, as far as it is known at one command.
 *
 * @param helo as it named itself
 * @param chain what it presented in the handshake, its own certificate first; not judged
 * @param identity once logged in
 */
public record Visitor(
        InetAddress address, String helo, boolean tls, List<X509Certificate> chain, Optional<Identity> identity) {
    public Visitor {
        chain = List.copyOf(chain);
    }

    /** The same as another operator's server, which is what connects to port 25. */
    Peer peer() {
        return new Peer(address, helo, tls, chain);
    }
}

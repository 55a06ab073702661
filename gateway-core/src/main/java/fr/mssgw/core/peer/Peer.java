package fr.mssgw.core.peer;

import fr.mssgw.core.identity.MailDomain;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

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

    /**
     * Who it is, for the trace: the domain of whom it writes for; without one the host that its certificate names, judged
     * or not, as the sender is; {@code peer} where it shows none. A certificate that names no host names nobody, or it could
     * pass for a person or a BAL of ours.
     *
     * @param sender an address as the trace shows it, or something without one, such as {@code <>}
     */
    public String actor(String sender) {
        return MailDomain.ifOne(sender.substring(sender.lastIndexOf('@') + 1))
                .or(() -> name().flatMap(DistinguishedName::host))
                .map(MailDomain::name)
                .orElse("peer");
    }

    /** The subject of its certificate, for the trace; empty without one. */
    public String certificate() {
        return own().map(DistinguishedName::written).orElse("");
    }

    /** The name of its certificate; empty without one, and where that cannot be read. */
    public Optional<DistinguishedName> name() {
        try {
            return own().map(DistinguishedName::of);
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    private Optional<X500Principal> own() {
        return chain.stream().findFirst().map(X509Certificate::getSubjectX500Principal);
    }
}

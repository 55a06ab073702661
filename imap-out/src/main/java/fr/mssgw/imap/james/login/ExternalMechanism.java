package fr.mssgw.imap.james.login;

import fr.mssgw.core.access.Credential;
import fr.mssgw.imap.james.connection.ClientSession;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** EXTERNAL (RFC 4422 appendix A): the certificate of the TLS handshake names an applicative BAL. */
final class ExternalMechanism implements Mechanism {
    @Override
    public String name() {
        return "EXTERNAL";
    }

    @Override
    public boolean isOffered(ClientSession session) {
        return !session.peerCertificates().isEmpty();
    }

    @Override
    public Optional<Credential> read(byte[] response, ClientSession session) {
        List<X509Certificate> chain = session.peerCertificates();
        String user = new String(response, StandardCharsets.UTF_8);
        if (chain.isEmpty() || user.indexOf('\0') >= 0 || user.length() > 320) {
            return Optional.empty();
        }
        return Optional.of(new Credential.Certificate(user.isEmpty() ? Optional.empty() : Optional.of(user), chain));
    }
}

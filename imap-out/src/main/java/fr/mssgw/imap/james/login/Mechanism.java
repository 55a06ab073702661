package fr.mssgw.imap.james.login;

import fr.mssgw.core.access.Credential;
import fr.mssgw.imap.james.connection.ClientSession;
import java.util.Optional;

/** A way to log in with AUTHENTICATE. A new one is a class more and a line in {@link AuthenticateCommand}. */
interface Mechanism {
    /** As written after {@code AUTH=}. */
    String name();

    /** Whether to offer it; TLS is there already. */
    default boolean isOffered(ClientSession session) {
        return true;
    }

    /** Reads the client's response; empty when it is malformed. */
    Optional<Credential> read(byte[] response, ClientSession session);

    /** What a refused client is told before it says that it has understood. */
    default Optional<byte[]> refusalChallenge() {
        return Optional.empty();
    }
}

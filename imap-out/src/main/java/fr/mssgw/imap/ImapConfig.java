package fr.mssgw.imap;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What the IMAP listeners need, already checked.
 *
 * @param hostname for the greeting
 * @param startTls address of the listener with STARTTLS (143); empty: not opened
 * @param implicitTls address of the listener with TLS from the first octet (993); empty: not opened
 * @param spool directory of our own for literals on their way into a mailbox; emptied at start
 * @param maxMessageOctets largest message that APPEND takes
 * @param maxSpoolOctets bound on the literals of all sessions together
 * @param connectionsPerAddress further ones are told BYE
 * @param sessionsPerBal further logins are told NO
 * @param certificates what is done with client certificates
 * @param idleTimeout of a session after login: RFC 9051 §5.4 asks for 30 minutes at least
 * @param loginTimeout how long a client may take to log in
 */
public record ImapConfig(
        String hostname,
        Optional<InetSocketAddress> startTls,
        Optional<InetSocketAddress> implicitTls,
        Path spool,
        int maxMessageOctets,
        long maxSpoolOctets,
        int connectionsPerAddress,
        int sessionsPerBal,
        ClientCertificates certificates,
        Duration idleTimeout,
        Duration loginTimeout) {
    /** What is done with the client certificates of applicative BALs. */
    public enum ClientCertificates {
        /** Asked for without insisting; AUTHENTICATE EXTERNAL uses them. */
        ASKED,
        /** And the one shown on the implicit TLS listener opens its BAL at once: the greeting is PREAUTH. */
        PREAUTH,
        /** For mail programs that bother their user when a server asks. */
        NOT_ASKED
    }

    private static final Duration SHORTEST_IDLE = Duration.ofMinutes(30);

    public ImapConfig {
        if (idleTimeout.compareTo(SHORTEST_IDLE) < 0) {
            throw new IllegalArgumentException("an IMAP session may idle for 30 minutes (RFC 9051 §5.4)");
        }
        if (maxMessageOctets < 1
                || connectionsPerAddress < 1
                || sessionsPerBal < 1
                || maxSpoolOctets < maxMessageOctets) {
            throw new IllegalArgumentException("IMAP limits are positive, and the spool holds one message at least");
        }
    }

    /** The usual limits: 1 GiB of literals in progress, 31 minutes of idling, 2 minutes to log in. */
    public static ImapConfig usual(
            String hostname,
            Optional<InetSocketAddress> startTls,
            Optional<InetSocketAddress> implicitTls,
            Path spool,
            int maxMessageOctets,
            int connectionsPerAddress,
            ClientCertificates certificates) {
        return new ImapConfig(
                hostname,
                startTls,
                implicitTls,
                spool,
                maxMessageOctets,
                Math.max(1L << 30, maxMessageOctets),
                connectionsPerAddress,
                1_000,
                certificates,
                Duration.ofMinutes(31),
                Duration.ofMinutes(2));
    }
}

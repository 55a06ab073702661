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
 * @param timeouts how long clients are waited for
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
        Timeouts timeouts) {
    /** What is done with the client certificates of applicative BALs. */
    public enum ClientCertificates {
        /** Asked for without insisting; AUTHENTICATE EXTERNAL uses them. */
        ASKED,
        /** And the one shown on the implicit TLS listener opens its BAL at once: the greeting is PREAUTH. */
        PREAUTH,
        /** For mail programs that bother their user when a server asks. */
        NOT_ASKED
    }

    /**
     * How long clients are waited for.
     *
     * @param idle a session after login in which nothing is said either way
     * @param login until a client has logged in, its TLS handshake included
     * @param unread a command whose client does not read its answer
     * @param command work on many messages without a word to the client; commands on few may take a fifth of it
     */
    public record Timeouts(Duration idle, Duration login, Duration unread, Duration command) {
        /**
         * 31 minutes of idling, where RFC 9051 §5.4 asks for 30 at least; 2 minutes to log in, 2 to read; 10 minutes of
         * work in silence, where one statement of the database may take 2.
         */
        public static final Timeouts USUAL =
                new Timeouts(Duration.ofMinutes(31), Duration.ofMinutes(2), Duration.ofMinutes(2));

        /** With the usual time for commands. */
        public Timeouts(Duration idle, Duration login, Duration unread) {
            this(idle, login, unread, Duration.ofMinutes(10));
        }

        /** The same but for the time that a command may work. */
        public Timeouts withCommand(Duration longest) {
            return new Timeouts(idle, login, unread, longest);
        }
    }

    public ImapConfig {
        if (maxMessageOctets < 1
                || connectionsPerAddress < 1
                || sessionsPerBal < 1
                || maxSpoolOctets < maxMessageOctets) {
            throw new IllegalArgumentException("IMAP limits are positive, and the spool holds one message at least");
        }
    }

    /** The usual limits: 1 GiB of literals in progress, 1,000 sessions a BAL, {@link Timeouts#USUAL}. */
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
                Timeouts.USUAL);
    }
}

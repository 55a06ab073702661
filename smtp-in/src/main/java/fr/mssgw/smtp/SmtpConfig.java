package fr.mssgw.smtp;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * What the SMTP listeners need, already checked.
 *
 * @param hostname said in the greeting and the answer to EHLO
 * @param mx where other operators hand in their mail (25, STARTTLS)
 * @param submission where clients submit (587, STARTTLS)
 * @param submissions where clients submit (465, TLS from the first octet)
 */
public record SmtpConfig(
        String hostname,
        Optional<InetSocketAddress> mx,
        Optional<InetSocketAddress> submission,
        Optional<InetSocketAddress> submissions,
        Limits limits) {

    /**
     * The bounds of a session.
     *
     * @param messageOctets announced with SIZE (RFC 1870); of a longer message as much again is read before the
     *     connection is closed
     * @param recipients of one message
     * @param connectionsPerAddress at the same time, all ports together
     * @param idle silence after which a session is closed; RFC 5321 §4.5.3.2.7 asks for five minutes
     * @param message how long the transfer of one message may take in all
     * @param threads sessions that can be judged at the same time, all ports together
     * @param stopping how long a stop waits for the messages that are being judged
     */
    public record Limits(
            long messageOctets,
            int recipients,
            int connectionsPerAddress,
            Duration idle,
            Duration message,
            int threads,
            Duration stopping) {
        public static final Limits DEFAULT = new Limits(
                25L * 1024 * 1024, 100, 50, Duration.ofMinutes(5), Duration.ofMinutes(30), 32, Duration.ofSeconds(10));

        public Limits {
            if (messageOctets < 1 || recipients < 1 || connectionsPerAddress < 1 || threads < 1) {
                throw new IllegalArgumentException("each limit is at least 1");
            }
        }

        public Limits withMessageOctets(long octets) {
            return new Limits(octets, recipients, connectionsPerAddress, idle, message, threads, stopping);
        }

        public Limits withRecipients(int count) {
            return new Limits(messageOctets, count, connectionsPerAddress, idle, message, threads, stopping);
        }

        public Limits withConnectionsPerAddress(int count) {
            return new Limits(messageOctets, recipients, count, idle, message, threads, stopping);
        }

        public Limits withIdle(Duration silence) {
            return new Limits(messageOctets, recipients, connectionsPerAddress, silence, message, threads, stopping);
        }

        public Limits withThreads(int count) {
            return new Limits(messageOctets, recipients, connectionsPerAddress, idle, message, count, stopping);
        }
    }
}

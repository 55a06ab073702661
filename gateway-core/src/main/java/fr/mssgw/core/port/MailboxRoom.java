package fr.mssgw.core.port;

import fr.mssgw.core.identity.MssAddress;

/**
 * Whether a BAL has room left, asked before its mail is sent over the wire; the transaction that stores the message
 * decides anew. Blocking; thread-safe; throws {@link StoreUnavailable}.
 */
@FunctionalInterface
public interface MailboxRoom {
    /**
     * A BAL with less than this left is full: with its trace and its signature, hardly a message is smaller.
     */
    long LEAST_OCTETS = 16 * 1024;

    /**
     * What delivery may write on top of a message: one that is accepted at RCPT and does not fit at the end would be
     * refused for all its recipients.
     */
    long TRACE_OCTETS = 4 * 1024;

    /** @param announced octets of the message that is to come (SIZE, RFC 1870); 0 when not said */
    boolean isFull(MssAddress bal, long announced);
}

package fr.mssgw.core.mailbox;

import java.time.Duration;
import java.util.Map;

/**
 * What the operator lays down for the mailbox of one BAL.
 *
 * @param quotaOctets that it may hold; what was expunged does not count
 * @param messageOctets the largest message that it sends, is sent, or files by IMAP; never above what the gateway takes
 * @param retention how long a message stays in a folder, by the folder's name; one without an entry keeps its mail
 * @param rules what is done with mail that comes in
 */
public record MailboxSettings(
        Seen seen, long quotaOctets, long messageOctets, Map<String, Duration> retention, DeliveryRules rules) {
    /** Whose {@code \Seen} it is. */
    public enum Seen {
        /** Read by one, read for all. */
        SHARED,
        /** Each person's own. */
        PER_PERSON
    }

    /** No limit, nothing expires, one {@code \Seen} for all. */
    public static final MailboxSettings UNLIMITED = new MailboxSettings(Seen.SHARED, Long.MAX_VALUE, Map.of());

    public MailboxSettings {
        retention = Map.copyOf(retention);
    }

    /** Without rules, and without a limit of its own for a message. */
    public MailboxSettings(Seen seen, long quotaOctets, Map<String, Duration> retention) {
        this(seen, quotaOctets, Long.MAX_VALUE, retention, DeliveryRules.NONE);
    }

    public MailboxSettings with(DeliveryRules other) {
        return new MailboxSettings(seen, quotaOctets, messageOctets, retention, other);
    }

    public MailboxSettings with(Seen other) {
        return new MailboxSettings(other, quotaOctets, messageOctets, retention, rules);
    }

    public MailboxSettings withQuota(long octets) {
        return new MailboxSettings(seen, octets, messageOctets, retention, rules);
    }

    public MailboxSettings withMessage(long octets) {
        return new MailboxSettings(seen, quotaOctets, octets, retention, rules);
    }
}

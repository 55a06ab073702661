package fr.mssgw.core.mailbox;

import java.time.Duration;
import java.util.Map;

/**
 * What the operator lays down for the mailbox of one BAL.
 *
 * @param quotaOctets that it may hold; what was expunged does not count
 * @param retention how long a message stays in a folder, by the folder's name; one without an entry keeps its mail
 * @param rules what is done with mail that comes in
 */
public record MailboxSettings(Seen seen, long quotaOctets, Map<String, Duration> retention, DeliveryRules rules) {
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

    /** Without rules. */
    public MailboxSettings(Seen seen, long quotaOctets, Map<String, Duration> retention) {
        this(seen, quotaOctets, retention, DeliveryRules.NONE);
    }

    public MailboxSettings with(DeliveryRules other) {
        return new MailboxSettings(seen, quotaOctets, retention, other);
    }

    public MailboxSettings with(Seen other) {
        return new MailboxSettings(other, quotaOctets, retention, rules);
    }

    public MailboxSettings withQuota(long octets) {
        return new MailboxSettings(seen, octets, retention, rules);
    }
}

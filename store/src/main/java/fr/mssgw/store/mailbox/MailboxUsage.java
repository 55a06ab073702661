package fr.mssgw.store.mailbox;

/** What a BAL holds in all its folders together. */
public record MailboxUsage(long octets, long messages) {}

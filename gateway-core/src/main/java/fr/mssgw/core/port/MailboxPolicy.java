package fr.mssgw.core.port;

import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mailbox.MailboxSettings;

/** What is laid down for each BAL; asked at each use, so that a reload counts at once. In memory; thread-safe. */
@FunctionalInterface
public interface MailboxPolicy {
    /** Of a BAL of ours; of another address something harmless. */
    MailboxSettings of(MssAddress bal);
}

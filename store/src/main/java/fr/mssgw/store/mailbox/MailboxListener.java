package fr.mssgw.store.mailbox;

import java.util.List;

/** Told about mailboxes that a delivery changed, once its transaction has committed. Must be quick and never throw. */
public interface MailboxListener {
    /** For a gateway without IMAP, and for tests. */
    MailboxListener NONE = new MailboxListener() {
        @Override
        public void messagesAdded(long mailboxId, List<Long> uids) {}

        @Override
        public void flagsChanged(long mailboxId, List<Long> uids) {}
    };

    /** @param uids ascending */
    void messagesAdded(long mailboxId, List<Long> uids);

    /** @param uids ascending, no longer there */
    default void messagesRemoved(long mailboxId, List<Long> uids) {}

    /** @param uids ascending */
    void flagsChanged(long mailboxId, List<Long> uids);
}

package fr.mssgw.imap.james.mailbox;

import org.apache.james.mailbox.model.MailboxId;

/** {@code mailbox.id} as James wants it. */
record StoredMailboxId(long id) implements MailboxId {
    static long of(MailboxId mailbox) {
        return ((StoredMailboxId) mailbox).id();
    }

    @Override
    public String serialize() {
        return Long.toString(id);
    }
}

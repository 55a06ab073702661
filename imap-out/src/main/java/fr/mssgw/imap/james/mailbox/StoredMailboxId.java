package fr.mssgw.imap.james.mailbox;

import org.apache.james.mailbox.model.MailboxId;

/** {@code mailbox.id} as James wants it. */
public record StoredMailboxId(long id) implements MailboxId {
    /** The id of one of ours. */
    public static long of(MailboxId mailbox) {
        return ((StoredMailboxId) mailbox).id();
    }

    @Override
    public String serialize() {
        return Long.toString(id);
    }
}

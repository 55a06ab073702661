package fr.mssgw.imap.james.mailbox;

import fr.mssgw.store.mailbox.MailboxRow;
import fr.mssgw.store.mailbox.MailboxTable;
import fr.mssgw.store.mailbox.MessageWriting;
import java.util.Optional;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.exception.MailboxNotFoundException;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.store.mail.ModSeqProvider;
import org.apache.james.mailbox.store.mail.UidProvider;

/** UID and MODSEQ from the folder's row: one {@code UPDATE … RETURNING}, so that no two nodes give the same. */
final class SqlNumbers implements UidProvider, ModSeqProvider {
    private final MailboxTable table;
    private final MessageWriting writing;

    SqlNumbers(MailboxTable table, MessageWriting writing) {
        this.table = table;
        this.writing = writing;
    }

    @Override
    public MessageUid nextUid(Mailbox mailbox) throws MailboxException {
        return nextUid(mailbox.getMailboxId());
    }

    @Override
    public MessageUid nextUid(MailboxId id) throws MailboxException {
        return MessageUid.of(advance(id, 1).lastUid());
    }

    @Override
    public Optional<MessageUid> lastUid(Mailbox mailbox) throws MailboxException {
        return Optional.of(row(mailbox.getMailboxId()).lastUid())
                .filter(uid -> uid > 0)
                .map(MessageUid::of);
    }

    @Override
    public ModSeq nextModSeq(Mailbox mailbox) throws MailboxException {
        return nextModSeq(mailbox.getMailboxId());
    }

    @Override
    public ModSeq nextModSeq(MailboxId id) throws MailboxException {
        return ModSeq.of(advance(id, 0).highestModseq());
    }

    @Override
    public ModSeq highestModSeq(Mailbox mailbox) throws MailboxException {
        return highestModSeq(mailbox.getMailboxId());
    }

    @Override
    public ModSeq highestModSeq(MailboxId id) throws MailboxException {
        return ModSeq.of(row(id).highestModseq());
    }

    private MailboxRow row(MailboxId id) throws MailboxException {
        return table.find(StoredMailboxId.of(id)).orElseThrow(() -> new MailboxNotFoundException(id));
    }

    private MailboxRow advance(MailboxId id, int uids) throws MailboxException {
        return writing.advance(StoredMailboxId.of(id), uids).orElseThrow(() -> new MailboxNotFoundException(id));
    }
}

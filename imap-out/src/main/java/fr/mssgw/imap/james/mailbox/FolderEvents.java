package fr.mssgw.imap.james.mailbox;

import fr.mssgw.store.mailbox.MailboxRow;
import fr.mssgw.store.mailbox.MessageReading;
import fr.mssgw.store.mailbox.MessageRow;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.mail.Flags;
import org.apache.james.core.Username;
import org.apache.james.core.quota.QuotaCountUsage;
import org.apache.james.core.quota.QuotaSizeUsage;
import org.apache.james.events.Event;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.events.MailboxEvents.Expunged;
import org.apache.james.mailbox.model.MailboxACL;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.MessageMetaData;
import org.apache.james.mailbox.model.QuotaRoot;
import org.apache.james.mailbox.model.ThreadId;
import org.apache.james.mailbox.model.UpdatedFlags;
import org.apache.james.mailbox.store.event.EventFactory;

/** What was read from the store, as the events that James' sessions understand. They are nobody's doing. */
final class FolderEvents {
    private static final MailboxSession.SessionId NOBODY =
            MailboxSession.SessionId.of(MailboxSession.SYSTEM_SESSION_ID);

    /** An old flag that no message has: a session asks only whether something changed, and here all did. */
    private static final String CHANGED = "$mssgw-changed";

    private final MailboxRow folder;
    private final MessageReading reading;

    FolderEvents(MailboxRow folder, MessageReading reading) {
        this.folder = folder;
        this.reading = reading;
    }

    Event added(Collection<MessageRow> rows) {
        TreeMap<MessageUid, MessageMetaData> metaData = new TreeMap<>();
        rows.forEach(row -> metaData.put(MessageUid.of(row.uid()), new StoredMessage(row, reading).metaData()));
        return EventFactory.added()
                .randomEventId()
                .user(Username.of(folder.bal()))
                .sessionId(NOBODY)
                .mailbox(SqlMailboxMapper.mailbox(folder))
                .metaData(metaData)
                .isDelivery(true)
                .build();
    }

    Event flagged(Collection<MessageRow> rows) {
        List<UpdatedFlags> changes = rows.stream()
                .map(row -> {
                    Flags now = FlagBits.toJames(row.flags());
                    Flags before = new Flags(now);
                    before.add(CHANGED);
                    return UpdatedFlags.builder()
                            .uid(MessageUid.of(row.uid()))
                            .messageId(new StoredMessageId(row.messageId()))
                            .modSeq(ModSeq.of(row.modseq()))
                            .oldFlags(before)
                            .newFlags(now)
                            .build();
                })
                .toList();
        return EventFactory.flagsUpdated()
                .randomEventId()
                .user(Username.of(folder.bal()))
                .sessionId(NOBODY)
                .mailbox(SqlMailboxMapper.mailbox(folder))
                .updatedFlags(changes)
                .build();
    }

    /** Of messages that are gone nothing but the number is known, and nothing else is asked. */
    Event removed(Collection<MessageUid> uids) {
        TreeMap<MessageUid, MessageMetaData> gone = new TreeMap<>();
        StoredMessageId nothing = new StoredMessageId(0);
        uids.forEach(uid -> gone.put(
                uid,
                new MessageMetaData(
                        uid,
                        ModSeq.first(),
                        new Flags(),
                        0,
                        new Date(0),
                        Optional.empty(),
                        nothing,
                        ThreadId.fromBaseMessageId(nothing))));
        return EventFactory.expunged()
                .randomEventId()
                .user(Username.of(folder.bal()))
                .sessionId(NOBODY)
                .mailbox(SqlMailboxMapper.mailbox(folder))
                .metaData(gone)
                .build();
    }

    /** The folder itself is gone, and its name with it. */
    static Event deleted(long mailboxId) {
        Username nobody = Username.of("gateway");
        return EventFactory.mailboxDeleted()
                .randomEventId()
                .user(nobody)
                .sessionId(NOBODY)
                .mailboxId(new StoredMailboxId(mailboxId))
                .mailboxPath(MailboxPath.forUser(nobody, "gone"))
                .quotaRoot(QuotaRoot.quotaRoot("gone", Optional.empty()))
                .mailboxACL(MailboxACL.EMPTY)
                .quotaCount(QuotaCountUsage.count(0))
                .quotaSize(QuotaSizeUsage.size(0))
                .build();
    }

    /** The same event about some of its messages. */
    static Expunged only(Expunged event, Map<MessageUid, MessageMetaData> some) {
        return new Expunged(
                event.getSessionId(),
                event.getUsername(),
                event.getMailboxPath(),
                event.getMailboxId(),
                some,
                event.getEventId());
    }
}

package fr.mssgw.imap.james.list;

import fr.mssgw.imap.james.mailbox.StoredMailboxId;
import fr.mssgw.store.mailbox.FolderCounts;
import fr.mssgw.store.mailbox.FolderCounts.Count;
import fr.mssgw.store.mailbox.MailboxRow;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.james.imap.api.message.StatusDataItems.StatusItem;
import org.apache.james.imap.api.process.ImapProcessor.Responder;
import org.apache.james.imap.message.response.MailboxStatusResponse;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.model.UidValidity;
import org.jspecify.annotations.Nullable;

/** The STATUS items of several folders (RFC 5819). */
final class FolderStatus {
    static final FolderStatus NONE = new FolderStatus(Set.of(), Map.of(), 0);

    private static final Map<StatusItem, Count> COUNTED = Map.of(
            StatusItem.MESSAGES, Count.MESSAGES,
            StatusItem.RECENT, Count.RECENT,
            StatusItem.UNSEEN, Count.UNSEEN,
            StatusItem.SIZE, Count.OCTETS,
            StatusItem.DELETED, Count.DELETED,
            StatusItem.DELETED_STORAGE, Count.DELETED_OCTETS);

    private final Set<StatusItem> items;
    private final Map<Long, Map<Count, Long>> counts;
    private final long appendLimit;

    private FolderStatus(Set<StatusItem> items, Map<Long, Map<Count, Long>> counts, long appendLimit) {
        this.items = items;
        this.counts = counts;
        this.appendLimit = appendLimit;
    }

    static FolderStatus of(
            Set<StatusItem> items, Collection<MailboxRow> folders, FolderCounts counting, long appendLimit) {
        Set<Count> wanted = EnumSet.noneOf(Count.class);
        COUNTED.forEach((item, count) -> {
            if (items.contains(item)) {
                wanted.add(count);
            }
        });
        return new FolderStatus(
                items, counting.of(folders.stream().map(MailboxRow::id).toList(), wanted), appendLimit);
    }

    /** Which enables CONDSTORE (RFC 7162 §3.1). */
    boolean tellsModseq() {
        return items.contains(StatusItem.HIGHEST_MODSEQ);
    }

    /** Nothing of a folder that went since. */
    void tell(MailboxRow folder, Responder responder) {
        Map<Count, Long> counted = counts.get(folder.id());
        if (counted != null) {
            responder.respond(response(folder, counted));
        }
    }

    @SuppressWarnings("NullAway") // James takes null for what is not asked, even where it takes an Optional
    private MailboxStatusResponse response(MailboxRow folder, Map<Count, Long> counted) {
        return new MailboxStatusResponse(
                asked(StatusItem.APPENDLIMIT, Optional.of(appendLimit)),
                counted.get(Count.OCTETS),
                counted.get(Count.DELETED),
                counted.get(Count.DELETED_OCTETS),
                counted.get(Count.MESSAGES),
                counted.get(Count.RECENT),
                asked(StatusItem.UID_NEXT, MessageUid.of(folder.lastUid() + 1)),
                asked(StatusItem.HIGHEST_MODSEQ, ModSeq.of(folder.highestModseq())),
                asked(StatusItem.UID_VALIDITY, UidValidity.of(folder.uidValidity())),
                counted.get(Count.UNSEEN),
                folder.name(),
                asked(StatusItem.MAILBOXID, new StoredMailboxId(folder.id())));
    }

    private <T> @Nullable T asked(StatusItem item, T value) {
        return items.contains(item) ? value : null;
    }
}

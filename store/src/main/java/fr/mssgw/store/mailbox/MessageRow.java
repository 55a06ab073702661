package fr.mssgw.store.mailbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message in a folder, without its body.
 *
 * @param messageId the content, shared by all copies of it
 * @param size octets of header section and body
 * @param header null where it was not asked for
 */
public record MessageRow(
        long mailboxId,
        long uid,
        long modseq,
        long messageId,
        long bodyId,
        Instant internalDate,
        Instant saveDate,
        MessageFlags flags,
        long size,
        long headerOctets,
        byte @Nullable [] header) {
    /** The same as another message of a folder. */
    public MessageRow as(long otherMailboxId, long otherUid) {
        return new MessageRow(
                otherMailboxId,
                otherUid,
                modseq,
                messageId,
                bodyId,
                internalDate,
                saveDate,
                flags,
                size,
                headerOctets,
                header);
    }
}

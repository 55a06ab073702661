package fr.mssgw.store.mailbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message in a folder as FETCH needs it; what was not asked for is null.
 *
 * @param flags bits of {@link MessageFlags}
 * @param keywords with a space between two; empty without any
 * @param size octets of header section and body; 0, like {@code bodyId} and {@code headerOctets}, where nothing of the
 *     content was asked for
 * @param envelope null too where it was stored before envelopes were kept, or before they were bounded; so are the next
 *     two
 * @param bodyStart the first octets of the body, {@link FolderListing#BODY_START} at most
 */
public record ListedMessage(
        long uid,
        long modseq,
        long messageId,
        long bodyId,
        int flags,
        String keywords,
        long size,
        long headerOctets,
        @Nullable Instant internalDate,
        @Nullable Instant saveDate,
        byte @Nullable [] header,
        byte @Nullable [] envelope,
        byte @Nullable [] bodyStructure,
        byte @Nullable [] bodyOutline,
        byte @Nullable [] bodyStart) {
    public long bodyOctets() {
        return size - headerOctets;
    }
}

package fr.mssgw.core.delivery;

import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.identity.MssAddress;
import java.util.Optional;
import java.util.Set;

/**
 * A copy in a folder of a local BAL.
 *
 * @param folder {@link Folders} names; made when missing
 * @param flagged shown as important
 * @param keywords IMAP keywords such as {@code $MSS_Prescription}; those of the conversation are the store's to add
 * @param conversation to which the message belongs, so that its state keywords follow
 * @param overQuota stored although the BAL is full: what its owner is owed, or what nobody could be told was lost
 */
public record Placement(
        MssAddress bal,
        String folder,
        boolean seen,
        boolean flagged,
        Set<String> keywords,
        Optional<ConversationKey> conversation,
        boolean overQuota) {
    public Placement {
        keywords = Set.copyOf(keywords);
    }

    /** Within the quota. */
    public Placement(
            MssAddress bal,
            String folder,
            boolean seen,
            boolean flagged,
            Set<String> keywords,
            Optional<ConversationKey> conversation) {
        this(bal, folder, seen, flagged, keywords, conversation, false);
    }

    /** Within the quota, of no special importance. */
    public Placement(
            MssAddress bal, String folder, boolean seen, Set<String> keywords, Optional<ConversationKey> conversation) {
        this(bal, folder, seen, false, keywords, conversation);
    }

    public static Placement inbox(MssAddress bal) {
        return new Placement(bal, Folders.INBOX, false, Set.of(), Optional.empty());
    }

    /** The same, stored although the BAL is full. */
    public Placement storedOverQuota() {
        return new Placement(bal, folder, seen, flagged, keywords, conversation, true);
    }
}

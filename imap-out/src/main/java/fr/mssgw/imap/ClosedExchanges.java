package fr.mssgw.imap;

import fr.mssgw.core.access.Identity;
import java.util.List;

/** Told when messages came into « Échanges clos », so that their conversations can be closed (docs/contract.md §6). */
@FunctionalInterface
public interface ClosedExchanges {
    /**
     * Called after the move or copy has committed, on a thread that may block. A failure is logged and changes nothing
     * for the client, whose messages have moved already.
     *
     * @param bal address of the BAL, lower case
     * @param messageIds {@code message.id} of the store, at least one
     */
    void movedIn(String bal, List<Long> messageIds, Identity actor);
}

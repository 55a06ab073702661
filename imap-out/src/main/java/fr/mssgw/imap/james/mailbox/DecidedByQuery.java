package fr.mssgw.imap.james.mailbox;

import fr.mssgw.imap.james.connection.NoLongerWanted;
import java.util.Collections;
import java.util.List;

/**
 * A criterion that a query decides, within others that none does: for a stretch of UIDs at a time, asked when it comes to
 * a message of it. Not thread-safe.
 */
final class DecidedByQuery {
    private final long stretch;
    private final Query query;
    private long decidedTo;
    private List<Long> matching = List.of();

    /** Asks the database. */
    @FunctionalInterface
    interface Query {
        /** UIDs that match, ascending, between these two. */
        List<Long> uids(long from, long to);
    }

    /** @param stretch UIDs that are decided, and so many at most held, at a time */
    DecidedByQuery(long stretch, Query query) {
        this.stretch = stretch;
        this.query = query;
    }

    /** @param uid from one call to the next in ascending order */
    boolean holds(long uid) {
        if (uid > decidedTo) {
            NoLongerWanted.check();
            decidedTo = uid + stretch - 1;
            matching = query.uids(uid, decidedTo);
        }
        return Collections.binarySearch(matching, uid) >= 0;
    }
}

package fr.mssgw.store.mailbox;

import fr.mssgw.core.identity.Rpps;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Rows of {@code mailbox_message} with {@code \Seen} as one person sees it, or with that of all. A person's own is what
 * {@code seen_by_person} says, and the message's flag until it says something.
 */
final class SeenView {
    static final SeenView OF_ALL = new SeenView(Optional.empty());

    /** Takes each person's own along, from {@code :from} to {@code :to}, by the UIDs of {@code n (before, now)}. */
    static final String REFILE = "INSERT INTO seen_by_person (mailbox_id, uid, person, seen) "
            + "SELECT :to, n.now, s.person, s.seen FROM seen_by_person s JOIN n ON s.uid = n.before "
            + "WHERE s.mailbox_id = :from";

    private final Optional<Rpps> person;

    SeenView(Optional<Rpps> person) {
        this.person = person;
    }

    /** What stands after FROM, to be given an alias. */
    String messages() {
        // eleven digits: nothing else is an Rpps
        return person.map(rpps -> "(SELECT x.mailbox_id, x.uid, x.modseq, x.message_id, x.internal_date, x.save_date, "
                        + "x.keywords, CASE WHEN coalesce(s.seen, x.flags & 32 <> 0) THEN x.flags | 32 "
                        + "ELSE x.flags & ~32 END AS flags FROM mailbox_message x LEFT JOIN seen_by_person s "
                        + "ON s.mailbox_id = x.mailbox_id AND s.uid = x.uid AND s.person = '" + rpps.number() + "')")
                .orElse("mailbox_message");
    }

    /** What flags become, given {@code :flags}. */
    String flags() {
        return person.isPresent() ? "(flags & 32) | (:flags & ~32)" : ":flags";
    }

    /** Writes the person's own {@code \Seen}; the one of all is among the other flags. */
    void write(Handle handle, long mailboxId, List<Long> uids, boolean seen) {
        person.ifPresent(rpps -> handle.createUpdate("INSERT INTO seen_by_person (mailbox_id, uid, person, seen) "
                        + "SELECT :mailbox, u, :person, :seen FROM unnest(CAST(:uids AS bigint[])) AS u "
                        + "ON CONFLICT (mailbox_id, uid, person) DO UPDATE SET seen = excluded.seen")
                .bind("mailbox", mailboxId)
                .bind("person", rpps.number())
                .bind("seen", seen)
                .bindArray("uids", Long.class, uids)
                .execute());
    }
}

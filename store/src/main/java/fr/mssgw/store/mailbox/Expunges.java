package fr.mssgw.store.mailbox;

import fr.mssgw.store.sql.Database;
import java.util.List;
import java.util.Optional;

/** Which messages left a folder, by MODSEQ (RFC 7162 §3.2.10); the database notes them itself. Thread-safe. */
public final class Expunges {
    /** Older ones are forgotten. */
    private static final int KEPT_DAYS = 90;

    private static final int FORGOTTEN_AT_A_TIME = 10_000;

    private final Transactions transactions;

    public Expunges(Database database) {
        this.transactions = new Transactions(database);
    }

    /**
     * UIDs that left a folder after a MODSEQ, ascending; empty when that is too long ago to be known, and all UIDs that
     * are not there must be told.
     */
    public Optional<List<Long>> since(long mailboxId, long modseq) {
        return transactions.read("reading what left a folder", handle -> {
            Optional<Long> knownFrom = handle.createQuery("SELECT expunges_known_from FROM mailbox WHERE id = :id")
                    .bind("id", mailboxId)
                    .mapTo(Long.class)
                    .findOne();
            if (knownFrom.isEmpty() || modseq < knownFrom.get()) {
                return Optional.empty();
            }
            return Optional.of(handle.createQuery(
                            "SELECT uid FROM expunged WHERE mailbox_id = :id AND modseq > :modseq ORDER BY uid")
                    .bind("id", mailboxId)
                    .bind("modseq", modseq)
                    .mapTo(Long.class)
                    .list());
        });
    }

    /** Forgets the oldest, a bounded number of them; returns how many. */
    public int forget() {
        return transactions.write("forgetting what left folders long ago", handle -> {
            List<Long> mailboxes = handle.createQuery(
                            "SELECT DISTINCT mailbox_id FROM (SELECT mailbox_id FROM expunged "
                                    + "WHERE at < now() - make_interval(days => :days) LIMIT :most) old ORDER BY mailbox_id")
                    .bind("days", KEPT_DAYS)
                    .bind("most", FORGOTTEN_AT_A_TIME)
                    .mapTo(Long.class)
                    .list();
            int forgotten = 0;
            for (long mailbox : mailboxes) {
                forgotten += handle.createUpdate("WITH gone AS (DELETE FROM expunged WHERE mailbox_id = :id "
                                + "AND at < now() - make_interval(days => :days) RETURNING modseq), "
                                + "latest AS (SELECT max(modseq) AS modseq FROM gone) "
                                + "UPDATE mailbox SET expunges_known_from = greatest(expunges_known_from, latest.modseq) "
                                + "FROM latest WHERE id = :id AND latest.modseq IS NOT NULL")
                        .bind("id", mailbox)
                        .bind("days", KEPT_DAYS)
                        .execute();
            }
            return forgotten;
        });
    }
}

package fr.mssgw.store.mailbox;

import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.OneByOne;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes messages that no mailbox, no expunged message and no queue entry refers to, bodies that no message refers to,
 * and what folders remember of messages that left them long ago.
 *
 * <p>Triggers note the messages that lose a reference ({@code orphan_candidate}), so that a round looks at these only.
 * A candidate's row is locked before its references are counted, in a later statement and so with a later snapshot:
 * whoever adds a reference holds a share of that lock, and is either seen or waits until the message is gone. A message
 * that somebody else has locked stays a candidate for the next round: a round passes through the candidates once, in
 * order, and ends after a minute. One collector works at a time, on whatever node, which also keeps two messages of one body from being removed side by
 * side without either seeing that it was the last.
 */
public final class Garbage {
    private static final Logger LOG = LoggerFactory.getLogger(Garbage.class);
    private static final long ADVISORY_LOCK = 0x6D737367_67617262L; // "mssggarb"
    private static final int BATCH = 500;
    private static final Duration LONGEST_ROUND = Duration.ofMinutes(1);

    private final Database database;
    private final Expunges expunges;
    private final OneByOne oneByOne;

    public Garbage(Database database) {
        this.database = database;
        this.expunges = new Expunges(database);
        this.oneByOne = new OneByOne(database::answers, LOG, Duration.ZERO);
    }

    /** One round of all that is to be removed; throws {@code StoreUnavailable} when the database is away. */
    public void round() {
        oneByOne.run("messages", "Unused messages were not removed", () -> round(LONGEST_ROUND));
        oneByOne.run("expunges", "What left folders long ago was not forgotten", expunges::forget);
    }

    /** Looks at each candidate once, the oldest message first, for no longer than this. */
    void round(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        long after = 0;
        Batch batch;
        do {
            batch = collect(after);
            after = batch.last();
        } while (batch.isFull()
                && System.nanoTime() < end
                && !Thread.currentThread().isInterrupted());
    }

    /** One batch, in one transaction. Returns how many candidates it looked at. */
    public int collect() {
        return collect(0).looked();
    }

    /** @param last message that was looked at */
    private record Batch(int looked, long last, boolean isFull) {
        static final Batch NONE = new Batch(0, 0, false);
    }

    /** @param after looks at messages with higher ids only */
    private Batch collect(long after) {
        return database.transaction("removing unused messages", connection -> {
            if (!isAlone(connection)) {
                return Batch.NONE;
            }
            List<Long> taken = taken(connection, after);
            if (taken.isEmpty()) {
                return Batch.NONE;
            }
            Set<Long> candidates = new TreeSet<>(taken);
            List<Long> looked = List.copyOf(candidates);
            Set<Long> locked =
                    ids(connection, "SELECT id FROM message WHERE id = ANY (?) FOR UPDATE SKIP LOCKED", looked);
            candidates.removeAll(locked);
            if (!candidates.isEmpty()) { // in use now, or gone already
                ids(
                        connection,
                        "INSERT INTO orphan_candidate SELECT id FROM message WHERE id = ANY (?) RETURNING message_id",
                        candidates);
            }
            Set<Long> bodies = ids(
                    connection,
                    "DELETE FROM message m WHERE id = ANY (?)"
                            + " AND NOT EXISTS (SELECT FROM mailbox_message r WHERE r.message_id = m.id)"
                            + " AND NOT EXISTS (SELECT FROM expunged_message r WHERE r.message_id = m.id)"
                            + " AND NOT EXISTS (SELECT FROM queue_entry r WHERE r.message_id = m.id)"
                            + " RETURNING body_id",
                    locked);
            ids(
                    connection,
                    "DELETE FROM body b WHERE id = ANY (?)"
                            + " AND NOT EXISTS (SELECT FROM message m WHERE m.body_id = b.id) RETURNING id",
                    bodies);
            return new Batch(looked.size(), looked.get(looked.size() - 1), taken.size() == BATCH);
        });
    }

    /** The next candidates, one as often as it was noted; no longer noted unless this is rolled back. */
    private static List<Long> taken(Connection connection, long after) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "DELETE FROM orphan_candidate WHERE ctid = ANY (ARRAY(SELECT ctid FROM orphan_candidate"
                        + " WHERE message_id > ? ORDER BY message_id LIMIT " + BATCH
                        + " FOR UPDATE SKIP LOCKED)) RETURNING message_id")) {
            statement.setLong(1, after);
            List<Long> taken = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    taken.add(rows.getLong(1));
                }
            }
            return taken;
        }
    }

    private static boolean isAlone(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT pg_try_advisory_xact_lock(" + ADVISORY_LOCK + ")");
                ResultSet row = statement.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static Set<Long> ids(Connection connection, String sql, Collection<Long> given) throws SQLException {
        if (given.isEmpty()) {
            return new HashSet<>();
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Array array = connection.createArrayOf("int8", new ArrayList<>(given).toArray(Long[]::new));
            statement.setArray(1, array);
            return ids(statement);
        }
    }

    private static Set<Long> ids(PreparedStatement statement) throws SQLException {
        Set<Long> ids = new HashSet<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        return ids;
    }
}

package fr.mssgw.store.conversation;

import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.port.StoreUnavailable;
import fr.mssgw.store.delivery.SqlDeliveries;
import fr.mssgw.store.sql.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Open conversations in which nobody writes any more, in batches, the longest silent first. Whoever works through them
 * does so alone among all gateways of the database; what was announced is kept there, so that a stop loses nothing.
 */
public final class SqlSilence {
    /** An arbitrary number, this class's own among advisory locks. */
    private static final long LOCK = 0x6d737367_77303037L;

    private static final String FIND = "SELECT id, ins, contact, active_on FROM conversation WHERE state = 'OPEN'"
            + " AND active_on <= ? AND (active_on, id) > (?, ?) AND %s ORDER BY active_on, id LIMIT ?";

    private final Database database;
    private final SqlDeliveries deliveries;

    public SqlSilence(Database database, SqlDeliveries deliveries) {
        this.database = database;
        this.deliveries = deliveries;
    }

    /**
     * One conversation, its pair as it is kept.
     *
     * @param since the day of the last letter either way
     */
    public record Silent(long id, String ins, String contact, LocalDate since) {
        /** @throws MalformedAddress where what is kept is no such pair */
        public ConversationKey key() {
            return new ConversationKey(new InsAddress(ins), MssAddress.parse(contact));
        }

        @Override
        public String toString() {
            return "conversation " + id;
        }
    }

    /** Whether the store can be asked at present. */
    public boolean answers() {
        return database.answers();
    }

    /** Runs this unless another gateway does so at the moment. */
    public boolean alone(Runnable work) {
        // no second attempt: the work has transactions of its own
        try (Connection connection = database.dataSource().getConnection()) {
            if (!locked(connection, "SELECT pg_try_advisory_lock(?)")) {
                return false;
            }
            try {
                work.run();
                return true;
            } finally {
                locked(connection, "SELECT pg_advisory_unlock(?)");
            }
        } catch (SQLException e) {
            throw new StoreUnavailable("looking for silent conversations", e);
        }
    }

    private static boolean locked(Connection connection, String sql) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setLong(1, LOCK);
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /**
     * Those whose closing is yet to be announced.
     *
     * @param lastActive silent since this day or longer
     * @param after the last one of the batch before
     */
    public List<Silent> unannounced(LocalDate lastActive, Optional<Silent> after, int limit) {
        return find("closing_announced_at IS NULL", lastActive, Optional.empty(), after, limit);
    }

    /** Those whose closing was announced before that instant, and that nobody has written in since. */
    public List<Silent> announced(LocalDate lastActive, Instant before, Optional<Silent> after, int limit) {
        return find("closing_announced_at <= ?", lastActive, Optional.of(before), after, limit);
    }

    private List<Silent> find(
            String which, LocalDate lastActive, Optional<Instant> before, Optional<Silent> after, int limit) {
        return database.run("looking for silent conversations", connection -> {
            try (PreparedStatement query = connection.prepareStatement(FIND.formatted(which))) {
                int bound = 0;
                query.setObject(++bound, lastActive);
                query.setObject(++bound, after.map(Silent::since).orElse(LocalDate.EPOCH));
                query.setLong(++bound, after.map(Silent::id).orElse(0L));
                if (before.isPresent()) {
                    query.setObject(++bound, OffsetDateTime.ofInstant(before.get(), ZoneOffset.UTC));
                }
                query.setInt(++bound, limit);
                try (ResultSet rows = query.executeQuery()) {
                    List<Silent> found = new ArrayList<>();
                    while (rows.next()) {
                        found.add(new Silent(
                                rows.getLong(1),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getObject(4, LocalDate.class)));
                    }
                    return found;
                }
            }
        });
    }

    /**
     * Stores the notice and notes that these are announced, together; not at all when somebody has written in one of
     * them meanwhile.
     */
    public boolean announce(List<Silent> silent, Delivery notice) {
        Long[] ids = silent.stream().map(Silent::id).sorted().toArray(Long[]::new);
        LocalDate newest =
                silent.stream().map(Silent::since).max(LocalDate::compareTo).orElseThrow();
        Optional<SqlDeliveries.Written> written = database.transaction("announcing closings", connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE conversation SET closing_announced_at = ? WHERE id = ANY (?) AND state = 'OPEN'"
                            + " AND closing_announced_at IS NULL AND active_on <= ?")) {
                update.setObject(1, OffsetDateTime.ofInstant(notice.at(), ZoneOffset.UTC));
                update.setArray(2, connection.createArrayOf("int8", ids));
                update.setObject(3, newest);
                if (update.executeUpdate() != ids.length) {
                    connection.rollback();
                    return Optional.empty();
                }
            }
            return Optional.of(deliveries.writeWithin(connection, List.of(notice)));
        });
        written.ifPresent(deliveries::tell);
        return written.isPresent();
    }
}

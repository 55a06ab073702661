package fr.mssgw.store.pharmacy;

import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.pharmacy.AwaitedAnswer;
import fr.mssgw.core.pharmacy.Digest;
import fr.mssgw.store.delivery.SqlDeliveries;
import fr.mssgw.store.sql.Arguments;
import fr.mssgw.store.sql.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The daily digests of pharmacies: each written once, whichever node's time comes first. Thread-safe. */
public final class Digests {
    private static final int LISTED = 20;
    private static final int LONGEST_DAYS = 31;

    private final Database database;
    private final SqlDeliveries deliveries;

    public Digests(Database database, SqlDeliveries deliveries) {
        this.database = database;
        this.deliveries = deliveries;
    }

    /**
     * Delivers the digest of what came since the last one, if none was written since {@code due}. The first one is due
     * after this has been asked once.
     *
     * @param due the last time of day at which one was to be written, by the pharmacies' clock
     * @param now by the pharmacies' clock
     * @param real by the clock that conversations keep
     * @return whether nothing more is to be done for {@code due}
     */
    public boolean write(MssAddress bal, Instant due, Instant now, Instant real, Function<Digest, Delivery> mail) {
        Optional<SqlDeliveries.Written> written = database.transaction("writing a digest", connection -> {
            if (!Watch.lock(connection, bal.wireForm())) {
                return Optional.empty();
            }
            Optional<Instant> last = last(connection, bal);
            if (last.isPresent() && !last.get().isBefore(due)) {
                return Optional.of(deliveries.writeWithin(connection, List.of()));
            }
            digested(connection, bal, now);
            if (last.isEmpty()) {
                return Optional.of(deliveries.writeWithin(connection, List.of()));
            }
            Duration length = Duration.between(last.get(), now);
            Duration bounded =
                    length.compareTo(Duration.ofDays(LONGEST_DAYS)) > 0 ? Duration.ofDays(LONGEST_DAYS) : length;
            Digest digest = digest(connection, bal, real.minus(bounded), real);
            return Optional.of(deliveries.writeWithin(connection, List.of(mail.apply(digest))));
        });
        written.ifPresent(deliveries::tell);
        return written.isPresent();
    }

    private static Optional<Instant> last(Connection connection, MssAddress bal) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT digested_until FROM pharmacy_watch WHERE bal = ?")) {
            query.setString(1, bal.wireForm());
            try (ResultSet row = query.executeQuery()) {
                OffsetDateTime until = row.next() ? row.getObject(1, OffsetDateTime.class) : null;
                return Optional.ofNullable(until).map(OffsetDateTime::toInstant);
            }
        }
    }

    private static void digested(Connection connection, MssAddress bal, Instant now) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE pharmacy_watch SET digested_until = ? WHERE bal = ?")) {
            Arguments arguments = new Arguments(connection, update);
            arguments.instant(now);
            arguments.text(bal.wireForm());
            update.executeUpdate();
        }
    }

    private static Digest digest(Connection connection, MssAddress bal, Instant from, Instant until)
            throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT count(*) FILTER (WHERE e.cause = 'PATIENT_WROTE'),"
                        + " count(DISTINCT e.conversation_id) FILTER (WHERE e.cause = 'PROFESSIONAL_WROTE'),"
                        + " (SELECT count(*) FROM conversation w WHERE w.contact = ? AND w.awaiting)"
                        + " FROM conversation c JOIN conversation_event e ON e.conversation_id = c.id"
                        + " WHERE c.contact = ? AND e.at > ? AND e.at <= ?")) {
            Arguments arguments = new Arguments(connection, query);
            arguments.text(bal.wireForm());
            arguments.text(bal.wireForm());
            arguments.instant(from);
            arguments.instant(until);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new Digest(from, until, row.getLong(1), row.getLong(2), row.getLong(3), oldest(connection, bal));
            }
        }
    }

    private static List<AwaitedAnswer> oldest(Connection connection, MssAddress bal) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT c.id, c.ins, min(e.at) FROM conversation c JOIN conversation_event e ON e.conversation_id = c.id"
                        + " WHERE c.contact = ? AND c.awaiting AND e.cause = 'PATIENT_WROTE'"
                        + " AND e.id > coalesce((SELECT max(p.id) FROM conversation_event p"
                        + " WHERE p.conversation_id = c.id"
                        + " AND (p.cause = 'PROFESSIONAL_WROTE' OR p.cause LIKE 'CLOSED\\_%')), 0)"
                        + " GROUP BY c.id, c.ins ORDER BY min(e.at), c.id LIMIT " + LISTED)) {
            query.setString(1, bal.wireForm());
            List<AwaitedAnswer> oldest = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    oldest.add(new AwaitedAnswer(
                            rows.getLong(1),
                            new InsAddress(rows.getString(2)),
                            rows.getObject(3, OffsetDateTime.class).toInstant(),
                            true,
                            false));
                }
            }
            return oldest;
        }
    }
}

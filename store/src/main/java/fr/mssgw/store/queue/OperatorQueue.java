package fr.mssgw.store.queue;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.store.sql.Arguments;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.WorkSignal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the operator sees of the queue and does to it. Blocking; thread-safe; throws {@code StoreUnavailable}. */
public final class OperatorQueue {
    private static final String SELECT =
            """
            SELECT q.id, q.queue_id, q.sender, q.recipient, q.domain, m.size, q.held, q.leased_by, q.attempts,
                q.queued_at, q.due_at, q.last_error
            FROM queue_entry q JOIN message m ON m.id = q.message_id
            """;

    private final Database database;
    private final WorkSignal work;

    /** @param work that of the {@link fr.mssgw.store.delivery.SqlDeliveries} whose queue this is */
    public OperatorQueue(Database database, WorkSignal work) {
        this.database = database;
        this.work = work;
    }

    /**
     * One recipient that waits.
     *
     * @param row where the next page begins
     * @param dueAt next attempt; while leased, the end of the lease
     */
    public record Entry(
            long row,
            QueueId id,
            Optional<MssAddress> sender,
            MssAddress recipient,
            MailDomain domain,
            long size,
            boolean held,
            Optional<String> leasedBy,
            int attempts,
            Instant queuedAt,
            Instant dueAt,
            Optional<String> lastError) {}

    /** For the metrics. */
    public record Counts(long waiting, long leased, long held, Optional<Instant> oldest) {}

    /** Entries in order of arrival, after a row; 0 for the first page. */
    public List<Entry> list(long afterRow, int limit) {
        return entries(SELECT + "WHERE q.id > ? ORDER BY q.id LIMIT ?", afterRow, limit);
    }

    /** All recipients of one message that still wait. */
    public List<Entry> show(QueueId id) {
        return entries(SELECT + "WHERE q.queue_id = ? ORDER BY q.id", id.value());
    }

    /** Keeps a message from being tried; what is under way ends. Returns how many recipients. */
    public int hold(QueueId id) {
        return update(
                "holding " + id, "UPDATE queue_entry SET held = true WHERE queue_id = ? AND NOT held", id.value());
    }

    /** Lets a held message be tried again, when it is due. */
    public int release(QueueId id) {
        return update("releasing " + id, "UPDATE queue_entry SET held = false WHERE queue_id = ? AND held", id.value());
    }

    /** Makes a message due now, but for what is under way or held. */
    public int retry(QueueId id, Instant now) {
        return update(
                "retrying " + id,
                "UPDATE queue_entry SET due_at = ? WHERE leased_by IS NULL AND NOT held AND queue_id = ?",
                now,
                id.value());
    }

    /** Makes everything due now, but for what is under way or held. */
    public int retryAll(Instant now) {
        return update(
                "retrying all",
                "UPDATE queue_entry SET due_at = ? WHERE leased_by IS NULL AND NOT held AND due_at > ?",
                now,
                now);
    }

    /** Throws a message away, unreported, and records who did it. Returns how many recipients. */
    public int drop(QueueId id, String actor, Instant now) {
        return database.transaction("dropping " + id, connection -> {
            List<MssAddress> recipients = new ArrayList<>();
            try (PreparedStatement statement =
                    connection.prepareStatement("DELETE FROM queue_entry WHERE queue_id = ? RETURNING recipient")) {
                statement.setString(1, id.value());
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        recipients.add(MssAddress.parse(rows.getString(1)));
                    }
                }
            }
            List<AuditEvent> events = recipients.stream()
                    .map(recipient -> AuditEvent.of(
                            now,
                            AuditEvent.Kind.OPERATOR_ACTION,
                            actor,
                            "action",
                            "queue drop",
                            "id",
                            id,
                            "to",
                            recipient))
                    .toList();
            try (PreparedStatement statement = connection.prepareStatement(
                    "INSERT INTO audit_event (at, kind, actor, details) SELECT a.at::timestamptz, a.kind, a.actor,"
                            + " a.details::json FROM unnest(?, ?, ?, ?) AS a (at, kind, actor, details)")) {
                new Arguments(connection, statement).events(events);
                statement.executeUpdate();
            }
            return recipients.size();
        });
    }

    public Counts counts() {
        return database.run("counting the queue", connection -> {
            try (PreparedStatement statement =
                            connection.prepareStatement("SELECT count(*) FILTER (WHERE NOT held AND leased_by IS NULL),"
                                    + " count(*) FILTER (WHERE NOT held AND leased_by IS NOT NULL),"
                                    + " count(*) FILTER (WHERE held), min(queued_at) FROM queue_entry");
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return new Counts(
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        Optional.ofNullable(row.getObject(4, OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant));
            }
        });
    }

    private int update(String doing, String sql, Object... values) {
        int count = database.run(doing, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bind(new Arguments(connection, statement), values);
                return statement.executeUpdate();
            }
        });
        work.raise();
        return count;
    }

    private List<Entry> entries(String sql, Object... values) {
        return database.run("reading the queue", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bind(new Arguments(connection, statement), values);
                try (ResultSet rows = statement.executeQuery()) {
                    List<Entry> entries = new ArrayList<>();
                    while (rows.next()) {
                        entries.add(entry(rows));
                    }
                    return entries;
                }
            }
        });
    }

    private static void bind(Arguments arguments, Object... values) throws SQLException {
        for (Object value : values) {
            if (value instanceof Instant instant) {
                arguments.instant(instant);
            } else {
                arguments.object(value);
            }
        }
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getLong("id"),
                new QueueId(row.getString("queue_id")),
                Optional.ofNullable(row.getString("sender")).map(MssAddress::parse),
                MssAddress.parse(row.getString("recipient")),
                new MailDomain(row.getString("domain")),
                row.getLong("size"),
                row.getBoolean("held"),
                Optional.ofNullable(row.getString("leased_by")),
                row.getInt("attempts"),
                row.getObject("queued_at", OffsetDateTime.class).toInstant(),
                row.getObject("due_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getString("last_error")));
    }
}

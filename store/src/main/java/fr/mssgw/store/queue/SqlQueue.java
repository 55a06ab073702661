package fr.mssgw.store.queue;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.port.OutboundQueue;
import fr.mssgw.store.delivery.SqlDeliveries;
import fr.mssgw.store.delivery.StoredMessage;
import fr.mssgw.store.sql.Arguments;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.Texts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The queue on PostgreSQL. A leased row is one whose {@code due_at} lies ahead, at the end of its lease, and that names
 * its worker: a lease that nobody renews comes back by itself, and the exact end of the lease tells its holder from
 * whoever leased the row later.
 */
public final class SqlQueue implements OutboundQueue {
    /** Locked rows are skipped, so that any number of workers lease at once, none waiting and no row twice. */
    private static final String LEASE =
            """
            WITH candidate AS MATERIALIZED (
                SELECT id, message_id, domain, due_at FROM queue_entry
                WHERE NOT held AND due_at <= ? AND domain <> ALL (?)
                ORDER BY due_at, id LIMIT ? FOR UPDATE SKIP LOCKED),
            chosen AS (
                SELECT message_id, domain FROM candidate GROUP BY message_id, domain
                ORDER BY min(due_at), min(id) LIMIT ?),
            leased AS (
                UPDATE queue_entry q SET due_at = ?, leased_by = ?
                FROM candidate c JOIN chosen USING (message_id, domain) WHERE q.id = c.id RETURNING q.*)
            SELECT l.id, l.queue_id, l.message_id, m.size, l.sender, l.envelope_id, l.full_report, l.recipient,
                l.domain, l.dsn_notify, l.dsn_orcpt, l.attempts, l.delay_noticed, l.queued_at, l.due_at
            FROM leased l JOIN message m ON m.id = l.message_id ORDER BY l.queued_at, l.id
            """;

    /** What was delivered goes whoever holds the lease: to keep it would be to send it again. */
    private static final String SETTLE =
            """
            WITH delivered AS (DELETE FROM queue_entry WHERE id = ANY (?) RETURNING id),
            failed AS (
                DELETE FROM queue_entry WHERE id = ANY (?) AND due_at = ? AND leased_by IS NOT NULL RETURNING id),
            later AS (
                UPDATE queue_entry q SET due_at = l.next::timestamptz, attempts = q.attempts + 1, leased_by = NULL,
                    delay_noticed = q.delay_noticed OR l.noticed, last_error = l.reason
                FROM unnest(?, ?, ?, ?) AS l (id, next, reason, noticed)
                WHERE q.id = l.id AND q.due_at = ? AND q.leased_by IS NOT NULL RETURNING q.id),
            held AS (SELECT id FROM failed UNION ALL SELECT id FROM later),
            audited AS (
                INSERT INTO audit_event (at, kind, actor, details)
                SELECT a.at::timestamptz, a.kind, a.actor, a.details::json
                FROM unnest(?, ?, ?, ?, ?) AS a (id, at, kind, actor, details)
                WHERE a.id = ANY (?) OR a.id IN (SELECT id FROM held))
            SELECT (SELECT count(*) FROM delivered) + (SELECT count(*) FROM held)
            """;

    private static final String STILL_HELD = " WHERE id = ANY (?) AND due_at = ? AND leased_by IS NOT NULL";

    /** What is due and was not leased just now belongs to others for a moment: look again, but not in a circle. */
    private static final Duration BREATH = Duration.ofMillis(20);

    private final Database database;
    private final SqlDeliveries deliveries;
    private final InstantSource clock;

    /** @param deliveries writes the reports, and wakes {@link #awaitWork} after what it queues */
    public SqlQueue(Database database, SqlDeliveries deliveries, InstantSource clock) {
        this.database = database;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    @Override
    public List<Lease> lease(String worker, int max, Duration duration, Set<MailDomain> except, Instant now) {
        return database.run("leasing from the queue", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LEASE)) {
                Arguments arguments = new Arguments(connection, statement);
                arguments.instant(now);
                arguments.texts(except, MailDomain::name);
                arguments.object(Math.max(200, Math.min(max * 20, 2_000)));
                arguments.object(max);
                arguments.instant(now.plus(duration).truncatedTo(ChronoUnit.MICROS));
                arguments.text(worker);
                try (ResultSet rows = statement.executeQuery()) {
                    return leases(rows);
                }
            }
        });
    }

    @Override
    public Optional<Lease> renew(Lease lease, Instant until) {
        Instant end = until.truncatedTo(ChronoUnit.MICROS);
        Set<Long> held = database.run("renewing a lease", connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("UPDATE queue_entry SET due_at = ?" + STILL_HELD + " RETURNING id")) {
                Arguments arguments = new Arguments(connection, statement);
                arguments.instant(end);
                bindHeld(arguments, lease);
                try (ResultSet rows = statement.executeQuery()) {
                    Set<Long> ids = new java.util.HashSet<>();
                    while (rows.next()) {
                        ids.add(rows.getLong(1));
                    }
                    return ids;
                }
            }
        });
        if (held.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Lease(
                lease.id(),
                lease.sender(),
                lease.envelopeId(),
                lease.fullReport(),
                lease.domain(),
                lease.content(),
                lease.queuedAt(),
                end,
                lease.items().stream().filter(item -> held.contains(item.row())).toList()));
    }

    @Override
    public void release(Lease lease, Instant due) {
        database.run("giving back a lease", connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("UPDATE queue_entry SET due_at = ?, leased_by = NULL" + STILL_HELD)) {
                Arguments arguments = new Arguments(connection, statement);
                arguments.instant(due);
                bindHeld(arguments, lease);
                return statement.executeUpdate();
            }
        });
        deliveries.queued().raise();
    }

    @Override
    public void releaseAll(String worker, Instant now) {
        database.run("giving back the leases of an earlier run", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "UPDATE queue_entry SET due_at = ?, leased_by = NULL WHERE leased_by = ?")) {
                Arguments arguments = new Arguments(connection, statement);
                arguments.instant(now);
                arguments.text(worker);
                return statement.executeUpdate();
            }
        });
        deliveries.queued().raise();
    }

    @Override
    public void settle(Lease lease, List<Outcome> outcomes, List<Delivery> reports) {
        if (outcomes.isEmpty() && reports.isEmpty()) {
            return;
        }
        String doing = "settling a lease of " + lease.id();
        if (reports.isEmpty()) {
            database.run(doing, connection -> write(connection, lease, outcomes));
        } else {
            Optional<SqlDeliveries.Written> written = database.transaction(doing, connection -> {
                long ended = write(connection, lease, outcomes);
                return outcomes.isEmpty() || ended > 0 // a lease that was lost owes no report: its new holder does
                        ? Optional.of(deliveries.writeWithin(connection, reports))
                        : Optional.empty();
            });
            written.ifPresent(deliveries::tell);
        }
        if (outcomes.stream().anyMatch(Later.class::isInstance)) {
            deliveries.queued().raise(); // the earliest due time may have changed
        }
    }

    /** Returns how many items ended by it. */
    private static long write(Connection connection, Lease lease, List<Outcome> outcomes) throws SQLException {
        if (outcomes.isEmpty()) {
            return 0;
        }
        Long[] delivered = rows(outcomes, Delivered.class);
        List<Later> later = outcomes.stream()
                .filter(Later.class::isInstance)
                .map(Later.class::cast)
                .toList();
        try (PreparedStatement statement = connection.prepareStatement(SETTLE)) {
            Arguments arguments = new Arguments(connection, statement);
            arguments.array("int8", delivered);
            arguments.array("int8", rows(outcomes, Failed.class));
            arguments.instant(lease.leasedUntil());
            arguments.array("int8", rows(outcomes, Later.class));
            arguments.texts(later, outcome -> outcome.next().toString());
            arguments.texts(later, outcome -> Texts.storable(outcome.reason()));
            arguments.array("bool", later.stream().map(Later::delayNoticed).toArray(Boolean[]::new));
            arguments.instant(lease.leasedUntil());
            List<AuditEvent> events = outcomes.stream().map(Outcome::event).toList();
            arguments.array("int8", rows(outcomes, Outcome.class));
            arguments.events(events);
            arguments.array("int8", delivered);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    @Override
    public void awaitWork(Duration atMost) throws InterruptedException {
        long seen = deliveries.queued().count();
        Optional<Instant> due = database.run("looking for the next due time", connection -> {
            try (PreparedStatement statement =
                            connection.prepareStatement("SELECT min(due_at) FROM queue_entry WHERE NOT held");
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return Optional.ofNullable(row.getObject(1, OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant);
            }
        });
        Duration wait = due.map(instant -> Duration.between(clock.instant(), instant))
                .filter(untilDue -> untilDue.compareTo(atMost) < 0)
                .orElse(atMost);
        if (wait.compareTo(BREATH) < 0) {
            wait = BREATH.compareTo(atMost) < 0 ? BREATH : atMost;
        }
        deliveries.queued().await(seen, wait);
    }

    private static void bindHeld(Arguments arguments, Lease lease) throws SQLException {
        arguments.array("int8", lease.items().stream().map(Item::row).toArray(Long[]::new));
        arguments.instant(lease.leasedUntil());
    }

    private static Long[] rows(List<Outcome> outcomes, Class<? extends Outcome> type) {
        return outcomes.stream()
                .filter(type::isInstance)
                .map(outcome -> outcome.item().row())
                .toArray(Long[]::new);
    }

    private record Group(long messageId, String domain) {}

    private List<Lease> leases(ResultSet rows) throws SQLException {
        Map<Group, Lease> leases = new LinkedHashMap<>();
        while (rows.next()) {
            Item item = new Item(
                    rows.getLong("id"),
                    MssAddress.parse(rows.getString("recipient")),
                    dsn(rows.getString("dsn_notify"), Optional.ofNullable(rows.getString("dsn_orcpt"))),
                    rows.getInt("attempts"),
                    rows.getBoolean("delay_noticed"));
            Group group = new Group(rows.getLong("message_id"), rows.getString("domain"));
            Lease lease = leases.get(group);
            if (lease == null) {
                lease = new Lease(
                        new QueueId(rows.getString("queue_id")),
                        Optional.ofNullable(rows.getString("sender")).map(MssAddress::parse),
                        Optional.ofNullable(rows.getString("envelope_id")),
                        rows.getBoolean("full_report"),
                        new MailDomain(group.domain()),
                        new StoredMessage(database, group.messageId(), rows.getLong("size")),
                        rows.getObject("queued_at", OffsetDateTime.class).toInstant(),
                        rows.getObject("due_at", OffsetDateTime.class).toInstant(),
                        new ArrayList<>());
                leases.put(group, lease);
            }
            lease.items().add(item);
        }
        return List.copyOf(leases.values());
    }

    static DsnRequest dsn(String notify, Optional<String> originalRecipient) {
        return new DsnRequest(
                Arrays.stream(notify.split(","))
                        .filter(word -> !word.isEmpty())
                        .map(DsnRequest.Notify::valueOf)
                        .collect(Collectors.toSet()),
                originalRecipient);
    }
}

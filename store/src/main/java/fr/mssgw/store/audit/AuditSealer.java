package fr.mssgw.store.audit;

import fr.mssgw.core.port.StoreUnavailable;
import fr.mssgw.store.audit.AuditChain.Event;
import fr.mssgw.store.audit.AuditChain.Head;
import fr.mssgw.store.audit.AuditChain.Sealed;
import fr.mssgw.store.sql.Arguments;
import fr.mssgw.store.sql.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Numbers committed events and chains them ({@link AuditChain}), one at a time in the whole installation: an advisory
 * lock keeps the sealers of several nodes apart. No delivery takes part in it or waits for it.
 *
 * <p>A pass looks at the newest events and a few before them, because those of a slow transaction appear late; they get
 * the next free number. A sweep looks at all of them: at the start, each hour, and before an export. The hour's head is
 * logged, so that the log tells when the trail was cut off. Thread-safe.
 */
public final class AuditSealer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditSealer.class);
    private static final long LOCK = 0x6D73736177L; // any number that nobody else takes
    private static final int BATCH = 1_000;
    private static final int LOOK_BACK = 1_000;
    private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);

    private final Database database;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile long newest;
    private volatile Thread thread = new Thread(() -> {});

    public AuditSealer(Database database) {
        this.database = database;
    }

    /** Seals in the background, with this pause after each pass. To be called once. */
    public AuditSealer start(Duration pause) {
        thread = new Thread(() -> work(pause), "audit-sealer");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    /** Seals everything that is committed now. Blocking; throws {@code StoreUnavailable}. */
    public Head sweep() {
        return seal(0);
    }

    private Head seal(long after) {
        long from = after;
        while (true) {
            long start = from;
            Pass pass = database.transaction("sealing audit events", connection -> batch(connection, start));
            newest = Math.max(newest, pass.newest());
            if (pass.count() < BATCH) {
                return pass.head();
            }
            from = pass.newest();
        }
    }

    /** @param newest number of the last event looked at */
    private record Pass(Head head, int count, long newest) {}

    private static Pass batch(Connection connection, long after) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
            lock.setLong(1, LOCK);
            lock.execute();
        }
        Head head = head(connection); // a statement of its own: it sees what the last holder of the lock committed
        List<Sealed> sealed = new ArrayList<>();
        List<Long> events = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT e.seq, e.at, e.kind, e.actor, e.details FROM audit_event e WHERE e.seq > ?"
                        + " AND NOT EXISTS (SELECT FROM audit_chain c WHERE c.event = e.seq) ORDER BY e.seq LIMIT ?")) {
            query.setLong(1, after);
            query.setInt(2, BATCH);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    events.add(rows.getLong(1));
                    Sealed next = new Event(
                                    rows.getObject(2, OffsetDateTime.class).toInstant(),
                                    rows.getString(3),
                                    rows.getString(4),
                                    rows.getString(5))
                            .after(head);
                    sealed.add(next);
                    head = next.head();
                }
            }
        }
        if (sealed.isEmpty()) {
            return new Pass(head, 0, after);
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO audit_chain (seq, event, hash) SELECT s.seq, s.event,"
                        + " decode(s.hash, 'hex') FROM unnest(?, ?, ?) AS s (seq, event, hash)")) {
            Arguments arguments = new Arguments(connection, insert);
            arguments.array("bigint", sealed.stream().map(Sealed::seq).toArray(Long[]::new));
            arguments.array("bigint", events.toArray(Long[]::new));
            arguments.texts(sealed, Sealed::hash);
            insert.executeUpdate();
        }
        return new Pass(head, sealed.size(), events.get(events.size() - 1));
    }

    private static Head head(Connection connection) throws SQLException {
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT seq, hash FROM audit_chain ORDER BY seq DESC LIMIT 1");
                ResultSet row = query.executeQuery()) {
            return row.next() ? new Head(row.getLong(1), HexFormat.of().formatHex(row.getBytes(2))) : Head.NONE;
        }
    }

    private void work(Duration pause) {
        long swept = 0;
        boolean failed = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                if (swept == 0 || System.nanoTime() - swept > BETWEEN_SWEEPS.toNanos()) {
                    Head head = sweep();
                    swept = System.nanoTime();
                    LOG.info("the audit's head is {}", head);
                } else {
                    seal(Math.max(0, newest - LOOK_BACK));
                }
                failed = false;
            } catch (StoreUnavailable e) {
                if (!failed) {
                    LOG.warn("Audit events are not sealed: {}", e.getMessage());
                }
                failed = true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                if (!failed) {
                    LOG.error("Audit events are not sealed", e);
                }
                failed = true;
            }
        }
    }

    /** Seals once more, then ends. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

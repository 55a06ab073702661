package fr.mssgw.store.audit;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.port.AuditTrail;
import fr.mssgw.core.port.StoreUnavailable;
import fr.mssgw.store.sql.Arguments;
import fr.mssgw.store.sql.Database;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events that no transaction carries, written in batches by one thread. While the database is down they wait, up to a
 * bound; what comes beyond it is lost, counted and said in the log. {@link #close} writes what still waits.
 */
public final class SqlAuditTrail implements AuditTrail, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SqlAuditTrail.class);
    private static final int CAPACITY = 20_000;
    private static final int BATCH = 500;
    private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(10);
    private static final long LOG_PAUSE = TimeUnit.MINUTES.toNanos(1);

    private final Database database;
    private final BlockingQueue<AuditEvent> waiting;
    private final AtomicLong lost = new AtomicLong();
    private final Thread writer;
    private long lossLoggedAt = System.nanoTime() - LOG_PAUSE;
    private long lossLogged;
    private volatile boolean closing;
    private volatile long deadline = Long.MAX_VALUE;

    public SqlAuditTrail(Database database) {
        this(database, CAPACITY);
    }

    SqlAuditTrail(Database database, int capacity) {
        this.database = database;
        this.waiting = new ArrayBlockingQueue<>(capacity);
        this.writer = new Thread(this::write, "audit");
        writer.setDaemon(true);
        writer.start();
    }

    @Override
    public void record(AuditEvent event) {
        if (closing || !waiting.offer(event)) {
            lost.incrementAndGet();
        }
    }

    /** How many events could not be kept, since the start. */
    public long lost() {
        return lost.get();
    }

    @Override
    public void close() {
        deadline = System.nanoTime() + PATIENCE_AT_CLOSE.toNanos();
        closing = true;
        try {
            writer.join(PATIENCE_AT_CLOSE.plusSeconds(2).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lost.addAndGet(waiting.size());
        sayWhatWasLost(true);
    }

    private void write() {
        List<AuditEvent> batch = new ArrayList<>(BATCH);
        while (true) {
            try {
                AuditEvent first = waiting.poll(200, TimeUnit.MILLISECONDS);
                if (first == null) {
                    sayWhatWasLost(false);
                    if (closing) {
                        return;
                    }
                    continue;
                }
                batch.add(first);
                waiting.drainTo(batch, BATCH - 1);
                if (!keep(batch)) {
                    lost.addAndGet(batch.size());
                    return;
                }
                batch.clear();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                lost.addAndGet(batch.size());
                LOG.error("{} audit events were lost", batch.size(), e);
                batch.clear();
            }
        }
    }

    /** Tries until the batch is written; false when there is no time left. */
    private boolean keep(List<AuditEvent> batch) throws InterruptedException {
        for (int attempt = 0; ; attempt++) {
            try {
                insert(batch);
                return true;
            } catch (StoreUnavailable e) {
                if (attempt == 0) {
                    LOG.warn("Audit events wait for the database: {}", e.getMessage());
                }
                sayWhatWasLost(false);
                if (closing && System.nanoTime() - deadline > 0) {
                    return false;
                }
                TimeUnit.MILLISECONDS.sleep(Math.min(5_000, 100L << Math.min(attempt, 6)));
            } catch (IllegalArgumentException e) {
                if (batch.size() == 1) {
                    throw e;
                }
                for (AuditEvent event : batch) { // one of them cannot be stored: save the others
                    try {
                        keep(List.of(event));
                    } catch (IllegalArgumentException unstorable) {
                        lost.incrementAndGet();
                        LOG.error("An audit event of kind {} cannot be stored", event.kind(), unstorable);
                    }
                }
                return true;
            }
        }
    }

    private void insert(List<AuditEvent> batch) {
        database.run("writing audit events", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "INSERT INTO audit_event (at, kind, actor, details) SELECT a.at::timestamptz, a.kind, a.actor,"
                            + " a.details::json FROM unnest(?, ?, ?, ?) AS a (at, kind, actor, details)")) {
                new Arguments(connection, statement).events(batch);
                return statement.executeUpdate();
            }
        });
    }

    private synchronized void sayWhatWasLost(boolean now) {
        long total = lost.get();
        if (total > lossLogged && (now || System.nanoTime() - lossLoggedAt >= LOG_PAUSE)) {
            LOG.error("{} audit events were lost: the database did not take them in time", total - lossLogged);
            lossLogged = total;
            lossLoggedAt = System.nanoTime();
        }
    }
}

package fr.mssgw.relay;

import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.port.OutboundQueue;
import fr.mssgw.core.port.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The queue's promises, kept in memory. */
final class MemoryQueue implements OutboundQueue {
    private final List<Row> rows = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<Delivery> reports = new ArrayList<>();
    private long last;
    private int failingSettlements;
    private boolean renewalLost;

    private static final class Row {
        long number;
        QueueId id;
        Optional<MssAddress> sender;
        Optional<String> envelopeId;
        boolean full;
        MssAddress recipient;
        DsnRequest dsn;
        RawMessage content;
        Instant queuedAt;
        Instant due;
        String leasedBy = "";
        int attempts;
        boolean noticed;
        String reason = "";
    }

    /** Queues one message. */
    synchronized QueueId put(RawMessage content, Optional<MssAddress> sender, Instant queuedAt, Queued... recipients) {
        QueueId id = QueueId.random();
        for (Queued queued : recipients) {
            Row row = new Row();
            row.number = ++last;
            row.id = id;
            row.sender = sender;
            row.envelopeId = queued.envelopeId();
            row.full = queued.full();
            row.recipient = queued.recipient();
            row.dsn = queued.dsn();
            row.content = content;
            row.queuedAt = queuedAt;
            row.due = queuedAt;
            rows.add(row);
        }
        notifyAll();
        return id;
    }

    record Queued(MssAddress recipient, DsnRequest dsn, Optional<String> envelopeId, boolean full) {
        static Queued to(String address) {
            return new Queued(MssAddress.parse(address), DsnRequest.NONE, Optional.empty(), false);
        }
    }

    synchronized void failSettlements(int times) {
        failingSettlements = times;
    }

    synchronized void loseRenewals() {
        renewalLost = true;
    }

    synchronized List<Outcome> outcomes() {
        return List.copyOf(outcomes);
    }

    synchronized List<Delivery> reports() {
        return List.copyOf(reports);
    }

    synchronized int waiting() {
        return rows.size();
    }

    synchronized long leased() {
        return rows.stream().filter(row -> !row.leasedBy.isEmpty()).count();
    }

    synchronized void makeDue() {
        rows.forEach(row -> row.due = row.leasedBy.isEmpty() ? Instant.EPOCH : row.due);
        notifyAll();
    }

    @Override
    public synchronized List<Lease> lease(
            String worker, int max, Duration duration, Set<MailDomain> except, Instant now) {
        Map<String, List<Row>> groups = new LinkedHashMap<>();
        rows.stream()
                .filter(row -> !row.due.isAfter(now) && !except.contains(row.recipient.domain()))
                .sorted(Comparator.comparing(row -> row.due))
                .forEach(row -> {
                    String key = row.id + " " + row.recipient.domain();
                    if (groups.containsKey(key) || groups.size() < max) {
                        groups.computeIfAbsent(key, k -> new ArrayList<>()).add(row);
                    }
                });
        List<Lease> leases = new ArrayList<>();
        Instant until = now.plus(duration);
        for (List<Row> group : groups.values()) {
            List<Item> items = new ArrayList<>();
            for (Row row : group) {
                row.due = until;
                row.leasedBy = worker;
                items.add(new Item(row.number, row.recipient, row.dsn, row.attempts, row.noticed));
            }
            Row first = group.get(0);
            MailDomain domain = first.recipient.domain();
            leases.add(new Lease(
                    first.id,
                    first.sender,
                    first.envelopeId,
                    first.full,
                    domain,
                    first.content,
                    first.queuedAt,
                    until,
                    items));
        }
        return leases;
    }

    @Override
    public synchronized Optional<Lease> renew(Lease lease, Instant until) {
        if (renewalLost) {
            return Optional.empty();
        }
        each(lease, row -> row.due = until);
        return Optional.of(new Lease(
                lease.id(),
                lease.sender(),
                lease.envelopeId(),
                lease.fullReport(),
                lease.domain(),
                lease.content(),
                lease.queuedAt(),
                until,
                lease.items()));
    }

    @Override
    public synchronized void release(Lease lease, Instant due) {
        each(lease, row -> {
            row.due = due;
            row.leasedBy = "";
        });
        notifyAll();
    }

    @Override
    public synchronized void releaseAll(String worker, Instant now) {
        rows.stream().filter(row -> row.leasedBy.equals(worker)).forEach(row -> {
            row.due = now;
            row.leasedBy = "";
        });
        notifyAll();
    }

    @Override
    public synchronized void settle(Lease lease, List<Outcome> ended, List<Delivery> written) {
        if (failingSettlements > 0) {
            failingSettlements--;
            throw new StoreUnavailable("settling", new IllegalStateException("the database is away"));
        }
        for (Outcome outcome : ended) {
            Row row = rows.stream()
                    .filter(one -> one.number == outcome.item().row())
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("settled twice: " + outcome));
            row.leasedBy = "";
            if (outcome instanceof Later later) {
                row.attempts++;
                row.due = later.next();
                row.noticed = later.delayNoticed();
                row.reason = later.reason();
            } else {
                rows.remove(row);
            }
        }
        outcomes.addAll(ended);
        reports.addAll(written);
        notifyAll();
    }

    private void each(Lease lease, java.util.function.Consumer<Row> change) {
        rows.stream()
                .filter(row -> lease.items().stream().anyMatch(item -> item.row() == row.number))
                .forEach(change);
    }

    @Override
    public synchronized void awaitWork(Duration atMost) throws InterruptedException {
        wait(Math.min(50, Math.max(1, atMost.toMillis())));
    }
}

package fr.mssgw.store.mailbox;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.port.AuditTrail;
import fr.mssgw.core.port.MailboxPolicy;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.OneByOne;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/**
 * Ends what has had its time: messages that stayed in a folder longer than its retention are expunged, and what was
 * expunged is forgotten when its window is over, or earlier where a BAL keeps more out of sight than its quota lets it
 * hold in sight. In batches, each a transaction, as long as one brings anything; several nodes may do it side by side.
 * What fails keeps nothing else from its turn. Thread-safe.
 */
public final class Expiry {
    private static final int BATCH = 500;
    /** The next round goes on. */
    private static final Duration LONGEST_ROUND = Duration.ofMinutes(20);

    /** Longer than any {@code again-after}. */
    private static final Duration ANSWERS_KEPT = Duration.ofDays(400);

    /** The least quota that a BAL can have. */
    private static final long LEAST_QUOTA = 1024 * 1024;

    private final Transactions transactions;
    private final MessageWriting writing;
    private final Expunged expunged;
    private final MailboxPolicy policy;
    private final Supplier<? extends Collection<String>> folders;
    private final Supplier<Duration> window;
    private final MailboxListener listener;
    private final AuditTrail audit;
    private final InstantSource clock;
    private final OneByOne oneByOne;

    /**
     * @param folders those for which any BAL has a retention
     * @param window how long what was expunged can be had back; asked at each round
     * @param listener told of what open sessions no longer find
     */
    public Expiry(
            Database database,
            MailboxPolicy policy,
            Supplier<? extends Collection<String>> folders,
            Supplier<Duration> window,
            MailboxListener listener,
            AuditTrail audit,
            InstantSource clock) {
        this.transactions = new Transactions(database);
        this.writing = new MessageWriting(database);
        this.expunged = new Expunged(database);
        this.policy = policy;
        this.folders = folders;
        this.window = window;
        this.listener = listener;
        this.audit = audit;
        this.clock = clock;
        this.oneByOne = new OneByOne(database::answers, LoggerFactory.getLogger(Expiry.class));
    }

    private record Oldest(long mailbox, String bal, String folder, Instant saved) {}

    /** All that is due now; ends early when its thread is interrupted, or after twenty minutes. */
    public void round() {
        long end = System.nanoTime() + LONGEST_ROUND.toNanos();
        Instant now = clock.instant();
        oneByOne.each(oldest(), Oldest::mailbox, "Old messages of a folder were not removed", oldest -> {
            Duration kept =
                    policy.of(MssAddress.parse(oldest.bal())).retention().get(oldest.folder());
            if (kept != null && oldest.saved().isBefore(now.minus(kept))) {
                expire(oldest, now.minus(kept), end);
            }
        });
        oneByOne.run("expunged", "Expunged messages were not forgotten", () -> forgetExpunged(now, end));
        oneByOne.run(
                "answers",
                "Who was answered was not forgotten",
                () -> transactions.run(
                        "forgetting who was answered long ago",
                        handle -> handle.execute(
                                "DELETE FROM absence_answer WHERE answered_at < ?",
                                now.minus(ANSWERS_KEPT).atOffset(ZoneOffset.UTC))));
        oneByOne.each(
                expunged.above(LEAST_QUOTA).entrySet(),
                Map.Entry::getKey,
                "Expunged messages beyond a quota were not forgotten",
                one -> forgetBeyondQuota(one.getKey(), one.getValue(), now, end));
    }

    private void forgetExpunged(Instant now, long end) {
        long forgotten = 0;
        int some;
        Instant before = now.minus(window.get());
        do {
            some = expunged.purge(before, BATCH);
            forgotten += some;
        } while (some == BATCH && goesOn(end));
        if (forgotten > 0) {
            record(now, "forget-expunged", "messages", forgotten, "before", before);
        }
    }

    /** The oldest message of each folder: it is the first by UID, as both UIDs and save dates rise. */
    private List<Oldest> oldest() {
        List<String> names = List.copyOf(folders.get());
        return names.isEmpty()
                ? List.of()
                : transactions.read("looking for messages to expire", handle -> handle.createQuery(
                                "SELECT m.id, m.bal, m.name, f.save_date FROM mailbox m CROSS JOIN LATERAL (SELECT "
                                        + "x.save_date FROM mailbox_message x WHERE x.mailbox_id = m.id ORDER BY x.uid "
                                        + "LIMIT 1) f WHERE m.name = ANY (:names)")
                        .bindArray("names", String.class, names)
                        .map((rs, context) -> new Oldest(
                                rs.getLong("id"),
                                rs.getString("bal"),
                                rs.getString("name"),
                                rs.getTimestamp("save_date").toInstant()))
                        .list());
    }

    private void expire(Oldest folder, Instant before, long end) {
        List<Long> due;
        int removed;
        do {
            due = transactions.read("looking for messages to expire", handle -> handle.createQuery(
                            "SELECT uid FROM mailbox_message WHERE mailbox_id = :id AND save_date < :before "
                                    + "ORDER BY uid LIMIT " + BATCH)
                    .bind("id", folder.mailbox())
                    .bind("before", before.atOffset(ZoneOffset.UTC))
                    .mapTo(Long.class)
                    .list());
            List<MessageRow> gone = writing.remove(folder.mailbox(), due, Expunged.Cause.EXPIRED);
            removed = gone.size();
            if (!gone.isEmpty()) {
                record(
                        clock.instant(),
                        "expire",
                        "bal",
                        folder.bal(),
                        "folder",
                        folder.folder(),
                        "messages",
                        gone.stream().map(MessageRow::messageId).toList());
                listener.messagesRemoved(
                        folder.mailbox(), gone.stream().map(MessageRow::uid).toList());
            }
        } while (due.size() == BATCH && removed > 0 && goesOn(end));
    }

    private void forgetBeyondQuota(String bal, long octets, Instant now, long end) {
        long most = policy.of(MssAddress.parse(bal)).quotaOctets();
        if (octets > most) {
            long forgotten = 0;
            int some;
            do {
                some = expunged.purgeBeyond(bal, most, BATCH);
                forgotten += some;
            } while (some == BATCH && goesOn(end));
            record(now, "forget-expunged", "bal", bal, "messages", forgotten, "beyond", most);
        }
    }

    private static boolean goesOn(long end) {
        return System.nanoTime() < end && !Thread.currentThread().isInterrupted();
    }

    private void record(Instant at, String action, Object... more) {
        Object[] details = new Object[more.length + 2];
        details[0] = "action";
        details[1] = action;
        System.arraycopy(more, 0, details, 2, more.length);
        audit.record(AuditEvent.of(at, AuditEvent.Kind.MAILBOX_ACTION, "gateway", details));
    }
}

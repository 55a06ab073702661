package fr.mssgw.store.mailbox;

import fr.mssgw.store.pharmacy.AwaitedAnswers;
import fr.mssgw.store.sql.Database;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * What was expunged and can still be had back. It is out of sight and outside the quota; its content stays referred to,
 * and so is left alone by the garbage collector, until the window is over. Drafts are not kept: mail clients save them
 * every minute. Blocking; thread-safe; throws StoreUnavailable.
 */
public final class Expunged {
    /** Why a message is no longer in its folder. */
    public enum Cause {
        EXPUNGED,
        FOLDER_DELETED,
        EXPIRED
    }

    private static final String INTO = "INSERT INTO expunged_message (bal, folder, mailbox_id, uid, message_id, size, "
            + "internal_date, flags, keywords, cause) SELECT :bal, :folder, g.mailbox_id, g.uid, g.message_id, m.size, "
            + "g.internal_date, g.flags, g.keywords, :cause FROM ";
    private static final String KEPT = " g JOIN message m ON m.id = g.message_id WHERE g.flags & 4 = 0";

    /** The keywords as they would be if the message had stayed: its conversation may have moved on. */
    private static final String KEYWORDS = "CASE WHEN c.state IS NULL THEN e.keywords ELSE "
            + "array_remove(array_remove(array_remove(e.keywords, '$MSS_Open'), '$MSS_Closed'), '$MSS_Awaiting') "
            + "|| CASE c.state WHEN 'OPEN' THEN '$MSS_Open'::text ELSE '$MSS_Closed'::text END "
            + "|| CASE WHEN c.awaiting THEN '{$MSS_Awaiting}'::text[] ELSE '{}' END END";

    /** As every delivery locks them: what moves a conversation waits, and finds the messages that are back. */
    private static final String LOCKED_CONVERSATIONS = "SELECT c.id FROM conversation c WHERE c.id IN ("
            + "SELECT cm.conversation_id FROM expunged_message e JOIN conversation_message cm "
            + "ON cm.message_id = e.message_id WHERE e.id = ANY (:ids)) ORDER BY c.ins, c.contact FOR SHARE";

    private final Transactions transactions;

    public Expunged(Database database) {
        this.transactions = new Transactions(database);
    }

    /**
     * A message that can be had back.
     *
     * @param folder where it was
     * @param header its whole header section
     */
    public record Entry(
            long id, String folder, long size, Instant internalDate, Instant expungedAt, Cause cause, byte[] header) {}

    /** What was put back into one folder. */
    public record Restored(long mailboxId, String folder, List<Long> uids) {}

    /** Takes messages out of a folder and keeps them, in the caller's transaction, the folder's row locked. */
    static void remove(Handle handle, MailboxRow mailbox, List<Long> uids, Cause cause) {
        handle.createUpdate("WITH gone AS (DELETE FROM mailbox_message WHERE mailbox_id = :id AND uid = ANY (:uids) "
                        + "RETURNING *), own AS (DELETE FROM seen_by_person s USING gone g WHERE g.flags & 4 = 4 "
                        + "AND s.mailbox_id = g.mailbox_id AND s.uid = g.uid) " + INTO + "gone" + KEPT)
                .bind("id", mailbox.id())
                .bindArray("uids", Long.class, uids)
                .bind("bal", mailbox.bal())
                .bind("folder", mailbox.name())
                .bind("cause", cause.name())
                .execute();
    }

    /** Keeps all that is in a folder which the caller then deletes. */
    static void keepAll(Handle handle, MailboxRow mailbox) {
        handle.createUpdate("DELETE FROM seen_by_person s USING mailbox_message g WHERE g.mailbox_id = :id "
                        + "AND g.flags & 4 = 4 AND s.mailbox_id = g.mailbox_id AND s.uid = g.uid")
                .bind("id", mailbox.id())
                .execute();
        handle.createUpdate(INTO + "mailbox_message" + KEPT + " AND g.mailbox_id = :id")
                .bind("id", mailbox.id())
                .bind("bal", mailbox.bal())
                .bind("folder", mailbox.name())
                .bind("cause", Cause.FOLDER_DELETED.name())
                .execute();
    }

    /** The next ones of a BAL, the last expunged first. */
    public List<Entry> list(String bal, Instant since, int skip, int most) {
        return transactions.read("listing expunged messages", handle -> handle.createQuery(
                        "SELECT e.id, e.folder, e.size, e.internal_date, e.expunged_at, e.cause, m.header "
                                + "FROM expunged_message e JOIN message m ON m.id = e.message_id "
                                + "WHERE e.bal = :bal AND e.expunged_at >= :since "
                                + "ORDER BY e.expunged_at DESC, e.id DESC OFFSET :skip LIMIT :most")
                .bind("bal", bal)
                .bind("since", since.atOffset(ZoneOffset.UTC))
                .bind("skip", skip)
                .bind("most", most)
                .map((rs, context) -> new Entry(
                        rs.getLong("id"),
                        rs.getString("folder"),
                        rs.getLong("size"),
                        rs.getObject("internal_date", OffsetDateTime.class).toInstant(),
                        rs.getObject("expunged_at", OffsetDateTime.class).toInstant(),
                        Cause.valueOf(rs.getString("cause")),
                        rs.getBytes("header")))
                .list());
    }

    /** How much of a BAL is kept out of sight. */
    public MailboxUsage hidden(String bal) {
        return transactions.read("counting expunged messages", handle -> handle.createQuery(
                        "SELECT coalesce(sum(size), 0) AS octets, count(*) AS messages FROM expunged_message "
                                + "WHERE bal = :bal")
                .bind("bal", bal)
                .map((rs, context) -> new MailboxUsage(rs.getLong("octets"), rs.getLong("messages")))
                .one());
    }

    /**
     * Puts messages back into their folders with their flags, each person's own {@code \Seen} and the reminder that a
     * patient waits, but for {@code \Deleted}; the keywords of an exchange say where it stands now. The quota does not
     * stop it. Those that are not there any more are left out.
     *
     * @param otherwise the folder for those whose own is gone
     */
    public List<Restored> restore(String bal, List<Long> ids, String otherwise, Instant at) {
        return transactions.write("restoring expunged messages", handle -> {
            Map<Long, Kept> found = lock(handle, bal, ids);
            handle.createQuery(LOCKED_CONVERSATIONS)
                    .bindArray("ids", Long.class, List.copyOf(found.keySet()))
                    .mapTo(Long.class)
                    .list();
            AwaitedAnswers.resume(handle, bal, List.copyOf(found.keySet()), at);
            TreeMap<Long, List<Long>> byMailbox = new TreeMap<>();
            Map<Long, String> names = new LinkedHashMap<>();
            Map<String, MailboxRow> targets = new LinkedHashMap<>();
            found.forEach((id, kept) -> {
                MailboxRow target =
                        targets.computeIfAbsent(kept.folder(), folder -> target(handle, bal, folder, otherwise, at));
                byMailbox
                        .computeIfAbsent(target.id(), mailbox -> new ArrayList<>())
                        .add(id);
                names.put(target.id(), target.name());
            });
            List<Restored> restored = new ArrayList<>();
            byMailbox.forEach((mailbox, entries) -> restored.add(
                    new Restored(mailbox, names.getOrDefault(mailbox, ""), file(handle, mailbox, entries, at))));
            int forgotten = forget(handle, List.copyOf(found.keySet()));
            assert forgotten == found.size(); // their rows are locked
            long octets = found.values().stream().mapToLong(Kept::size).sum();
            MailboxTable.addUsage(handle, bal, octets, found.size());
            return restored;
        });
    }

    private record Kept(String folder, long size) {}

    /** In the order in which they get their UIDs. */
    private static Map<Long, Kept> lock(Handle handle, String bal, List<Long> ids) {
        Map<Long, Kept> found = new LinkedHashMap<>();
        handle.createQuery("SELECT id, folder, size FROM expunged_message WHERE bal = :bal AND id = ANY (:ids) "
                        + "ORDER BY internal_date, id FOR UPDATE")
                .bind("bal", bal)
                .bindArray("ids", Long.class, ids)
                .map((rs, context) -> Map.entry(rs.getLong("id"), new Kept(rs.getString("folder"), rs.getLong("size"))))
                .forEach(row -> found.put(row.getKey(), row.getValue()));
        return found;
    }

    private static MailboxRow target(Handle handle, String bal, String folder, String otherwise, Instant at) {
        return MailboxTable.find(handle, bal, folder)
                .or(() -> MailboxTable.find(handle, bal, otherwise))
                .orElseGet(() -> MailboxTable.createSubscribed(handle, bal, otherwise, at.getEpochSecond()));
    }

    private static List<Long> file(Handle handle, long mailbox, List<Long> entries, Instant at) {
        MailboxRow target =
                MessageWriting.advance(handle, mailbox, entries.size()).orElseThrow();
        List<Long> uids = new ArrayList<>();
        for (int i = 1; i <= entries.size(); i++) {
            uids.add(target.lastUid() - entries.size() + i);
        }
        handle.createUpdate("WITH n AS (SELECT e.*, n.now FROM expunged_message e JOIN unnest("
                        + "CAST(:ids AS bigint[]), CAST(:uids AS bigint[])) AS n (id, now) ON n.id = e.id), "
                        + "own AS (INSERT INTO seen_by_person (mailbox_id, uid, person, seen) "
                        + "SELECT :to, n.now, s.person, s.seen FROM n JOIN seen_by_person s "
                        + "ON s.mailbox_id = n.mailbox_id AND s.uid = n.uid) "
                        + "INSERT INTO mailbox_message "
                        + "(mailbox_id, uid, modseq, message_id, internal_date, save_date, flags, keywords) "
                        + "SELECT :to, e.now, :modseq, e.message_id, e.internal_date, :at, (e.flags & ~2) | 16, "
                        + KEYWORDS
                        + " FROM n e LEFT JOIN LATERAL (SELECT c.state, c.awaiting FROM conversation_message cm "
                        + "JOIN conversation c ON c.id = cm.conversation_id WHERE cm.message_id = e.message_id LIMIT 1) "
                        + "c ON TRUE")
                .bindArray("ids", Long.class, entries)
                .bindArray("uids", Long.class, uids)
                .bind("to", mailbox)
                .bind("modseq", target.highestModseq())
                .bind("at", at.atOffset(ZoneOffset.UTC))
                .execute();
        return uids;
    }

    /** Forgets for good what was expunged before; at most so many, of which it says how many went. */
    public int purge(Instant before, int most) {
        return transactions.write("removing what was expunged long ago", handle -> {
            List<Long> old = handle.createQuery("SELECT id FROM expunged_message WHERE expunged_at < :before "
                            + "ORDER BY expunged_at LIMIT :most FOR UPDATE SKIP LOCKED")
                    .bind("before", before.atOffset(ZoneOffset.UTC))
                    .bind("most", most)
                    .mapTo(Long.class)
                    .list();
            return forget(handle, old);
        });
    }

    /** BAL that keep more than so many octets out of sight, with how much. */
    public Map<String, Long> above(long octets) {
        Map<String, Long> found = new LinkedHashMap<>();
        transactions
                .read("weighing expunged messages", handle -> handle.createQuery(
                                "SELECT bal, sum(size) AS octets FROM expunged_message GROUP BY bal "
                                        + "HAVING sum(size) > :octets")
                        .bind("octets", octets)
                        .map((rs, context) -> Map.entry(rs.getString("bal"), rs.getLong("octets")))
                        .list())
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }

    /** Forgets the oldest of a BAL until no more than so many octets are kept; at most some, of which it says how many went. */
    public int purgeBeyond(String bal, long octets, int most) {
        return transactions.write("removing expunged messages that take too much space", handle -> {
            List<Long> old = handle.createQuery("SELECT id FROM (SELECT id, sum(size) OVER (ORDER BY expunged_at DESC, "
                            + "id DESC) AS newer FROM expunged_message WHERE bal = :bal) e WHERE newer > :octets "
                            + "ORDER BY newer DESC LIMIT :most")
                    .bind("bal", bal)
                    .bind("octets", octets)
                    .bind("most", most)
                    .mapTo(Long.class)
                    .list();
            return forget(handle, old);
        });
    }

    /** Returns how many were still there. */
    private static int forget(Handle handle, List<Long> ids) {
        return ids.isEmpty()
                ? 0
                : handle.createQuery("WITH gone AS (DELETE FROM expunged_message WHERE id = ANY (:ids) "
                                + "RETURNING mailbox_id, uid), seen AS (DELETE FROM seen_by_person s USING gone g "
                                + "WHERE s.mailbox_id = g.mailbox_id AND s.uid = g.uid) SELECT count(*) FROM gone")
                        .bindArray("ids", Long.class, ids)
                        .mapTo(Integer.class)
                        .one();
    }
}

package fr.mssgw.store.mailbox;

import fr.mssgw.core.identity.Rpps;
import fr.mssgw.store.sql.Database;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Changes messages in folders: one transaction for each call, UID and MODSEQ from one {@code UPDATE … RETURNING} on the
 * folder's row, the usage of the BAL in the same transaction. Folder rows are locked in the order of their ids, usage
 * rows last. Blocking; thread-safe; throws StoreUnavailable.
 */
public final class MessageWriting {
    private static final int AT_A_TIME = 5_000;

    private final Transactions transactions;
    private final SeenView seen;

    public MessageWriting(Database database) {
        this(new Transactions(database), SeenView.OF_ALL);
    }

    private MessageWriting(Transactions transactions, SeenView seen) {
        this.transactions = transactions;
        this.seen = seen;
    }

    /** The same, where {@code \Seen} is read and written as this person's own; empty: as the one of all. */
    public MessageWriting seenBy(Optional<Rpps> person) {
        return person.isEmpty() ? this : new MessageWriting(transactions, new SeenView(person));
    }

    /** A number for a message that is about to be stored. */
    public long nextMessageId() {
        return transactions.write("numbering a message", handle -> handle.createQuery(
                        "SELECT nextval(pg_get_serial_sequence('message', 'id'))")
                .mapTo(Long.class)
                .one());
    }

    /**
     * Puts a new message into a folder, with the state of its conversation where it is a letter to a patient; empty when
     * there is no such folder.
     */
    public Optional<MessageRow> append(long mailboxId, NewMessage message) {
        return transactions.write("storing a message", handle -> {
            Optional<FiledLetter> letter = FiledLetter.find(handle, mailboxId, message.header());
            Optional<MailboxRow> mailbox = advance(handle, mailboxId, 1);
            if (mailbox.isEmpty()) {
                return Optional.empty();
            }
            StoredContent content = StoredContent.insert(handle, message);
            letter.ifPresent(one -> one.tie(handle, message.messageId()));
            return Optional.of(place(
                    handle,
                    mailbox.get(),
                    content,
                    message.internalDate(),
                    message.saveDate(),
                    letter.map(one -> one.over(message.flags())).orElse(message.flags())));
        });
    }

    private static MessageRow place(
            Handle handle,
            MailboxRow mailbox,
            StoredContent content,
            Instant internalDate,
            Instant saveDate,
            MessageFlags flags) {
        handle.createUpdate("INSERT INTO mailbox_message "
                        + "(mailbox_id, uid, modseq, message_id, internal_date, save_date, flags, keywords) "
                        + "VALUES (:mailbox, :uid, :modseq, :message, :internal, :save, :flags, :keywords)")
                .bind("mailbox", mailbox.id())
                .bind("uid", mailbox.lastUid())
                .bind("modseq", mailbox.highestModseq())
                .bind("message", content.messageId())
                .bind("internal", internalDate.atOffset(ZoneOffset.UTC))
                .bind("save", saveDate.atOffset(ZoneOffset.UTC))
                .bind("flags", flags.system())
                .bindArray("keywords", String.class, flags.keywords())
                .execute();
        MailboxTable.addUsage(handle, mailbox.bal(), content.size(), 1);
        return new MessageRow(
                mailbox.id(),
                mailbox.lastUid(),
                mailbox.highestModseq(),
                content.messageId(),
                content.bodyId(),
                internalDate,
                saveDate,
                flags,
                content.size(),
                content.headerOctets(),
                null);
    }

    /**
     * Puts copies into a folder, with their flags and {@code \Recent}. Those that are gone meanwhile are left out.
     *
     * @param uids in the source folder
     * @param at their save date in the target (RFC 8514 §2)
     */
    public List<Filing> copy(long from, Collection<Long> uids, long to, Instant at) {
        return transactions.write("copying messages", handle -> {
            lockInOrder(handle, from, to);
            return file(handle, from, uids, to, at, true);
        });
    }

    /** The same, and takes them away where they were. */
    public List<Filing> move(long from, Collection<Long> uids, long to, Instant at) {
        return transactions.write("moving messages", handle -> {
            lockInOrder(handle, from, to);
            List<Filing> filed = file(handle, from, uids, to, at, false);
            if (!filed.isEmpty()) {
                advance(handle, from, 0);
                for (List<Filing> some : inSlices(filed)) {
                    handle.createUpdate("WITH own AS (DELETE FROM seen_by_person WHERE mailbox_id = :from "
                                    + "AND uid = ANY (:uids)) DELETE FROM mailbox_message "
                                    + "WHERE mailbox_id = :from AND uid = ANY (:uids)")
                            .bind("from", from)
                            .bindArray(
                                    "uids",
                                    Long.class,
                                    some.stream().map(Filing::formerUid).toList())
                            .execute();
                }
            }
            return filed;
        });
    }

    private static List<Filing> file(
            Handle handle, long from, Collection<Long> uids, long to, Instant at, boolean addsToUsage) {
        List<MessageRow> found = select(handle, from, uids);
        Optional<MailboxRow> target = found.isEmpty() ? Optional.empty() : advance(handle, to, found.size());
        if (target.isEmpty()) {
            return List.of();
        }
        long uid = target.get().lastUid() - found.size();
        List<Filing> filed = new ArrayList<>(found.size());
        for (MessageRow row : found) {
            uid++;
            MessageFlags flags = new MessageFlags(
                    row.flags().system() | MessageFlags.RECENT, row.flags().keywords());
            filed.add(new Filing(
                    row.uid(),
                    new MessageRow(
                            to,
                            uid,
                            target.get().highestModseq(),
                            row.messageId(),
                            row.bodyId(),
                            row.internalDate(),
                            at,
                            flags,
                            row.size(),
                            row.headerOctets(),
                            null)));
        }
        for (List<Filing> some : inSlices(filed)) {
            handle.createUpdate("WITH n AS (SELECT * FROM unnest(CAST(:before AS bigint[]), CAST(:now AS bigint[])) "
                            + "AS n (before, now)), own AS (" + SeenView.REFILE + ") INSERT INTO mailbox_message "
                            + "(mailbox_id, uid, modseq, message_id, internal_date, save_date, flags, keywords) "
                            + "SELECT :to, n.now, :modseq, mm.message_id, mm.internal_date, :at, "
                            + "mm.flags | 16, mm.keywords FROM mailbox_message mm JOIN n "
                            + "ON mm.uid = n.before WHERE mm.mailbox_id = :from")
                    .bind("to", to)
                    .bind("modseq", target.get().highestModseq())
                    .bind("from", from)
                    .bind("at", at.atOffset(ZoneOffset.UTC))
                    .bindArray(
                            "before",
                            Long.class,
                            some.stream().map(Filing::formerUid).toList())
                    .bindArray(
                            "now",
                            Long.class,
                            some.stream().map(f -> f.now().uid()).toList())
                    .execute();
        }
        if (addsToUsage) {
            long octets = found.stream().mapToLong(MessageRow::size).sum();
            MailboxTable.addUsage(handle, target.get().bal(), octets, found.size());
        }
        return filed;
    }

    /** Removes messages from a folder, as somebody expunges them; returns those that were there. */
    public List<MessageRow> remove(long mailboxId, Collection<Long> uids) {
        return remove(mailboxId, uids, Expunged.Cause.EXPUNGED);
    }

    /** Removes messages from a folder; they can be had back for a while ({@link Expunged}). */
    List<MessageRow> remove(long mailboxId, Collection<Long> uids, Expunged.Cause cause) {
        return transactions.write("removing messages", handle -> {
            Optional<MailboxRow> mailbox = lock(handle, mailboxId);
            List<MessageRow> found = mailbox.isEmpty() ? List.of() : select(handle, mailboxId, uids);
            if (mailbox.isEmpty() || found.isEmpty()) {
                return List.of();
            }
            advance(handle, mailboxId, 0);
            for (List<MessageRow> some : inSlices(found)) {
                Expunged.remove(
                        handle,
                        mailbox.get(),
                        some.stream().map(MessageRow::uid).toList(),
                        cause);
            }
            long octets = found.stream().mapToLong(MessageRow::size).sum();
            MailboxTable.addUsage(handle, mailbox.get().bal(), -octets, -found.size());
            return found;
        });
    }

    /** Changes flags in a range of UIDs; the MODSEQ of what really changed is new. */
    public List<FlagChange> updateFlags(long mailboxId, long fromUid, long toUid, UnaryOperator<MessageFlags> edit) {
        return updateFlags(mailboxId, edit, handle -> flagged(handle, mailboxId, "BETWEEN :from AND :to")
                .bind("from", fromUid)
                .bind("to", toUid));
    }

    /** The same with these UIDs, as far as they are there. */
    public List<FlagChange> updateFlags(long mailboxId, Collection<Long> uids, UnaryOperator<MessageFlags> edit) {
        return updateFlags(mailboxId, edit, handle -> flagged(handle, mailboxId, "= ANY (:uids)")
                .bindArray("uids", Long.class, uids));
    }

    private Query flagged(Handle handle, long mailboxId, String whichUids) {
        return handle.createQuery("SELECT " + MessageReading.COLUMNS + " FROM " + seen.messages()
                        + " mm JOIN message m ON m.id = mm.message_id WHERE mm.mailbox_id = :id AND mm.uid " + whichUids
                        + " ORDER BY mm.uid")
                .bind("id", mailboxId);
    }

    private List<FlagChange> updateFlags(
            long mailboxId, UnaryOperator<MessageFlags> edit, Function<Handle, Query> which) {
        return transactions.write("changing flags", handle -> {
            Optional<MailboxRow> mailbox = lock(handle, mailboxId);
            if (mailbox.isEmpty()) {
                return List.of();
            }
            List<MessageRow> rows = which.apply(handle)
                    .map((rs, context) -> MessageReading.row(rs, false))
                    .list();
            long modseq = mailbox.get().highestModseq() + 1;
            List<FlagChange> changes = new ArrayList<>(rows.size());
            Map<MessageFlags, List<Long>> uidsByFlags = new LinkedHashMap<>();
            Map<Boolean, List<Long>> uidsBySeen = new TreeMap<>();
            for (MessageRow row : rows) {
                MessageFlags after = edit.apply(row.flags());
                boolean changed = !after.equals(row.flags());
                if (((after.system() ^ row.flags().system()) & MessageFlags.SEEN) != 0) {
                    uidsBySeen
                            .computeIfAbsent((after.system() & MessageFlags.SEEN) != 0, s -> new ArrayList<>())
                            .add(row.uid());
                }
                if (changed) {
                    uidsByFlags.computeIfAbsent(after, f -> new ArrayList<>()).add(row.uid());
                }
                changes.add(new FlagChange(
                        row.uid(), row.messageId(), changed ? modseq : row.modseq(), row.flags(), after));
            }
            if (!uidsByFlags.isEmpty()) {
                advance(handle, mailboxId, 0);
                uidsByFlags.forEach((flags, uids) -> setFlags(handle, mailboxId, uids, flags, modseq));
                uidsBySeen.forEach((isSeen, uids) -> seen.write(handle, mailboxId, uids, isSeen));
            }
            return changes;
        });
    }

    /** Takes {@code \Recent} from all messages of a folder: the session that asks is the one told of them. */
    public List<FlagChange> resetRecent(long mailboxId) {
        return transactions.write("telling a session of recent messages", handle -> handle.createQuery(
                        "UPDATE mailbox_message SET flags = flags & ~16 WHERE mailbox_id = :id AND flags & 16 = 16 "
                                + "RETURNING uid, message_id, modseq, flags, keywords")
                .bind("id", mailboxId)
                .map((rs, context) -> {
                    List<String> keywords =
                            List.of((String[]) rs.getArray("keywords").getArray());
                    MessageFlags after = new MessageFlags(rs.getInt("flags"), keywords);
                    return new FlagChange(
                            rs.getLong("uid"),
                            rs.getLong("message_id"),
                            rs.getLong("modseq"),
                            new MessageFlags(after.system() | MessageFlags.RECENT, keywords),
                            after);
                })
                .list());
    }

    private void setFlags(Handle handle, long mailboxId, List<Long> uids, MessageFlags flags, long modseq) {
        handle.createUpdate("UPDATE mailbox_message SET flags = " + seen.flags()
                        + ", keywords = :keywords, modseq = :modseq "
                        + "WHERE mailbox_id = :id AND uid = ANY (:uids)")
                .bind("flags", flags.system())
                .bindArray("keywords", String.class, flags.keywords())
                .bind("modseq", modseq)
                .bind("id", mailboxId)
                .bindArray("uids", Long.class, uids)
                .execute();
    }

    /** Takes the next UID or MODSEQ without using it for a message. */
    public Optional<MailboxRow> advance(long mailboxId, int uids) {
        return transactions.write("numbering in a folder", handle -> advance(handle, mailboxId, uids));
    }

    static Optional<MailboxRow> advance(Handle handle, long mailboxId, int uids) {
        return handle.createQuery("UPDATE mailbox SET last_uid = last_uid + :uids, "
                        + "highest_modseq = highest_modseq + 1 WHERE id = :id "
                        + "RETURNING id, bal, name, uid_validity, last_uid, highest_modseq, acl")
                .bind("uids", uids)
                .bind("id", mailboxId)
                .map(MailboxTable::row)
                .findOne();
    }

    private static void lockInOrder(Handle handle, long one, long other) {
        lock(handle, Math.min(one, other));
        lock(handle, Math.max(one, other));
    }

    private static Optional<MailboxRow> lock(Handle handle, long mailboxId) {
        return handle.createQuery("SELECT id, bal, name, uid_validity, last_uid, highest_modseq, acl FROM mailbox "
                        + "WHERE id = :id FOR NO KEY UPDATE")
                .bind("id", mailboxId)
                .map(MailboxTable::row)
                .findOne();
    }

    private static List<MessageRow> select(Handle handle, long mailboxId, Collection<Long> uids) {
        List<MessageRow> found = new ArrayList<>();
        for (List<Long> some : inSlices(uids.stream().sorted().distinct().toList())) {
            found.addAll(handle.createQuery("SELECT " + MessageReading.COLUMNS
                            + " FROM mailbox_message mm JOIN message m ON m.id = mm.message_id "
                            + "WHERE mm.mailbox_id = :id AND mm.uid = ANY (:uids) ORDER BY mm.uid")
                    .bind("id", mailboxId)
                    .bindArray("uids", Long.class, some)
                    .map((rs, context) -> MessageReading.row(rs, false))
                    .list());
        }
        return found;
    }

    private static <T> List<List<T>> inSlices(List<T> all) {
        List<List<T>> slices = new ArrayList<>();
        for (int from = 0; from < all.size(); from += AT_A_TIME) {
            slices.add(all.subList(from, Math.min(all.size(), from + AT_A_TIME)));
        }
        return slices;
    }
}

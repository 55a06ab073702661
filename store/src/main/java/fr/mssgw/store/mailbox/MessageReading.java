package fr.mssgw.store.mailbox;

import fr.mssgw.core.identity.Rpps;
import fr.mssgw.store.sql.Database;
import java.io.InputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Reads messages of folders, never a body with them. Blocking; thread-safe; throws StoreUnavailable. */
public final class MessageReading {
    static final String COLUMNS = "mm.mailbox_id, mm.uid, mm.modseq, mm.message_id, m.body_id, mm.internal_date, "
            + "mm.save_date, mm.flags, mm.keywords, m.size, octet_length(m.header) AS header_octets";

    private final Transactions transactions;
    private final String messages;
    private final String from;

    public MessageReading(Database database) {
        this(new Transactions(database), SeenView.OF_ALL);
    }

    private MessageReading(Transactions transactions, SeenView seen) {
        this.transactions = transactions;
        this.messages = " FROM " + seen.messages() + " mm ";
        this.from = messages + "JOIN message m ON m.id = mm.message_id ";
    }

    /** The same, with this person's own {@code \Seen}; empty: with the one of all. */
    public MessageReading seenBy(Optional<Rpps> person) {
        return person.isEmpty() ? this : new MessageReading(transactions, new SeenView(person));
    }

    /** The next messages of a folder from a UID on, by UID. */
    public List<MessageRow> page(long mailboxId, long fromUid, long toUid, int most, boolean withHeader) {
        return page(mailboxId, fromUid, toUid, most, withHeader, MessageFilter.all());
    }

    public List<MessageRow> page(
            long mailboxId, long fromUid, long toUid, int most, boolean withHeader, MessageFilter filter) {
        return transactions.read("reading messages", handle -> {
            Query query = handle.createQuery("SELECT " + COLUMNS + (withHeader ? ", m.header" : "") + from
                            + filter.textJoin() + "WHERE mm.mailbox_id = ? AND mm.uid BETWEEN ? AND ? AND ("
                            + filter.sql()
                            + ") ORDER BY mm.uid LIMIT ?")
                    .bind(0, mailboxId)
                    .bind(1, fromUid)
                    .bind(2, toUid);
            int at = 3;
            for (Object value : filter.values()) {
                query.bind(at++, value);
            }
            return query.bind(at, most)
                    .map((rs, context) -> row(rs, withHeader))
                    .list();
        });
    }

    /** UIDs of a folder that match, ascending. */
    public List<Long> uids(long mailboxId, MessageFilter filter) {
        return transactions.read("searching messages", handle -> {
            Query query = handle.createQuery("SELECT mm.uid" + messages + filter.joins()
                            + "WHERE mm.mailbox_id = ? AND (" + filter.sql() + ") ORDER BY mm.uid")
                    .bind(0, mailboxId);
            int at = 1;
            for (Object value : filter.values()) {
                query.bind(at++, value);
            }
            return query.mapTo(Long.class).list();
        });
    }

    /** What copies of these messages would add to a BAL, in octets. */
    public long octets(long mailboxId, Collection<Long> uids) {
        return transactions.read("measuring messages", handle -> handle.createQuery(
                        "SELECT coalesce(sum(m.size), 0)" + from + "WHERE mm.mailbox_id = :id AND mm.uid = ANY (:uids)")
                .bind("id", mailboxId)
                .bindArray("uids", Long.class, uids)
                .mapTo(Long.class)
                .one());
    }

    public Optional<Long> firstUnseen(long mailboxId) {
        return transactions.read("looking for the first unseen message", handle -> handle.createQuery(
                        "SELECT uid" + messages + "WHERE mailbox_id = :id AND flags & 32 = 0 ORDER BY uid LIMIT 1")
                .bind("id", mailboxId)
                .mapTo(Long.class)
                .findOne());
    }

    public Counts counts(long mailboxId) {
        return transactions.read("counting messages", handle -> handle.createQuery(
                        "SELECT count(*) AS total, count(*) FILTER (WHERE flags & 32 = 0) AS unseen" + messages
                                + "WHERE mailbox_id = :id")
                .bind("id", mailboxId)
                .map((rs, context) -> new Counts(rs.getLong("total"), rs.getLong("unseen")))
                .one());
    }

    /** Keywords in use in a folder. */
    public List<String> keywords(long mailboxId) {
        return transactions.read("reading keywords", handle -> handle.createQuery(
                        "SELECT DISTINCT unnest(keywords) FROM mailbox_message "
                                + "WHERE mailbox_id = :id AND keywords <> '{}' LIMIT 1000")
                .bind("id", mailboxId)
                .mapTo(String.class)
                .list());
    }

    /** The octets after the header section, fetched slice by slice as they are read. */
    public InputStream body(long bodyId, long octets) {
        return body(bodyId, octets, new byte[0]);
    }

    /** The same where its first octets are known already. */
    public InputStream body(long bodyId, long octets, byte[] beginning) {
        return new BodyStream(transactions, bodyId, octets, beginning);
    }

    /** Header section of a message that was read without it. */
    public Optional<byte[]> header(long messageId) {
        return transactions.read(
                "reading a header section", handle -> handle.createQuery("SELECT header FROM message WHERE id = :id")
                        .bind("id", messageId)
                        .map((rs, context) -> rs.getBytes(1))
                        .findOne());
    }

    static MessageRow row(ResultSet rs, boolean withHeader) throws SQLException {
        String[] keywords = (String[]) rs.getArray("keywords").getArray();
        byte @Nullable [] header = withHeader ? rs.getBytes("header") : null;
        return new MessageRow(
                rs.getLong("mailbox_id"),
                rs.getLong("uid"),
                rs.getLong("modseq"),
                rs.getLong("message_id"),
                rs.getLong("body_id"),
                rs.getObject("internal_date", OffsetDateTime.class).toInstant(),
                rs.getObject("save_date", OffsetDateTime.class).toInstant(),
                new MessageFlags(rs.getInt("flags"), List.of(keywords)),
                rs.getLong("size"),
                rs.getLong("header_octets"),
                header);
    }

    /** Messages in a folder. */
    public record Counts(long total, long unseen) {}
}

package fr.mssgw.store.mailbox;

import fr.mssgw.core.identity.Rpps;
import fr.mssgw.core.listing.MessageListing;
import fr.mssgw.store.sql.Database;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages of a folder for FETCH, page by page, with the columns that are asked for and no others. Only
 * {@link Item#BODY} touches bodies. Holds no connection between two pages. Blocking; thread-safe; throws
 * StoreUnavailable.
 */
public final class FolderListing {
    /** Octets of a body that come with its row. */
    public static final int BODY_START = 64 * 1024;

    /** Octets of header sections and listings after which a page takes no other row. */
    static final int PAGE_OCTETS = 4 * 1024 * 1024;

    /** A longer value of a listing was stored before listings were bounded: it is made anew, as one that is missing. */
    static final int LONGEST_VALUE = 4 * MessageListing.MOST;

    private static final Set<Item> MEASURED =
            EnumSet.of(Item.HEADER, Item.ENVELOPE, Item.BODY_STRUCTURE, Item.BODY_OUTLINE);

    private final Transactions transactions;
    private final SeenView seen;

    /** What may be asked for beside numbers and flags. All but the dates bring what {@link #SIZE} does. */
    public enum Item {
        /** Octets, and by which number the body is found. */
        SIZE(""),
        DATES("mm.internal_date, mm.save_date"),
        HEADER("m.header"),
        ENVELOPE(unlessTooLong("envelope")),
        BODY_STRUCTURE(unlessTooLong("body_structure")),
        BODY_OUTLINE(unlessTooLong("body_outline")),
        BODY("substring(b.content FROM 1 FOR " + BODY_START + ") AS body_start");

        private final String columns;

        Item(String columns) {
            this.columns = columns;
        }

        private static String unlessTooLong(String column) {
            return "CASE WHEN octet_length(m." + column + ") <= " + LONGEST_VALUE + " THEN m." + column + " END AS "
                    + column;
        }
    }

    public FolderListing(Database database) {
        this(new Transactions(database), SeenView.OF_ALL);
    }

    private FolderListing(Transactions transactions, SeenView seen) {
        this.transactions = transactions;
        this.seen = seen;
    }

    /** The same, with this person's own {@code \Seen}; empty: with the one of all. */
    public FolderListing seenBy(Optional<Rpps> person) {
        return person.isEmpty() ? this : new FolderListing(transactions, new SeenView(person));
    }

    /**
     * The next messages from a UID on, by UID: one page, which may hold fewer than {@link #pageSize} though more follow.
     * Empty where none follows.
     */
    public List<ListedMessage> range(long mailboxId, long fromUid, long toUid, Set<Item> items) {
        if (fromUid == toUid) { // a client that fetches one by one: an equality needs no plan of its own each time
            return read(select(items, "mm.uid") + "AND mm.uid = ?", items, statement -> {
                statement.setLong(1, mailboxId);
                statement.setLong(2, fromUid);
            });
        }
        String rows = select(items, "mm.uid") + "AND mm.uid BETWEEN ? AND ? ORDER BY mm.uid LIMIT " + pageSize(items);
        return read(page(rows, items), items, statement -> {
            statement.setLong(1, mailboxId);
            statement.setLong(2, fromUid);
            statement.setLong(3, toUid);
        });
    }

    /**
     * Those of these that are there, in the order in which they are asked for. Where header sections or listings are
     * among the items and pass what a page holds, the last ones are left out; the first that is there never is.
     */
    public List<ListedMessage> some(long mailboxId, List<Long> uids, Set<Item> items) {
        String rows = select(items, "array_position(?, mm.uid)") + "AND mm.uid = ANY (?) ORDER BY place";
        return read(page(rows, items), items, statement -> {
            Array asked = statement.getConnection().createArrayOf("int8", uids.toArray(Long[]::new));
            statement.setArray(1, asked);
            statement.setLong(2, mailboxId);
            statement.setArray(3, asked);
        });
    }

    /** Rows that one page holds at most; those with header sections or listings hold a few MiB at most too. */
    public static int pageSize(Set<Item> items) {
        return items.contains(Item.BODY) ? 16 : items.contains(Item.HEADER) ? 64 : 1_000;
    }

    /** So many of these rows, in their order, as begin within {@link #PAGE_OCTETS}. Lengths are known without the values. */
    private static String page(String rows, Set<Item> items) {
        String octets = items.stream()
                .filter(MEASURED::contains)
                .map(item -> "coalesce(octet_length(r." + item.name().toLowerCase(Locale.ROOT) + "), 0)")
                .collect(Collectors.joining(" + "));
        return octets.isEmpty()
                ? rows
                : "SELECT * FROM (SELECT r.*, sum(" + octets + ") OVER (ORDER BY place "
                        + "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS octets_before FROM (" + rows + ") r) p "
                        + "WHERE coalesce(octets_before, 0) < " + PAGE_OCTETS + " ORDER BY place";
    }

    /** @param place what the rows are in the order of */
    private String select(Set<Item> items, String place) {
        boolean content = items.stream().anyMatch(item -> item != Item.DATES);
        StringBuilder sql = new StringBuilder("SELECT mm.uid, mm.modseq, mm.message_id, mm.flags, "
                + "array_to_string(mm.keywords, ' ') AS keywords, ");
        sql.append(content ? "m.body_id, m.size, octet_length(m.header) AS header_octets" : "0, 0, 0");
        items.forEach(item -> sql.append(item.columns.isEmpty() ? "" : ", ").append(item.columns));
        sql.append(", ")
                .append(place)
                .append(" AS place FROM ")
                .append(seen.messages())
                .append(" mm ");
        if (content) {
            sql.append("JOIN message m ON m.id = mm.message_id ");
        }
        if (items.contains(Item.BODY)) {
            sql.append("JOIN body b ON b.id = m.body_id ");
        }
        return sql.append("WHERE mm.mailbox_id = ? ").toString();
    }

    @FunctionalInterface
    private interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    private List<ListedMessage> read(String sql, Set<Item> items, Binding binding) {
        Set<Item> wanted = items.isEmpty() ? EnumSet.noneOf(Item.class) : EnumSet.copyOf(items);
        return transactions.read("listing messages", handle -> {
            try (PreparedStatement statement = handle.getConnection().prepareStatement(sql)) {
                binding.bind(statement);
                List<ListedMessage> listed = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        listed.add(row(rows, wanted));
                    }
                }
                return listed;
            } catch (SQLException e) {
                throw new UnableToExecuteStatementException(e, null);
            }
        });
    }

    private static ListedMessage row(ResultSet row, Set<Item> items) throws SQLException {
        boolean dates = items.contains(Item.DATES);
        return new ListedMessage(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getLong(6),
                row.getInt(4),
                row.getString(5),
                row.getLong(7),
                row.getLong(8),
                dates ? instant(row, "internal_date") : null,
                dates ? instant(row, "save_date") : null,
                octets(row, items, Item.HEADER, "header"),
                octets(row, items, Item.ENVELOPE, "envelope"),
                octets(row, items, Item.BODY_STRUCTURE, "body_structure"),
                octets(row, items, Item.BODY_OUTLINE, "body_outline"),
                octets(row, items, Item.BODY, "body_start"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static byte @Nullable [] octets(ResultSet row, Set<Item> items, Item item, String column)
            throws SQLException {
        return items.contains(item) ? row.getBytes(column) : null;
    }
}

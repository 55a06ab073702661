package fr.mssgw.store.delivery;

import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Messages that bear a Message-ID, by their folder, and marks that are set on them; all in the caller's transaction. */
record NamedMessages(TreeMap<Long, List<Long>> uidsOfMailboxes) {
    private static final String ADVANCE =
            "UPDATE mailbox SET highest_modseq = highest_modseq + 1 WHERE id = ? RETURNING highest_modseq";

    /** Sets the parameters of an UPDATE of {@code mailbox_message} that returns UIDs. */
    @FunctionalInterface
    interface Mark {
        void bind(PreparedStatement update, long mailbox, long modseq, Array uids) throws SQLException;
    }

    /**
     * Those among the rows that bear the Message-ID themselves: an answer names it too, in other fields.
     *
     * @param query ready to run; its rows are mailbox, UID and header section
     * @param messageId with its angle brackets
     */
    static NamedMessages among(PreparedStatement query, String messageId) throws SQLException {
        Pattern named = Pattern.compile("(?im)^message-id:\\s*" + Pattern.quote(messageId) + "\\s*$");
        TreeMap<Long, List<Long>> found = new TreeMap<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                if (named.matcher(new String(rows.getBytes(3), StandardCharsets.UTF_8))
                        .find()) {
                    found.computeIfAbsent(rows.getLong(1), id -> new ArrayList<>())
                            .add(rows.getLong(2));
                }
            }
        }
        return new NamedMessages(found);
    }

    /** Advances the MODSEQ of each folder and sets the mark in it; locks mailboxes in ascending order of id. */
    List<MailboxChange> mark(Connection connection, String sql, Mark mark) throws SQLException {
        List<MailboxChange> changes = new ArrayList<>();
        for (Map.Entry<Long, List<Long>> folder : uidsOfMailboxes.entrySet()) {
            List<Long> marked = mark(connection, sql, mark, folder.getKey(), folder.getValue());
            if (!marked.isEmpty()) {
                changes.add(new MailboxChange(folder.getKey(), List.of(), marked));
            }
        }
        return changes;
    }

    private static List<Long> mark(Connection connection, String sql, Mark mark, long mailbox, List<Long> uids)
            throws SQLException {
        List<Long> marked = new ArrayList<>();
        try (PreparedStatement advance = connection.prepareStatement(ADVANCE);
                PreparedStatement update = connection.prepareStatement(sql)) {
            advance.setLong(1, mailbox);
            try (ResultSet row = advance.executeQuery()) {
                if (!row.next()) {
                    return marked;
                }
                mark.bind(update, mailbox, row.getLong(1), connection.createArrayOf("int8", uids.toArray()));
            }
            try (ResultSet changed = update.executeQuery()) {
                while (changed.next()) {
                    marked.add(changed.getLong(1));
                }
            }
        }
        marked.sort(null);
        return marked;
    }
}

package fr.mssgw.store;

import fr.mssgw.core.conversation.SentMessage;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The copies of a message that its sender keeps, which clients file by APPEND. There is no index of Message-IDs: the
 * newest messages of each folder are looked at, those only that came since the message was sent.
 */
final class SentCopies {
    /** An APPEND may come before the submission. */
    private static final Duration EARLIER = Duration.ofHours(1);

    private static final String FIND =
            "SELECT mm.mailbox_id, mm.uid, s.header FROM mailbox m CROSS JOIN LATERAL (SELECT x.mailbox_id, x.uid,"
                    + " x.message_id, x.save_date FROM mailbox_message x WHERE x.mailbox_id = m.id ORDER BY x.uid DESC"
                    + " LIMIT 1000) mm JOIN message s ON s.id = mm.message_id"
                    + " WHERE m.bal = ? AND mm.save_date >= ? AND position(?::bytea IN s.header) > 0"
                    + " ORDER BY mm.mailbox_id, mm.uid LIMIT 50";

    private SentCopies() {}

    /** In the caller's transaction; locks mailboxes in ascending order of id. */
    static List<MailboxChange> mark(Connection connection, SentMessage message, String keyword) throws SQLException {
        List<MailboxChange> changes = new ArrayList<>();
        if (message.messageId().isEmpty()) {
            return changes;
        }
        for (var folder : find(connection, message).entrySet()) {
            List<Long> marked = mark(connection, folder.getKey(), folder.getValue(), keyword);
            if (!marked.isEmpty()) {
                changes.add(new MailboxChange(folder.getKey(), List.of(), marked));
            }
        }
        return changes;
    }

    private static TreeMap<Long, List<Long>> find(Connection connection, SentMessage message) throws SQLException {
        Pattern named = Pattern.compile("(?im)^message-id:\\s*" + Pattern.quote(message.messageId()) + "\\s*$");
        TreeMap<Long, List<Long>> found = new TreeMap<>();
        try (PreparedStatement query = connection.prepareStatement(FIND)) {
            query.setString(1, message.sender().wireForm());
            query.setObject(2, OffsetDateTime.ofInstant(message.at().minus(EARLIER), ZoneOffset.UTC));
            query.setBytes(3, message.messageId().getBytes(StandardCharsets.UTF_8));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    // an answer names it too, in other fields
                    if (named.matcher(new String(rows.getBytes(3), StandardCharsets.UTF_8))
                            .find()) {
                        found.computeIfAbsent(rows.getLong(1), id -> new ArrayList<>())
                                .add(rows.getLong(2));
                    }
                }
            }
        }
        return found;
    }

    private static List<Long> mark(Connection connection, long mailbox, List<Long> uids, String keyword)
            throws SQLException {
        List<Long> marked = new ArrayList<>();
        try (PreparedStatement lock = connection.prepareStatement(
                "UPDATE mailbox SET highest_modseq = highest_modseq + 1 WHERE id = ? RETURNING highest_modseq")) {
            lock.setLong(1, mailbox);
            try (ResultSet row = lock.executeQuery()) {
                if (!row.next()) {
                    return marked;
                }
                try (PreparedStatement update = connection.prepareStatement(
                        "UPDATE mailbox_message SET keywords = array_append(keywords, ?), modseq = ?"
                                + " WHERE mailbox_id = ? AND uid = ANY (?) AND ? <> ALL (keywords) RETURNING uid")) {
                    update.setString(1, keyword);
                    update.setLong(2, row.getLong(1));
                    update.setLong(3, mailbox);
                    update.setArray(4, connection.createArrayOf("int8", uids.toArray()));
                    update.setString(5, keyword);
                    try (ResultSet changed = update.executeQuery()) {
                        while (changed.next()) {
                            marked.add(changed.getLong(1));
                        }
                    }
                }
            }
        }
        marked.sort(null);
        return marked;
    }
}

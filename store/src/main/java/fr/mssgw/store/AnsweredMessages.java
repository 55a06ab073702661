package fr.mssgw.store;

import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.search.Folding;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Messages of a shared BAL that somebody has answered, however old. They are looked for by the index of what SEARCH looks
 * at; what came in so lately that it is not in there yet is among the newest of its folder.
 */
final class AnsweredMessages {
    private static final String FIND = "SELECT mm.mailbox_id, mm.uid, s.header FROM mailbox m JOIN ("
            + "SELECT x.mailbox_id, x.uid, x.message_id FROM message_text t "
            + "JOIN mailbox_message x ON x.message_id = t.message_id WHERE t.mime_id = ? AND t.mime_id <> '' "
            + "UNION SELECT n.mailbox_id, n.uid, n.message_id FROM mailbox own CROSS JOIN LATERAL "
            + "(SELECT x.mailbox_id, x.uid, x.message_id FROM mailbox_message x WHERE x.mailbox_id = own.id "
            + "ORDER BY x.uid DESC LIMIT 2000) n WHERE own.bal = ? "
            + "AND NOT EXISTS (SELECT FROM message_text t WHERE t.message_id = n.message_id)) mm "
            + "ON mm.mailbox_id = m.id JOIN message s ON s.id = mm.message_id "
            + "WHERE m.bal = ? AND position(?::bytea IN s.header) > 0 ORDER BY mm.mailbox_id, mm.uid LIMIT 50";
    private static final String MARK = "UPDATE mailbox_message SET flags = flags | 1, modseq = ?, keywords = "
            + "ARRAY(SELECT k FROM unnest(keywords) k WHERE k !~* '^\\$MSS_Taken(_|$)') || ?::text "
            + "WHERE mailbox_id = ? AND uid = ANY (?) RETURNING uid";

    private AnsweredMessages() {}

    /** In the caller's transaction; locks mailboxes in ascending order of id. */
    static List<MailboxChange> mark(Connection connection, MssAddress bal, String messageId, String keyword)
            throws SQLException {
        List<MailboxChange> changes = new ArrayList<>();
        for (var folder : find(connection, bal, messageId).entrySet()) {
            try (PreparedStatement lock = connection.prepareStatement(
                            "UPDATE mailbox SET highest_modseq = highest_modseq + 1 WHERE id = ? RETURNING highest_modseq");
                    PreparedStatement update = connection.prepareStatement(MARK)) {
                lock.setLong(1, folder.getKey());
                try (ResultSet row = lock.executeQuery()) {
                    if (row.next()) {
                        update.setLong(1, row.getLong(1));
                        update.setString(2, keyword);
                        update.setLong(3, folder.getKey());
                        update.setArray(
                                4,
                                connection.createArrayOf(
                                        "int8", folder.getValue().toArray()));
                        List<Long> marked = new ArrayList<>();
                        try (ResultSet changed = update.executeQuery()) {
                            while (changed.next()) {
                                marked.add(changed.getLong(1));
                            }
                        }
                        marked.sort(null);
                        if (!marked.isEmpty()) {
                            changes.add(new MailboxChange(folder.getKey(), List.of(), marked));
                        }
                    }
                }
            }
        }
        return changes;
    }

    private static TreeMap<Long, List<Long>> find(Connection connection, MssAddress bal, String messageId)
            throws SQLException {
        // an answer names it too, in other fields
        Pattern named = Pattern.compile("(?im)^message-id:\\s*" + Pattern.quote(messageId) + "\\s*$");
        TreeMap<Long, List<Long>> found = new TreeMap<>();
        try (PreparedStatement query = connection.prepareStatement(FIND)) {
            query.setString(1, Folding.fold(messageId));
            query.setString(2, bal.wireForm());
            query.setString(3, bal.wireForm());
            query.setBytes(4, messageId.getBytes(StandardCharsets.UTF_8));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
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
}

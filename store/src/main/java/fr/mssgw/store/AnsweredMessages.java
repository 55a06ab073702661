package fr.mssgw.store;

import fr.mssgw.core.identity.MssAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Messages of a shared BAL that somebody has answered; looked for among the newest of each folder, as sent copies are. */
final class AnsweredMessages {
    private static final String FIND = "SELECT mm.mailbox_id, mm.uid, s.header FROM mailbox m CROSS JOIN LATERAL "
            + "(SELECT x.mailbox_id, x.uid, x.message_id FROM mailbox_message x WHERE x.mailbox_id = m.id "
            + "ORDER BY x.uid DESC LIMIT 2000) mm JOIN message s ON s.id = mm.message_id "
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
            query.setString(1, bal.wireForm());
            query.setBytes(2, messageId.getBytes(StandardCharsets.UTF_8));
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

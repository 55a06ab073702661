package fr.mssgw.store.delivery;

import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.search.Folding;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

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
        try (PreparedStatement query = connection.prepareStatement(FIND)) {
            query.setString(1, Folding.fold(messageId));
            query.setString(2, bal.wireForm());
            query.setString(3, bal.wireForm());
            query.setBytes(4, messageId.getBytes(StandardCharsets.UTF_8));
            return NamedMessages.among(query, messageId).mark(connection, MARK, (update, mailbox, modseq, uids) -> {
                update.setLong(1, modseq);
                update.setString(2, keyword);
                update.setLong(3, mailbox);
                update.setArray(4, uids);
            });
        }
    }
}

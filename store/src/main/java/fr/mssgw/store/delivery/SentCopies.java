package fr.mssgw.store.delivery;

import fr.mssgw.core.conversation.SentMessage;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * The copies of a message that its sender keeps, which clients file by APPEND. They are recent, and may not be indexed
 * yet: the newest messages of each folder are looked at, those only that came since the message was sent.
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

    private static final String MARK = "UPDATE mailbox_message SET keywords = array_append(keywords, ?), modseq = ?"
            + " WHERE mailbox_id = ? AND uid = ANY (?) AND ? <> ALL (keywords) RETURNING uid";

    private SentCopies() {}

    /** In the caller's transaction; locks mailboxes in ascending order of id. */
    static List<MailboxChange> mark(Connection connection, SentMessage message, String keyword) throws SQLException {
        if (message.messageId().isEmpty()) {
            return List.of();
        }
        try (PreparedStatement query = connection.prepareStatement(FIND)) {
            query.setString(1, message.sender().wireForm());
            query.setObject(2, OffsetDateTime.ofInstant(message.at().minus(EARLIER), ZoneOffset.UTC));
            query.setBytes(3, message.messageId().getBytes(StandardCharsets.UTF_8));
            return NamedMessages.among(query, message.messageId())
                    .mark(connection, MARK, (update, mailbox, modseq, uids) -> {
                        update.setString(1, keyword);
                        update.setLong(2, modseq);
                        update.setLong(3, mailbox);
                        update.setArray(4, uids);
                        update.setString(5, keyword);
                    });
        }
    }
}

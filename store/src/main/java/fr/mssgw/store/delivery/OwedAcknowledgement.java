package fr.mssgw.store.delivery;

import fr.mssgw.core.delivery.PharmacyArrival;
import fr.mssgw.store.sql.Arguments;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;

/** Whether a patient is owed an acknowledgement: one a day for each exchange, at most. */
public final class OwedAcknowledgement {
    private OwedAcknowledgement() {}

    /**
     * Notes that it is written, if it is owed: the message is a prescription, or began the exchange or began it again,
     * and none was written within a day. In the transaction that stores the message, after its conversation.
     *
     * @param stored when the message was, by the clock of the store
     * @return whether the caller has to queue it
     */
    public static boolean take(Connection connection, PharmacyArrival arrival, Instant stored) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO pharmacy_acknowledgement AS a (conversation_id, sent_at)"
                        + " SELECT c.id, ? FROM conversation c"
                        + " WHERE c.ins = ? AND c.contact = ? AND (? OR c.changed_at = ?)"
                        + " ON CONFLICT (conversation_id) DO UPDATE SET sent_at = excluded.sent_at"
                        + " WHERE a.sent_at <= excluded.sent_at - interval '1 day'")) {
            Arguments arguments = new Arguments(connection, insert);
            arguments.instant(arrival.at());
            arguments.text(arrival.key().patient().matricule());
            arguments.text(arrival.key().contact().wireForm());
            arguments.object(arrival.prescription());
            arguments.instant(stored);
            return insert.executeUpdate() == 1;
        }
    }
}

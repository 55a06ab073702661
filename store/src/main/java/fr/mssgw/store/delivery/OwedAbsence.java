package fr.mssgw.store.delivery;

import fr.mssgw.core.delivery.AbsenceAnswer;
import fr.mssgw.store.sql.Arguments;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;

/** Whether a correspondent is owed the answer that a BAL's people are away: once in a while (RFC 3834 §2). */
final class OwedAbsence {
    private OwedAbsence() {}

    /** Notes that it is sent, if it is owed; in the transaction that stores the message which it answers. */
    static boolean take(Connection connection, AbsenceAnswer absence, Instant at) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO absence_answer AS a (bal, correspondent, answered_at) VALUES (?, ?, ?)"
                        + " ON CONFLICT (bal, correspondent) DO UPDATE SET answered_at = excluded.answered_at"
                        + " WHERE a.answered_at <= ?")) {
            Arguments arguments = new Arguments(connection, insert);
            arguments.text(absence.bal().wireForm());
            arguments.text(absence.correspondent().wireForm());
            arguments.instant(at);
            arguments.instant(absence.unlessSince());
            return insert.executeUpdate() == 1;
        }
    }
}

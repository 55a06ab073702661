package fr.mssgw.store.pharmacy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The row of a pharmacy that whoever writes to it on time holds. */
final class Watch {
    private Watch() {}

    /** Takes the row until the end of the transaction. @return false where another transaction has it */
    static boolean lock(Connection connection, String bal) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO pharmacy_watch (bal) VALUES (?) ON CONFLICT DO NOTHING")) {
            insert.setString(1, bal);
            insert.executeUpdate();
        }
        try (PreparedStatement query =
                connection.prepareStatement("SELECT FROM pharmacy_watch WHERE bal = ? FOR UPDATE SKIP LOCKED")) {
            query.setString(1, bal);
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }
}

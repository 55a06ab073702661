package fr.mssgw.store.access;

import fr.mssgw.core.access.ApplicationPassword;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Rpps;
import fr.mssgw.core.port.ApplicationPasswords;
import fr.mssgw.store.sql.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Application passwords on PostgreSQL: what one node grants or revokes holds on all at the next login. */
public final class SqlApplicationPasswords implements ApplicationPasswords {
    /** So many for one person and BAL. */
    public static final int MOST = 20;

    private static final String COLUMNS =
            "SELECT selector, bal, rpps, label, hash, created_at, last_used_at" + " FROM application_password";

    private final Database database;

    public SqlApplicationPasswords(Database database) {
        this.database = database;
    }

    /** Keeps a new one; false where the person has {@link #MOST} for this BAL already. */
    public boolean grant(ApplicationPassword password) {
        return database.run("keeping an application password", connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO application_password (selector, bal, rpps, label, hash, created_at)"
                            + " SELECT ?, ?, ?, ?, ?, ? WHERE ? >"
                            + " (SELECT count(*) FROM application_password WHERE bal = ? AND rpps = ?)"
                            + " ON CONFLICT DO NOTHING")) {
                insert.setString(1, password.selector());
                insert.setString(2, password.bal().wireForm());
                insert.setString(3, password.person().number());
                insert.setString(4, password.label());
                insert.setString(5, password.hash());
                insert.setObject(6, password.created().atOffset(ZoneOffset.UTC));
                insert.setInt(7, MOST);
                insert.setString(8, password.bal().wireForm());
                insert.setString(9, password.person().number());
                return insert.executeUpdate() == 1;
            }
        });
    }

    /** The revoked one; empty where there is none of this selector. */
    public Optional<ApplicationPassword> revoke(String selector) {
        return database.run("revoking an application password", connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM application_password"
                    + " WHERE selector = ? RETURNING selector, bal, rpps, label, hash, created_at, last_used_at")) {
                delete.setString(1, selector);
                return read(delete).stream().findFirst();
            }
        });
    }

    /**
     * In order of BAL, person and age.
     *
     * @param bal only those of this BAL, if given
     */
    public List<ApplicationPassword> list(Optional<MssAddress> bal, int skip, int limit) {
        return database.run("listing application passwords", connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement(COLUMNS + (bal.isPresent() ? " WHERE bal = ?" : "")
                            + " ORDER BY bal, rpps, created_at, selector OFFSET ? LIMIT ?")) {
                int bound = 0;
                if (bal.isPresent()) {
                    query.setString(++bound, bal.get().wireForm());
                }
                query.setInt(++bound, skip);
                query.setInt(++bound, limit);
                return read(query);
            }
        });
    }

    @Override
    public Optional<ApplicationPassword> find(String selector) {
        return database.run("looking for an application password", connection -> {
            try (PreparedStatement query = connection.prepareStatement(COLUMNS + " WHERE selector = ?")) {
                query.setString(1, selector);
                return read(query).stream().findFirst();
            }
        });
    }

    @Override
    public void used(String selector, Instant at) {
        database.run("noting the use of an application password", connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE application_password SET last_used_at = ? WHERE selector = ?")) {
                update.setObject(1, at.atOffset(ZoneOffset.UTC));
                update.setString(2, selector);
                return update.executeUpdate();
            }
        });
    }

    private static List<ApplicationPassword> read(PreparedStatement query) throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            List<ApplicationPassword> found = new ArrayList<>();
            while (rows.next()) {
                found.add(new ApplicationPassword(
                        rows.getString(1),
                        MssAddress.parse(rows.getString(2)),
                        new Rpps(rows.getString(3)),
                        rows.getString(4),
                        rows.getString(5),
                        rows.getObject(6, OffsetDateTime.class).toInstant(),
                        Optional.ofNullable(rows.getObject(7, OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant)));
            }
            return found;
        }
    }
}

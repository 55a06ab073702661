package fr.mssgw.store.conversation;

import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.port.Oppositions;
import fr.mssgw.store.sql.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The patients whose opposition the operator recorded. */
public final class SqlOppositions implements Oppositions {
    private final Database database;

    public SqlOppositions(Database database) {
        this.database = database;
    }

    /** @param at when it was recorded */
    public record Opposition(InsAddress patient, Instant at) {}

    @Override
    public boolean opposes(InsAddress patient) {
        return database.run("looking for an opposition", connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT FROM patient_opposition WHERE ins = ?")) {
                query.setString(1, patient.matricule());
                try (ResultSet row = query.executeQuery()) {
                    return row.next();
                }
            }
        });
    }

    /** False when it was there already. */
    public boolean add(InsAddress patient, Instant at) {
        return database.run("recording an opposition", connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO patient_opposition (ins, at) VALUES (?, ?) ON CONFLICT DO NOTHING")) {
                insert.setString(1, patient.matricule());
                insert.setObject(2, OffsetDateTime.ofInstant(at, ZoneOffset.UTC));
                return insert.executeUpdate() > 0;
            }
        });
    }

    /** False when there was none. */
    public boolean remove(InsAddress patient) {
        return database.run("removing an opposition", connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM patient_opposition WHERE ins = ?")) {
                delete.setString(1, patient.matricule());
                return delete.executeUpdate() > 0;
            }
        });
    }

    /** In order of matricules, after the first {@code skip}. */
    public List<Opposition> list(int skip, int limit) {
        return database.run("listing oppositions", connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT ins, at FROM patient_opposition ORDER BY ins OFFSET ? LIMIT ?")) {
                query.setInt(1, skip);
                query.setInt(2, limit);
                try (ResultSet rows = query.executeQuery()) {
                    List<Opposition> found = new ArrayList<>();
                    while (rows.next()) {
                        found.add(new Opposition(
                                new InsAddress(rows.getString(1)),
                                rows.getObject(2, OffsetDateTime.class).toInstant()));
                    }
                    return found;
                }
            }
        });
    }
}

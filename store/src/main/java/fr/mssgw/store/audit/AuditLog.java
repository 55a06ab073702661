package fr.mssgw.store.audit;

import fr.mssgw.store.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** Reads the trail, for its export. Blocking; thread-safe; throws {@code StoreUnavailable}. */
public final class AuditLog {
    private final Database database;

    public AuditLog(Database database) {
        this.database = database;
    }

    /** @param details a JSON object, as it was kept */
    public record Line(long seq, Instant at, String kind, String actor, String details) {}

    /** Events in the order they were written, after a sequence number; 0 for the first page. */
    public List<Line> after(long seq, int limit) {
        return database.run("reading the audit", connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT seq, at, kind, actor, details FROM audit_event WHERE seq > ? ORDER BY seq LIMIT ?")) {
                query.setLong(1, seq);
                query.setInt(2, limit);
                List<Line> lines = new ArrayList<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        lines.add(new Line(
                                rows.getLong(1),
                                rows.getObject(2, OffsetDateTime.class).toInstant(),
                                rows.getString(3),
                                rows.getString(4),
                                rows.getString(5)));
                    }
                }
                return lines;
            }
        });
    }
}

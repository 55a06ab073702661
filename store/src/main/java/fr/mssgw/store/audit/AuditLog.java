package fr.mssgw.store.audit;

import fr.mssgw.store.audit.AuditChain.Event;
import fr.mssgw.store.sql.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Reads the sealed trail, for its export. Blocking; thread-safe; throws {@code StoreUnavailable}. */
public final class AuditLog {
    private final Database database;

    public AuditLog(Database database) {
        this.database = database;
    }

    /** @param text in the form of {@link AuditChain}: the event as it is now, with the hash as it was sealed */
    public record Line(long seq, String text) {}

    /** Sealed events in the order of their numbers, after one of these; 0 for the first page. */
    public List<Line> after(long seq, int limit) {
        return database.run("reading the audit", connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT c.seq, c.hash, p.hash, e.at, e.kind, e.actor, e.details FROM audit_chain c"
                            + " JOIN audit_event e ON e.seq = c.event LEFT JOIN audit_chain p ON p.seq = c.seq - 1"
                            + " WHERE c.seq > ? ORDER BY c.seq LIMIT ?")) {
                query.setLong(1, seq);
                query.setInt(2, limit);
                List<Line> lines = new ArrayList<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        long number = rows.getLong(1);
                        byte[] previous = rows.getBytes(3);
                        Event event = new Event(
                                rows.getObject(4, OffsetDateTime.class).toInstant(),
                                rows.getString(5),
                                rows.getString(6),
                                rows.getString(7));
                        lines.add(new Line(
                                number,
                                event.at(number, previous == null ? AuditChain.BEGINNING : hex(previous))
                                        .withHash(hex(rows.getBytes(2)))));
                    }
                }
                return lines;
            }
        });
    }

    private static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }
}

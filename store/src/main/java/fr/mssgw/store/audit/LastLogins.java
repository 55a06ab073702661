package fr.mssgw.store.audit;

import fr.mssgw.store.sql.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Who opened a BAL last, as far back as the audit goes. Blocking; thread-safe; throws StoreUnavailable. */
public final class LastLogins {
    private final Database database;

    public LastLogins(Database database) {
        this.database = database;
    }

    /** @param actor RPPS of the person, or the applicative BAL */
    public record Last(Instant at, String actor) {}

    /** By address; BAL that nobody opened are missing. */
    public Map<String, Last> of(Collection<String> bals) {
        return database.run("reading the last logins", connection -> {
            Map<String, Last> found = new HashMap<>();
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT b.bal, l.at, l.actor FROM unnest(?) AS b (bal) CROSS JOIN LATERAL (SELECT a.at, a.actor "
                            + "FROM audit_event a WHERE a.kind = 'LOGIN_GRANTED' AND a.details ->> 'bal' = b.bal "
                            + "ORDER BY a.at DESC LIMIT 1) l")) {
                query.setArray(1, connection.createArrayOf("text", bals.toArray()));
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        found.put(
                                rows.getString(1),
                                new Last(rows.getObject(2, OffsetDateTime.class).toInstant(), rows.getString(3)));
                    }
                }
            }
            return found;
        });
    }
}

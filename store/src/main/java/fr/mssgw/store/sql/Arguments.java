package fr.mssgw.store.sql;

import fr.mssgw.core.audit.AuditEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Binds the parameters of a statement one after the other. */
public final class Arguments {
    private final Connection connection;
    private final PreparedStatement statement;
    private int bound;

    public Arguments(Connection connection, PreparedStatement statement) {
        this.connection = connection;
        this.statement = statement;
    }

    public void text(@Nullable String value) throws SQLException {
        statement.setString(++bound, value);
    }

    public void object(Object value) throws SQLException {
        statement.setObject(++bound, value);
    }

    /** @param type of PostgreSQL, of one element */
    public void array(String type, @Nullable Object[] values) throws SQLException {
        statement.setArray(++bound, connection.createArrayOf(type, values));
    }

    public <T> void texts(Collection<T> values, Function<T, @Nullable String> text) throws SQLException {
        @Nullable String[] texts = new String[values.size()];
        int i = 0;
        for (T value : values) {
            texts[i++] = text.apply(value);
        }
        array("text", texts);
    }

    public void instant(Instant value) throws SQLException {
        statement.setObject(++bound, OffsetDateTime.ofInstant(value, ZoneOffset.UTC));
    }

    /** Four arrays of text: when, kind, actor, details as JSON. */
    public void events(List<AuditEvent> events) throws SQLException {
        texts(events, event -> event.at().toString());
        texts(events, event -> event.kind().name());
        texts(events, event -> Texts.storable(event.actor()));
        texts(events, event -> Texts.json(event.details()));
    }
}

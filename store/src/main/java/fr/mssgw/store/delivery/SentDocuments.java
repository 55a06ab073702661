package fr.mssgw.store.delivery;

import fr.mssgw.core.delivery.DocumentMark;
import fr.mssgw.core.delivery.PharmacyArrival;
import fr.mssgw.core.delivery.PharmacyArrival.Earlier;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.store.sql.Arguments;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * The documents that patients sent lately. Two messages with the same document meet at its row, so that the later one
 * always learns of the earlier one, however close together they come.
 */
public final class SentDocuments {
    /** How long a document counts as sent before. */
    private static final Duration REMEMBERED = Duration.ofDays(1);

    private SentDocuments() {}

    /**
     * Notes the documents of an arrival, in the transaction that stores it and before anything else in it.
     *
     * @return those that were sent before, within a day; where they are not the ones that the arrival names, the caller
     *     rolls back
     */
    public static Map<DocumentMark, Earlier> note(Connection connection, PharmacyArrival arrival, QueueId id)
            throws SQLException {
        if (arrival.documents().isEmpty()) {
            return Map.of();
        }
        byte[][] marks = arrival.documents().stream()
                .map(DocumentMark::hex)
                .sorted()
                .map(HexFormat.of()::parseHex)
                .toArray(byte[][]::new);
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO patient_document (mark, sent_at, queue_id)"
                        + " SELECT m.mark, ?, ? FROM unnest(?) AS m (mark) ORDER BY m.mark ON CONFLICT DO NOTHING")) {
            Arguments arguments = new Arguments(connection, insert);
            arguments.instant(arrival.at());
            arguments.text(id.value());
            arguments.array("bytea", marks);
            if (insert.executeUpdate() == marks.length) {
                return Map.of();
            }
        }
        Map<DocumentMark, Earlier> earlier = lastSending(connection, marks, arrival.at(), id);
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE patient_document SET sent_at = ?, queue_id = ? WHERE mark = ANY (?) AND queue_id <> ?")) {
            Arguments arguments = new Arguments(connection, update);
            arguments.instant(arrival.at());
            arguments.text(id.value());
            arguments.array("bytea", marks);
            arguments.text(id.value());
            update.executeUpdate();
        }
        return earlier;
    }

    private static Map<DocumentMark, Earlier> lastSending(Connection connection, byte[][] marks, Instant at, QueueId id)
            throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT encode(mark, 'hex'), sent_at, queue_id FROM patient_document"
                        + " WHERE mark = ANY (?) AND sent_at > ? AND queue_id <> ? ORDER BY mark FOR UPDATE")) {
            Arguments arguments = new Arguments(connection, query);
            arguments.array("bytea", marks);
            arguments.instant(at.minus(REMEMBERED));
            arguments.text(id.value());
            Map<DocumentMark, Earlier> earlier = new HashMap<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    earlier.put(
                            new DocumentMark(rows.getString(1)),
                            new Earlier(
                                    new QueueId(rows.getString(3)),
                                    rows.getObject(2, OffsetDateTime.class).toInstant()));
                }
            }
            return earlier;
        }
    }

    /** Forgets what no longer counts. */
    public static void forget(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM patient_document WHERE sent_at <= ?")) {
            new Arguments(connection, delete).instant(now.minus(REMEMBERED));
            delete.executeUpdate();
        }
    }
}

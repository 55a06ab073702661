package fr.mssgw.store.mailbox;

import fr.mssgw.core.listing.MessageListing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * What a message is, whichever folders it lies in: header, body and what IMAP lists of it.
 *
 * @param size octets of header and body
 */
record StoredContent(long messageId, long bodyId, long size, long headerOctets) {

    /** Writes a new one. */
    static StoredContent insert(Handle handle, NewMessage message) {
        long bodyId = insertBody(handle, message);
        long size = (long) message.header().length + message.bodyOctets();
        MessageListing listing = listing(message);
        handle.createUpdate("INSERT INTO message (id, body_id, header, size, stored_at, envelope, body_structure, "
                        + "body_outline) OVERRIDING SYSTEM VALUE VALUES (:id, :body, :header, :size, :at, "
                        + ":envelope, :structure, :outline)")
                .bind("envelope", listing.envelope())
                .bind("structure", listing.bodyStructure())
                .bind("outline", listing.body())
                .bind("id", message.messageId())
                .bind("body", bodyId)
                .bind("header", message.header())
                .bind("size", size)
                .bind("at", message.saveDate().atOffset(ZoneOffset.UTC))
                .execute();
        return new StoredContent(message.messageId(), bodyId, size, message.header().length);
    }

    private static long insertBody(Handle handle, NewMessage message) {
        try (InputStream body = message.body().open();
                PreparedStatement insert =
                        handle.getConnection().prepareStatement("INSERT INTO body (content) VALUES (?) RETURNING id")) {
            insert.setBinaryStream(1, body, message.bodyOctets()); // streamed by the driver
            try (ResultSet rs = insert.executeQuery()) {
                rs.next();
                return rs.getLong(1);
            }
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException(e, null);
        } catch (IOException e) {
            throw new UncheckedIOException("reading a body on its way into the store", e);
        }
    }

    private static MessageListing listing(NewMessage message) {
        try (InputStream body = message.body().open()) {
            return MessageListing.of(message.header(), body);
        } catch (IOException e) {
            throw new UncheckedIOException("reading a message on its way into the store", e);
        }
    }
}

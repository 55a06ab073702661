package fr.mssgw.store.delivery;

import fr.mssgw.core.message.RawMessage;
import fr.mssgw.store.sql.Database;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;

/**
 * A message of the store, read by slices: one query brings the header section and the first slice of the body, which is
 * all of most messages. No connection is held between slices, so a slow reader costs none.
 *
 * @param messageId of the table {@code message}
 */
public record StoredMessage(Database database, long messageId, long size) implements RawMessage {
    private static final int SLICE = 256 * 1024;

    @Override
    public InputStream open() throws IOException {
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT m.header, m.body_id, substring(b.content FROM 1 FOR "
                                + SLICE + ") FROM message m JOIN body b ON b.id = m.body_id WHERE m.id = ?")) {
            query.setLong(1, messageId);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    throw new IOException("message " + messageId + " is no longer in the store");
                }
                byte[] header = row.getBytes(1);
                return new Slices(row.getLong(2), header, row.getBytes(3), size - header.length);
            }
        } catch (SQLException e) {
            throw new IOException("reading message " + messageId, e);
        }
    }

    /** Nothing is held. */
    @Override
    public void close() {}

    private final class Slices extends InputStream {
        private final long bodyId;
        private final long bodySize;
        private byte[] current;
        private byte[] next;
        private int at;
        private long fetched;

        Slices(long bodyId, byte[] header, byte[] first, long bodySize) {
            this.bodyId = bodyId;
            this.bodySize = bodySize;
            this.current = header;
            this.next = first;
            this.fetched = first.length;
        }

        @Override
        public int read() throws IOException {
            return more() ? current[at++] & 0xFF : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (length == 0) {
                return 0;
            }
            if (!more()) {
                return -1;
            }
            int n = Math.min(length, current.length - at);
            System.arraycopy(current, at, into, offset, n);
            at += n;
            return n;
        }

        @Override
        public int available() {
            return current.length - at;
        }

        private boolean more() throws IOException {
            while (at == current.length) {
                if (next.length > 0) {
                    current = next;
                    next = new byte[0];
                } else if (fetched < bodySize) {
                    current = fetch();
                } else {
                    return false;
                }
                at = 0;
            }
            return true;
        }

        private byte[] fetch() throws IOException {
            try (Connection connection = database.dataSource().getConnection();
                    PreparedStatement query = connection.prepareStatement(
                            "SELECT substring(content FROM ? FOR " + SLICE + ") FROM body WHERE id = ?")) {
                query.setInt(1, Math.toIntExact(fetched + 1));
                query.setLong(2, bodyId);
                try (ResultSet row = query.executeQuery()) {
                    byte[] slice = row.next() ? row.getBytes(1) : new byte[0];
                    if (slice.length == 0) {
                        throw new IOException("message " + messageId + " is no longer whole in the store");
                    }
                    fetched += slice.length;
                    return slice;
                }
            } catch (SQLException e) {
                throw new IOException("reading message " + messageId, e);
            }
        }
    }
}

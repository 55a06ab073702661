package fr.mssgw.core.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of one message, as received: small ones in memory, larger ones in a file of the spool
 * ({@link MessageSpool}). Immutable and readable any number of times, by several threads, until closed. Whoever made it
 * closes it, which deletes the file.
 */
public interface RawMessage extends AutoCloseable {
    /** Octets, header section included. */
    long size();

    /** A new stream from the first octet; the caller closes it. */
    InputStream open() throws IOException;

    /** Frees the memory or deletes the file; never fails. */
    @Override
    void close();

    /** A message held in memory: for what the gateway writes itself, and for tests. */
    static RawMessage of(byte[] octets) {
        return new RawMessage() {
            @Override
            public long size() {
                return octets.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(octets);
            }

            @Override
            public void close() {}
        };
    }
}

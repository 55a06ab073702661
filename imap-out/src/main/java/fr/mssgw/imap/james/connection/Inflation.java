package fr.mssgw.imap.james.connection;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Deque;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * What the client says under COMPRESS=DEFLATE (RFC 4978), inflated by a few kilobytes and only when the last ones have
 * been used: however much a small piece inflates to, no more than that is ever held, and the limits on lines and
 * literals end it. Not thread-safe: the event loop of the connection owns it.
 */
final class Inflation implements AutoCloseable {
    private static final int PIECE = 8 * 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Inflater inflater = new Inflater(true);
    private ByteBuffer plain = NOTHING;

    /**
     * The next octets; the same again where some are left of the last ones. Empty: all was used.
     *
     * @param compressed from the client; what is taken is released
     * @throws DataFormatException when this is no DEFLATE, or the end of one
     */
    ByteBuffer next(Deque<ByteBuf> compressed) throws DataFormatException {
        byte[] inflated = new byte[plain.hasRemaining() ? 0 : PIECE];
        while (!plain.hasRemaining()) {
            int length = inflater.inflate(inflated);
            if (length > 0) {
                plain = ByteBuffer.wrap(inflated, 0, length);
            } else if (inflater.finished() || inflater.needsDictionary()) {
                throw new DataFormatException("the stream ends before the session");
            } else if (compressed.isEmpty()) {
                plain = NOTHING;
                return plain;
            } else {
                take(compressed);
            }
        }
        return plain;
    }

    private void take(Deque<ByteBuf> compressed) {
        ByteBuf first = compressed.getFirst();
        byte[] octets = new byte[Math.min(PIECE, first.readableBytes())];
        first.readBytes(octets);
        if (!first.isReadable()) {
            compressed.removeFirst().release();
        }
        inflater.setInput(octets);
    }

    @Override
    public void close() {
        inflater.end();
    }
}

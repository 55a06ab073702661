package fr.mssgw.imap.james.connection;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.zip.Deflater;

/**
 * What the server says under COMPRESS=DEFLATE (RFC 4978). Each piece is deflated by itself and ends on an octet boundary,
 * so that the pieces together are one valid stream. That costs some compression, and gains two things: an idle session
 * holds no compressor (268 kB each in zlib), and what was said to a client never shortens what is said later, so that
 * the length of an answer tells nothing of earlier ones. Thread-safe.
 */
final class Deflation {
    private static final int KEPT = 8;
    private static final BlockingQueue<Deflater> FREE = new ArrayBlockingQueue<>(KEPT);

    private Deflation() {}

    static byte[] of(byte[] octets) {
        Deflater free = FREE.poll();
        Deflater deflater = free == null ? new Deflater(Deflater.DEFAULT_COMPRESSION, true) : free;
        deflater.setInput(octets);
        ByteArrayOutputStream deflated = new ByteArrayOutputStream(octets.length / 2 + 64);
        byte[] buffer = new byte[8 * 1024];
        int length;
        do {
            length = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
            deflated.write(buffer, 0, length);
        } while (length == buffer.length);
        deflater.reset();
        if (!FREE.offer(deflater)) {
            deflater.end();
        }
        return deflated.toByteArray();
    }
}

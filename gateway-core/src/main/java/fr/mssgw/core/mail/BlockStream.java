package fr.mssgw.core.mail;

import java.io.IOException;
import java.io.InputStream;

/**
 * Octets that are made from those of another stream, a block at a time. Closing it closes that stream. Whoever makes them
 * puts at most twice as many as there were.
 */
public abstract class BlockStream extends InputStream {
    private static final int BLOCK = 8 * 1024;

    private final InputStream in;
    private final byte[] block = new byte[BLOCK];
    private final byte[] made = new byte[2 * BLOCK];
    private int from;
    private int to;
    private boolean ended;

    protected BlockStream(InputStream in) {
        this.in = in;
    }

    /** Makes of the next octet what it becomes. */
    protected abstract void take(byte octet);

    /** Makes what is left when the stream has ended. */
    protected void end() {}

    /** Adds one octet to what is read here. */
    protected final void put(int octet) {
        made[to++] = (byte) octet;
    }

    @Override
    public final int read() throws IOException {
        return from < to || fill() ? made[from++] & 0xFF : -1;
    }

    @Override
    public final int read(byte[] octets, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (from == to && !fill()) {
            return -1;
        }
        int count = Math.min(length, to - from);
        System.arraycopy(made, from, octets, offset, count);
        from += count;
        return count;
    }

    private boolean fill() throws IOException {
        from = 0;
        to = 0;
        while (to == 0 && !ended) {
            int read = in.read(block, 0, BLOCK);
            for (int i = 0; i < read; i++) {
                take(block[i]);
            }
            if (read < 0) {
                ended = true;
                end();
            }
        }
        return to > 0;
    }

    @Override
    public final int available() {
        return to - from;
    }

    @Override
    public final void close() throws IOException {
        in.close();
    }
}

package fr.mssgw.certs.mime;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The lines of a stream with CRLF at the end of each (RFC 8551 §3.1.1): an LF alone gets its CR, all else stays. */
public final class Canonical extends FilterInputStream {
    private final byte[] block = new byte[8 * 1024];
    private final byte[] canonical = new byte[2 * block.length];
    private int from;
    private int to;
    private boolean afterReturn;

    public Canonical(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        return from < to || fill() ? canonical[from++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (from == to && !fill()) {
            return -1;
        }
        int count = Math.min(length, to - from);
        System.arraycopy(canonical, from, octets, offset, count);
        from += count;
        return count;
    }

    private boolean fill() throws IOException {
        from = 0;
        to = 0;
        while (to == 0) {
            int read = in.read(block, 0, block.length);
            if (read < 0) {
                return false;
            }
            for (int i = 0; i < read; i++) {
                if (block[i] == '\n' && !afterReturn) {
                    canonical[to++] = '\r';
                }
                canonical[to++] = block[i];
                afterReturn = block[i] == '\r';
            }
        }
        return true;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = 0;
        while (skipped < count && read() >= 0) {
            skipped++;
        }
        return skipped;
    }

    @Override
    public int available() {
        return to - from;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}

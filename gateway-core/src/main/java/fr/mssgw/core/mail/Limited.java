package fr.mssgw.core.mail;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** So many octets of a stream that may go on after them. Closing it closes that stream. */
public final class Limited extends FilterInputStream {
    private long left;

    public Limited(InputStream in, long size) {
        super(in);
        this.left = size;
    }

    @Override
    public int read() throws IOException {
        if (left <= 0) {
            return -1;
        }
        int octet = in.read();
        left -= octet < 0 ? left : 1;
        return octet;
    }

    @Override
    public int read(byte[] octets, int start, int length) throws IOException {
        if (left <= 0) {
            return -1;
        }
        int read = in.read(octets, start, (int) Math.min(length, left));
        left -= read < 0 ? left : read;
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = in.skip(Math.min(count, left));
        left -= skipped;
        return skipped;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(in.available(), left);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}

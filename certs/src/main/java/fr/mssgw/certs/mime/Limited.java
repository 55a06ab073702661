package fr.mssgw.certs.mime;

import java.io.IOException;
import java.io.InputStream;

/** So many octets of a stream that goes on after them. */
final class Limited extends InputStream {
    private final InputStream in;
    private long left;

    Limited(InputStream in, long size) {
        this.in = in;
        this.left = size;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
        if (left <= 0) {
            return -1;
        }
        int read = in.read(octets, offset, (int) Math.min(length, left));
        left -= read < 0 ? left : read;
        return read;
    }
}

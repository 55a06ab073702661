package fr.mssgw.certs.bouncycastle;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that fails past a number of octets, so that what is parsed into the heap stays small. */
final class Budget extends FilterInputStream {
    private long left;

    Budget(InputStream in, long octets) {
        super(in);
        left = octets;
    }

    /** No bound from here on: what follows is passed on as a stream. */
    void lift() {
        left = Long.MAX_VALUE;
    }

    /** A new bound from here on. */
    void limit(long octets) {
        left = octets;
    }

    @Override
    public int read() throws IOException {
        int octet = in.read();
        return octet < 0 ? octet : count(1, octet);
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
        int read = in.read(octets, offset, length);
        return read < 0 ? read : count(read, read);
    }

    private int count(int octets, int result) throws IOException {
        left -= octets;
        if (left < 0) {
            throw new Cms.Unreadable("too much around the content");
        }
        return result;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}

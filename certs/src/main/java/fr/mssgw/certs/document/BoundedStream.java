package fr.mssgw.certs.document;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what is read, and fails where the count would pass a bound. Closing it does not close what it reads. */
final class BoundedStream extends FilterInputStream {
    private final long most;
    private long count;

    BoundedStream(InputStream in, long most) {
        super(in);
        this.most = most;
    }

    long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        int octet = in.read();
        if (octet >= 0) {
            counted(1);
        }
        return octet;
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
        int read = in.read(octets, offset, length);
        if (read > 0) {
            counted(read);
        }
        return read;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() {
        // the archive goes on after an entry, and the message after a file
    }

    private void counted(int octets) throws IOException {
        count += octets;
        if (count > most) {
            throw new IOException("more than " + most + " octets");
        }
    }
}

package fr.mssgw.core.mail;

import fr.mssgw.core.message.RawMessage;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Some octets of a mail, without a copy of them. Closing it leaves the mail open. */
public record Slice(RawMessage whole, long offset, long size) implements RawMessage {
    public static Slice from(RawMessage whole, long offset) {
        return new Slice(whole, offset, whole.size() - offset);
    }

    @Override
    public InputStream open() throws IOException {
        return open(whole, offset, size);
    }

    static InputStream open(RawMessage whole, long offset, long size) throws IOException {
        InputStream in = whole.open();
        try {
            in.skipNBytes(offset);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
        return new Limited(in, size);
    }

    @Override
    public void close() {}

    /** Ends after so many octets. */
    static final class Limited extends FilterInputStream {
        private long left;

        Limited(InputStream in, long size) {
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
}

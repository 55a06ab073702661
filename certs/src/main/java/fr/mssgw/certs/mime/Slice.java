package fr.mssgw.certs.mime;

import fr.mssgw.core.message.RawMessage;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Some octets of a message, without a copy of them. Closing it leaves the message open. */
public record Slice(RawMessage whole, long offset, long size) implements RawMessage {
    public static Slice from(RawMessage whole, long offset) {
        return new Slice(whole, offset, whole.size() - offset);
    }

    @Override
    public InputStream open() throws IOException {
        InputStream in = whole.open();
        try {
            in.skipNBytes(offset);
        } catch (IOException e) {
            in.close();
            throw e;
        }
        return new FilterInputStream(in) {
            private long left = size;

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
            public boolean markSupported() {
                return false;
            }
        };
    }

    @Override
    public void close() {}
}

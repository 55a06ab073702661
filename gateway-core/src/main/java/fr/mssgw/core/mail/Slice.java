package fr.mssgw.core.mail;

import fr.mssgw.core.message.RawMessage;
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
}

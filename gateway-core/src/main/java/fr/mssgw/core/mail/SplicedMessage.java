package fr.mssgw.core.mail;

import fr.mssgw.core.message.RawMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/** A header section of our own before the body of another message, which stays where it is. */
record SplicedMessage(byte[] header, RawMessage source, long bodyOffset) implements RawMessage {
    @Override
    public long size() {
        return header.length + source.size() - bodyOffset;
    }

    @Override
    public InputStream open() throws IOException {
        InputStream body = source.open();
        try {
            body.skipNBytes(bodyOffset);
        } catch (IOException | RuntimeException e) {
            body.close();
            throw e;
        }
        return new SequenceInputStream(new ByteArrayInputStream(header), body);
    }

    @Override
    public void close() {}
}

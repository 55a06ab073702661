package fr.mssgw.certs.mime;

import fr.mssgw.core.message.RawMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/**
 * A message whose header section is ours and whose body lies elsewhere, without a copy of it.
 *
 * @param owned closed with this
 */
public record Joined(byte[] header, RawMessage body, RawMessage owned) implements RawMessage {
    @Override
    public long size() {
        return header.length + body.size();
    }

    @Override
    public InputStream open() throws IOException {
        return new SequenceInputStream(new ByteArrayInputStream(header), body.open());
    }

    @Override
    public void close() {
        owned.close();
    }
}

package fr.mssgw.imap.james.mailbox;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Header section and body as one stream that can skip: a client that fetches a large message piece by piece must not
 * have the beginning read again for each piece.
 */
final class WholeMessage extends InputStream {
    private final ByteArrayInputStream header;
    private final InputStream body;

    WholeMessage(byte[] header, InputStream body) {
        this.header = new ByteArrayInputStream(header);
        this.body = body;
    }

    @Override
    public int read() throws IOException {
        return header.available() > 0 ? header.read() : body.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return header.available() > 0 ? header.read(into, offset, length) : body.read(into, offset, length);
    }

    @Override
    public long skip(long count) throws IOException {
        long inHeader = header.skip(count);
        return inHeader < count ? inHeader + body.skip(count - inHeader) : inHeader;
    }

    @Override
    public int available() throws IOException {
        return header.available() > 0 ? header.available() : body.available();
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}

package fr.mssgw.imap.james.mailbox;

import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import java.io.InputStream;

/** A stored message as the octets that the reader of mail reads; nothing is held, and nothing to close. */
record StoredOctets(long size, Source source) implements RawMessage {
    /** Opens the message from its first octet. */
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }

    @Override
    public InputStream open() throws IOException {
        return source.open();
    }

    @Override
    public void close() {}
}

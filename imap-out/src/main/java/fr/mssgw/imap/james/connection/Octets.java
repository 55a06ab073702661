package fr.mssgw.imap.james.connection;

import java.io.IOException;
import org.apache.james.imap.api.message.response.ImapResponseMessage;
import org.apache.james.imap.encode.ImapResponseWriter;

/** Whole answers that are encoded already, and go past James' encoders. */
@FunctionalInterface
public interface Octets extends ImapResponseMessage {
    /** Writes complete lines and literals; called once, by one thread at a time for a connection. */
    void writeTo(ImapResponseWriter writer) throws IOException;
}

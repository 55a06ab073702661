package fr.mssgw.core.port;

import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.MimeOutline;
import fr.mssgw.core.message.RawMessage;
import java.io.IOException;

/** Reads the MIME tree of a message, streaming and within bounds of depth, parts and header size. */
public interface MimeReader {
    /** @throws MalformedMessage when a bound is passed or the tree cannot be read */
    MimeOutline outline(RawMessage message) throws MalformedMessage, IOException;
}

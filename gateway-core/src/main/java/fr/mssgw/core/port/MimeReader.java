package fr.mssgw.core.port;

import fr.mssgw.core.message.HealthDocument;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.MimeOutline;
import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import java.util.List;

/** Reads the MIME tree of a message, streaming and within bounds of depth, parts and header size. */
public interface MimeReader {
    /** @throws MalformedMessage when a bound is passed or the tree cannot be read */
    MimeOutline outline(RawMessage message) throws MalformedMessage, IOException;

    /**
     * The health documents among the files of a message, those in archives included, in order. Bad content is never an
     * error: such a document is there, and not readable.
     *
     * @throws MalformedMessage when a bound is passed or the tree cannot be read
     */
    List<HealthDocument> documents(RawMessage message) throws MalformedMessage, IOException;
}

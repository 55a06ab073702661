package fr.mssgw.core.port;

import fr.mssgw.core.message.HealthDocument;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.MimeOutline;
import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads the files of a message, streaming and within {@link fr.mssgw.core.mail.Bounds}. */
public interface MimeReader {
    /** @throws MalformedMessage when a bound is passed, or the structure can be read in two ways */
    MimeOutline outline(RawMessage message) throws MalformedMessage, IOException;

    /**
     * The health documents among the files of a message, those in archives and attached messages included, in order. Bad
     * content is never an error: such a document is there, and not readable.
     *
     * @throws MalformedMessage when a bound is passed
     */
    Documents documents(RawMessage message) throws MalformedMessage, IOException;

    /**
     * What was found.
     *
     * @param ambiguity why other readers may find other files, in French; empty where they find the same
     */
    record Documents(List<HealthDocument> found, Optional<String> ambiguity) {
        public Documents {
            found = List.copyOf(found);
        }
    }
}

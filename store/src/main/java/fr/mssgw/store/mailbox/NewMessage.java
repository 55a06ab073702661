package fr.mssgw.store.mailbox;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;

/**
 * A message that a client puts into a folder.
 *
 * @param messageId from {@link MessageWriting#nextMessageId}
 * @param header whole header section, its closing empty line included
 * @param body opened once for each try
 */
public record NewMessage(
        long messageId,
        byte[] header,
        int bodyOctets,
        Body body,
        Instant internalDate,
        Instant saveDate,
        MessageFlags flags) {
    /** Gives the octets after the header section. */
    @FunctionalInterface
    public interface Body {
        InputStream open() throws IOException;
    }
}

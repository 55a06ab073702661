package fr.mssgw.core.mail;

import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A message whose {@link Structure} is read once, however many rules ask for it: from its last octet to the commit, bounds,
 * file rules and S/MIME ask in turn. Keeps what {@link Bounds} limit. Thread-safe.
 */
public final class ReadOnce implements RawMessage {
    private final RawMessage message;
    private @Nullable Structure structure;

    private ReadOnce(RawMessage message) {
        this.message = message;
    }

    /** @param message which stays its owner's to close */
    public static ReadOnce of(RawMessage message) {
        return message instanceof ReadOnce once ? once : new ReadOnce(message);
    }

    synchronized Structure structure() throws IOException {
        if (structure == null) {
            try (InputStream in = message.open()) {
                structure = Structure.read(in);
            }
        }
        return structure;
    }

    @Override
    public long size() {
        return message.size();
    }

    @Override
    public InputStream open() throws IOException {
        return message.open();
    }

    @Override
    public void close() {
        message.close();
    }
}

package fr.mssgw.imap.james.fetch;

import fr.mssgw.core.listing.PartPlaces;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;

/**
 * Where the parts of the messages lie that were asked for last: a client that fetches an attachment piece by piece has
 * its message taken apart once. Bounded by the parts of all of them. Thread-safe.
 */
final class KnownPlaces {
    private static final int MOST_PARTS = 20_000;

    private final LinkedHashMap<Long, PartPlaces> byMessage = new LinkedHashMap<>(64, 0.75f, true);
    private int parts;

    /** Takes a message apart. */
    @FunctionalInterface
    interface Reading {
        PartPlaces read() throws IOException;
    }

    /** @param message whose octets never change */
    PartPlaces of(long message, Reading reading) throws IOException {
        synchronized (byMessage) {
            PartPlaces known = byMessage.get(message);
            if (known != null) {
                return known;
            }
        }
        PartPlaces read = reading.read(); // two may do so at a time
        synchronized (byMessage) {
            PartPlaces other = byMessage.put(message, read);
            parts += read.count() - (other == null ? 0 : other.count());
            Iterator<PartPlaces> eldest = byMessage.values().iterator();
            while (parts > MOST_PARTS && byMessage.size() > 1) {
                parts -= eldest.next().count();
                eldest.remove();
            }
        }
        return read;
    }
}

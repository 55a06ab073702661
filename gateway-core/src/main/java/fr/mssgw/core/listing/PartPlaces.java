package fr.mssgw.core.listing;

import fr.mssgw.core.mail.Part;
import fr.mssgw.core.mail.Structure;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of a message lie, numbered as in BODYSTRUCTURE: each section of a part is a range of the message's
 * octets (RFC 3501 §6.4.5), so that it is sent as it was stored and nothing before it is read. Immutable.
 */
public final class PartPlaces {
    private final Entity root;
    private final int parts;

    /**
     * A range of a message's octets.
     *
     * @param to exclusive
     */
    public record Place(long from, long to) {
        public static final Place NOWHERE = new Place(0, 0);
    }

    /**
     * A part.
     *
     * @param header its header section, the closing empty line included; of the message itself, the message's
     * @param message of a message/rfc822, what it encloses
     */
    public record Entity(Place header, Place body, Optional<Entity> message, boolean isMultipart, List<Entity> parts) {
        private @Nullable Entity number(int number) {
            return number >= 1 && number <= parts.size() ? parts.get(number - 1) : null;
        }
    }

    private PartPlaces(Entity root, int parts) {
        this.root = root;
        this.parts = parts;
    }

    /**
     * Reads a message once, streaming.
     *
     * @param header whole header section, its closing empty line included
     * @param body the octets after it; read to its end, not closed
     */
    public static PartPlaces of(byte[] header, InputStream body) throws IOException {
        Structure structure = Structure.read(header, body);
        return new PartPlaces(entity(structure.root()), structure.count());
    }

    /** Recursion is safe here: the depth is bounded. */
    private static Entity entity(Part part) {
        return new Entity(
                new Place(part.headerStart(), part.bodyStart()),
                new Place(part.bodyStart(), part.bodyEnd()),
                part.message().map(PartPlaces::entity),
                part.isMultipart(),
                part.isMultipart()
                        ? part.children().stream().map(PartPlaces::entity).toList()
                        : List.of());
    }

    /** The part of that number, such as 2.1; empty where there is none. */
    public Optional<Entity> find(int[] path) {
        Entity found = path.length == 0 ? root : within(root, path[0]);
        for (int i = 1; i < path.length && found != null; i++) {
            Entity message = found.message().orElse(null);
            found = found.isMultipart() ? found.number(path[i]) : message == null ? null : within(message, path[i]);
        }
        return Optional.ofNullable(found);
    }

    /** A message that is no multipart has one part, itself. */
    private static @Nullable Entity within(Entity message, int number) {
        if (message.isMultipart()) {
            return message.number(number);
        }
        return number == 1 ? message : null;
    }

    /** How many parts there are: what this costs in memory. */
    public int count() {
        return parts;
    }
}

package fr.mssgw.core.delivery;

import fr.mssgw.core.message.RawMessage;
import java.util.List;

/**
 * One content and every place that refers to it. The store keeps the body once, also when several copies with different
 * header sections share the same {@code source}.
 *
 * @param header the whole header section as delivered, its closing empty line included
 * @param source where the body comes from, read from {@code bodyOffset} to its end
 */
public record Copy(byte[] header, RawMessage source, long bodyOffset, List<Placement> placements, List<Queued> queued) {
    public Copy {
        placements = List.copyOf(placements);
        queued = List.copyOf(queued);
    }

    /** Octets of the copy. */
    public long size() {
        return header.length + source.size() - bodyOffset;
    }
}

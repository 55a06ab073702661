package fr.mssgw.certs.mime;

import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The two parts of a {@code multipart/signed} (RFC 1847 §2.1): the exact octets that were signed, and the part that
 * holds the signature.
 */
public record SignedParts(Slice content, Slice signature) {
    /** Finds them; empty unless there are exactly two. @param entity the message whose top type it is */
    public static Optional<SignedParts> of(RawMessage entity, HeaderSection header) throws IOException {
        String boundary = header.mediaType().parameter("boundary").orElse("");
        long[] starts = new long[3];
        long[] ends = new long[3];
        int parts = 0;
        boolean closed = false;
        try (InputStream in = entity.open()) {
            in.skipNBytes(header.bodyOffset());
            Lines lines = new Lines(in);
            long lineStart = 0;
            int previousEnd = 0;
            while (!closed && lines.next()) {
                if (lines.isDelimiter(boundary)) {
                    if (parts > 0) {
                        ends[parts - 1] = Math.max(starts[parts - 1], lineStart - previousEnd);
                    }
                    closed = lines.isDelimiter(boundary, true);
                    if (!closed) {
                        if (parts == 2) {
                            return Optional.empty();
                        }
                        starts[parts++] = lines.offset();
                    }
                }
                lineStart = lines.offset();
                previousEnd = lines.endLength();
            }
        }
        if (parts != 2 || !closed) {
            return Optional.empty();
        }
        long body = header.bodyOffset();
        return Optional.of(new SignedParts(
                new Slice(entity, body + starts[0], ends[0] - starts[0]),
                new Slice(entity, body + starts[1], ends[1] - starts[1])));
    }
}

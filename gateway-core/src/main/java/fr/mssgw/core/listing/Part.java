package fr.mssgw.core.listing;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One entity of a MIME tree while it is read. */
final class Part {
    final @Nullable Part parent;
    final boolean inDigest;
    final List<Part> children = new ArrayList<>();
    PartFields fields = PartFields.NONE;
    ContentType type = ContentType.TEXT;
    /** Of a multipart: what its delimiters say, after the two hyphens. */
    byte @Nullable [] boundary;
    /** Of a message/rfc822: what it encloses. */
    @Nullable Part message;

    /** Where its header section begins. */
    long headerOctets;
    /** Where its body begins. */
    long startOctets;
    /** Where its body ends. */
    long endOctets;

    long startLines;
    long octets;
    long lines;

    Part(@Nullable Part parent, boolean inDigest) {
        this.parent = parent;
        this.inDigest = inDigest;
    }
}

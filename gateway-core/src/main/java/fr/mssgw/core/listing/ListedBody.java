package fr.mssgw.core.listing;

import fr.mssgw.core.mail.Bounds;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.Part;
import fr.mssgw.core.mail.Slice;
import fr.mssgw.core.mail.Structure;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The body of a mail whose copies each have a header section of their own, as they are listed: its parts are read once, or
 * not at all where those who judged the mail have read it ({@link fr.mssgw.core.mail.ReadOnce}). Not thread-safe.
 */
public final class ListedBody {
    private static final byte[] END = {'\r', '\n', '\r', '\n'};

    private final Slice body;
    private @Nullable Part known;

    /** @param body of a mail, or a whole that has no header section of its own */
    public ListedBody(Slice body) {
        this.body = body;
    }

    /**
     * What is listed of the copy with this header section: what {@link MessageListing#of} reads.
     *
     * @param header whole, its closing empty line included
     */
    public MessageListing under(byte[] header) throws IOException {
        HeaderSection section = HeaderSection.lenient(header);
        Part before = known == null ? ofItsMail() : known;
        if (before != null && isWhole(header, section) && describe(section, before.header())) {
            known = before;
            return MessageListing.of(section, before);
        }
        try (InputStream octets = body.open()) {
            Part root = Structure.read(header, octets).root();
            known = root.bodyStart() == header.length ? root : before;
            return MessageListing.of(root.header(), root);
        }
    }

    private @Nullable Part ofItsMail() throws IOException {
        if (body.offset() == 0) {
            return null;
        }
        Part root = Structure.read(body.whole()).root();
        return root.bodyStart() == body.offset() ? root : null;
    }

    /** Whether the section ends where its octets do, so that no line of the body is one of its own. */
    private static boolean isWhole(byte[] header, HeaderSection section) {
        int end = header.length;
        return end <= Bounds.MAIL.headerOctets()
                && section.bodyOffset() == end
                && end > END.length
                && Arrays.equals(header, end - END.length, end, END, 0, END.length);
    }

    /** Whether both say the same of the body, so that it is taken apart alike under either. */
    private static boolean describe(HeaderSection one, HeaderSection other) {
        return Arrays.equals(
                one.contentFields().renderFields(), other.contentFields().renderFields());
    }
}

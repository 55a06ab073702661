package fr.mssgw.core.mail;

import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.text.Ascii;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entity of a mail: the mail itself, a part of a multipart, or a message attached to it (RFC 2045 §2.4). Offsets are
 * octets from the beginning of the mail. Written by {@link StructureReader}; to all others it never changes.
 */
public final class Part {
    private static final int LONGEST_NAME = 1_000;

    private final @Nullable Part parent;
    private final int index;
    private final boolean inDigest;
    private final List<Part> children = new ArrayList<>();
    private HeaderSection header = HeaderSection.EMPTY;
    private ContentType type = ContentType.TEXT;
    private List<Disposition> dispositions = List.of();
    private TransferEncoding.Named encoding = TransferEncoding.of(HeaderSection.EMPTY);
    private long headerStart;
    private long bodyStart;
    private long bodyEnd;
    private long firstLine;
    private long lines;

    /** Of a multipart that is being read: what its delimiters say after the two hyphens. */
    byte @Nullable [] boundary;

    private boolean closed;
    private boolean stray;
    private boolean mime;

    /** @param index from 1 within a multipart, 0 for a message */
    Part(@Nullable Part parent, int index, boolean inDigest) {
        this.parent = parent;
        this.index = index;
        this.inDigest = inDigest;
    }

    /**
     * The fields that say what the part is; of a mail or an attached message, the addresses, subject and dates too. Read
     * leniently: {@link HeaderSection#irregular} tells whether a strict reader would have refused them.
     */
    public HeaderSection header() {
        return header;
    }

    public ContentType type() {
        return type;
    }

    public TransferEncoding encoding() {
        return encoding.encoding();
    }

    /** The encoding's word, upper case; {@code 7BIT} without the field. */
    public String encodingWord() {
        return encoding.word();
    }

    boolean encodingIsAmbiguous() {
        return encoding.ambiguous();
    }

    /** Of a multipart its parts, of an attached message that message alone, else none. */
    public List<Part> children() {
        return Collections.unmodifiableList(children);
    }

    public boolean isMultipart() {
        return type.isMultipart();
    }

    /** The message that this part encloses. */
    public Optional<Part> message() {
        return !isMultipart() && children.size() == 1 ? Optional.of(children.get(0)) : Optional.empty();
    }

    public boolean isLeaf() {
        return !isMultipart() && children.isEmpty();
    }

    public long headerStart() {
        return headerStart;
    }

    public long bodyStart() {
        return bodyStart;
    }

    /** Exclusive; the line end before a delimiter belongs to that. */
    public long bodyEnd() {
        return bodyEnd;
    }

    public long size() {
        return Math.max(0, bodyEnd - bodyStart);
    }

    /** Line ends in the body. */
    public long lines() {
        return lines;
    }

    /** Of a multipart: whether its closing delimiter is there. */
    public boolean isClosed() {
        return closed;
    }

    /** Of a multipart: whether text stands before its first part or after its last, which readers do not show. */
    public boolean hasStrayText() {
        return stray;
    }

    @Nullable Part parent() {
        return parent;
    }

    /** The multipart that it is a part of, or the part that encloses this message; empty for the mail itself. */
    public Optional<Part> container() {
        return Optional.ofNullable(parent);
    }

    boolean inDigest() {
        return inDigest;
    }

    /** The number by which IMAP names it; empty for the mail itself. */
    public String number() {
        StringBuilder number = new StringBuilder();
        for (Part part = this; part != null; part = part.parent) {
            // a message that holds nothing but a message has that as its part 1
            int index = part.index == 0 && part != this && !part.isMultipart() ? 1 : part.index;
            if (index > 0) {
                number.insert(0, index + (number.isEmpty() ? "" : "."));
            }
        }
        return number.toString();
    }

    int depth() {
        int depth = 0;
        for (Part outer = parent; outer != null; outer = outer.parent) {
            depth++;
        }
        return depth;
    }

    /** Whether some reader shows it as a file whatever its type (RFC 2183 §2.2). */
    public boolean isAttachment() {
        return dispositions.stream().anyMatch(Disposition::isAttachment);
    }

    List<Disposition> dispositions() {
        return dispositions;
    }

    /**
     * Every name that some reader shows for the file, the most common reading first; readings that differ but not in what
     * follows their last dot count once, but for archives, whose whole name says what they must hold. Empty without a name.
     * At most 1,000 characters each, their end.
     */
    public List<String> names() {
        Map<String, String> byEnding = new LinkedHashMap<>();
        List<Parameters> disposition =
                dispositions.stream().map(Disposition::parameters).toList();
        List<Parameters> types = header.octetValues("Content-Type").stream()
                .map(value -> {
                    Tokens tokens = new Tokens(value);
                    tokens.before(';');
                    return Parameters.read(tokens, Bounds.MAIL);
                })
                .toList();
        disposition.forEach(one -> add(byEnding, one.readings("filename")));
        types.forEach(one -> add(byEnding, one.readings("name")));
        disposition.forEach(one -> add(byEnding, one.readings("name"))); // some readers look for either in both
        types.forEach(one -> add(byEnding, one.readings("filename")));
        add(byEnding, header.values("Content-Name"));
        return List.copyOf(byEnding.values());
    }

    private static void add(Map<String, String> byEnding, Iterable<String> readings) {
        for (String reading : readings) {
            String name = reading.strip();
            String bounded = name.length() > LONGEST_NAME ? name.substring(name.length() - LONGEST_NAME) : name;
            if (!bounded.isEmpty()) {
                String lower = Ascii.lower(bounded);
                String ending = lower.substring(lower.lastIndexOf('.') + 1);
                byEnding.putIfAbsent(ending.equals("zip") ? lower : ending, bounded);
            }
        }
    }

    /** The octets of its body as they stand; the caller closes the stream. */
    public InputStream open(RawMessage mail) throws IOException {
        return Slice.open(mail, bodyStart, size());
    }

    /** The octets of its body, decoded; the caller closes the stream. */
    public InputStream content(RawMessage mail) throws IOException {
        return encoding().decode(open(mail));
    }

    void add(Part child) {
        children.add(child);
    }

    void begin(long offset, long line) {
        headerStart = offset;
        beginBody(offset, line);
    }

    void beginBody(long offset, long line) {
        bodyStart = offset;
        firstLine = line;
    }

    void read(HeaderSection section, Bounds bounds) {
        header = section;
        type = ContentType.of(section, inDigest, bounds);
        encoding = TransferEncoding.of(section);
        dispositions = Disposition.all(section, bounds);
        mime = parent == null || parent.type.isMessage() ? section.has("MIME-Version") : parent.mime;
    }

    /** Whether the message that holds the part says that it is MIME (RFC 2045 §4). */
    boolean saysMime() {
        return mime;
    }

    /** Of a multipart in which nothing begins a part. */
    void becomeText() {
        type = type.listedAsText();
    }

    void becomeFile() {
        type = type.listedAsFile();
    }

    void end(long offset, long line) {
        bodyEnd = offset;
        bodyStart = Math.min(bodyStart, offset); // a header section without end
        headerStart = Math.min(headerStart, bodyStart);
        lines = Math.max(0, line - firstLine);
    }

    void close() {
        closed = true;
    }

    void stray() {
        stray = true;
    }
}

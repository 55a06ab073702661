package fr.mssgw.core.mail;

import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.text.Ascii;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The header section of one message (RFC 5322 §2.2), read strictly and kept octet for octet: what is rendered is what
 * was read, so that nothing a sender signed is ever written anew. Immutable.
 *
 * <p>Refused: bare CR or LF, control characters but for the tab, a name that is not printable ASCII, white space before
 * the colon, a folded line of white space only (readers disagree whether it ends the section), and whatever passes a
 * bound. Octets above 127 are let through: they occur, and they do no harm.
 */
public final class HeaderSection {
    /** Octets of a whole section, its closing empty line included. */
    public static final int MAX_OCTETS = Bounds.MAIL.headerOctets();

    /** Of an entity without one. */
    public static final HeaderSection EMPTY = new HeaderSection(List.of(), 0, Facts.REGULAR);

    private static final byte[] CRLF = {'\r', '\n'};

    private final List<Field> fields;
    private final int bodyOffset;
    private final Facts facts;

    HeaderSection(List<Field> fields, int bodyOffset, Facts facts) {
        this.fields = List.copyOf(fields);
        this.bodyOffset = bodyOffset;
        this.facts = facts;
    }

    /**
     * What the scanner noted.
     *
     * @param problem why a strict reader would have refused the section, in French, with its place; empty where it would not
     * @param exceeding whether there are more fields than the bound
     * @param bareFeeds whether a line ends with LF alone
     * @param encodedWords how many begin in it, roughly
     */
    record Facts(String problem, boolean exceeding, boolean bareFeeds, int encodedWords) {
        static final Facts REGULAR = new Facts("", false, false, 0);
    }

    /**
     * One field as it stands in the message.
     *
     * @param name as written
     * @param octets name, colon, value, folds and the closing CRLF
     */
    public record Field(String name, byte[] octets) {
        /**
         * A field of our own on one line, or folded by {@code CRLF} and white space inside the value.
         *
         * @throws IllegalArgumentException for anything but printable ASCII and well-formed folds
         */
        public static Field of(String name, String value) {
            if (!name.chars().allMatch(HeaderScan::isNameOctet) || name.isEmpty() || !isPrintable(value)) {
                throw new IllegalArgumentException("a field " + name + " may hold printable ASCII only");
            }
            return new Field(name, (name + ": " + value + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }

        /** Printable ASCII, folded only before white space that a printable octet follows. */
        private static boolean isPrintable(String value) {
            int i = 0;
            while (i < value.length()) {
                char c = value.charAt(i);
                if (c == '\t' || c >= ' ' && c < 127) {
                    i++;
                } else if (value.startsWith("\r\n", i)) {
                    int text = i + 2;
                    while (text < value.length() && (value.charAt(text) == ' ' || value.charAt(text) == '\t')) {
                        text++;
                    }
                    if (text == i + 2 || text == value.length() || value.charAt(text) < ' ') {
                        return false;
                    }
                    i = text;
                } else {
                    return false;
                }
            }
            return true;
        }

        /** The octets with CRLF at the end of each line, the last included. */
        byte[] canonical() {
            ByteArrayOutputStream canonical = new ByteArrayOutputStream(octets.length + 8);
            for (int i = 0; i < octets.length; i++) {
                if (octets[i] == '\n' && (i == 0 || octets[i - 1] != '\r')) {
                    canonical.write('\r');
                }
                canonical.write(octets[i]);
            }
            if (octets.length == 0 || octets[octets.length - 1] != '\n') {
                canonical.writeBytes(CRLF);
            }
            return canonical.toByteArray();
        }

        public boolean is(String other) {
            return Ascii.same(name, other);
        }

        /** The value unfolded and stripped; encoded words are left as they are. */
        public String value() {
            String text = OctetText.readable(octets);
            return OctetText.unfolded(text, text.indexOf(':') + 1).strip();
        }

        /** The same with each character one octet, stripped of spaces and tabs only: as lists send it. */
        public String octetValue() {
            String text = new String(octets, StandardCharsets.ISO_8859_1);
            return OctetText.unfolded(text, text.indexOf(':') + 1);
        }
    }

    /**
     * Reads the section at the start of a message.
     *
     * @throws MalformedMessage for what two readers may see differently, and for more than {@link #MAX_OCTETS}
     */
    public static HeaderSection read(RawMessage message) throws MalformedMessage, IOException {
        long end = end(message, MAX_OCTETS);
        if (end > MAX_OCTETS) {
            throw new MalformedMessage("message illisible : " + Bounds.Passed.HEADER_OCTETS.french());
        }
        return HeaderScan.strict(beginning(message, end));
    }

    /**
     * How many octets the section at the start of an entity has, its empty line included; all octets where there is no
     * empty line. A line may end with LF alone.
     *
     * @param longest no octet is looked at beyond the next; a section that is longer has one more
     */
    public static long end(RawMessage entity, long longest) throws IOException {
        try (InputStream in = entity.open()) {
            LineReader lines = new LineReader(new Limited(in, longest + 1));
            boolean within = true;
            while (within && lines.next()) {
                within = !lines.isEmpty();
            }
            return lines.octets();
        }
    }

    private static byte[] beginning(RawMessage entity, long octets) throws IOException {
        try (InputStream in = entity.open()) {
            return in.readNBytes((int) octets);
        }
    }

    /**
     * Reads a section as leniently as lists do: nothing is refused, and {@link #irregular} says whether something would
     * have been. Lines may end with LF alone.
     *
     * @param octets up to the empty line, it included where there is one
     */
    public static HeaderSection lenient(byte[] octets) {
        return lenient(octets, name -> true);
    }

    /** The same with those fields alone whose name, as written, is wanted. */
    public static HeaderSection lenient(byte[] octets, Predicate<String> wanted) {
        return HeaderScan.lenient(octets, Bounds.MAIL, wanted);
    }

    /** The same of the section at the start of an entity, as far as its first empty line. Too long a section is cut. */
    public static HeaderSection lenient(RawMessage entity) throws IOException {
        return lenient(beginning(entity, Math.min(end(entity, MAX_OCTETS), MAX_OCTETS)));
    }

    public List<Field> fields() {
        return fields;
    }

    /** Whether a strict reader would have refused it. */
    public boolean irregular() {
        return !facts.problem().isEmpty();
    }

    Facts facts() {
        return facts;
    }

    /** Where the body begins in the message that this section was read from, whatever was added or removed since. */
    public int bodyOffset() {
        return bodyOffset;
    }

    /** The values of every field of that name, from top to bottom, unfolded; encoded words are left as they are. */
    public List<String> values(String name) {
        return fields.stream().filter(f -> f.is(name)).map(Field::value).toList();
    }

    public boolean has(String name) {
        return fields.stream().anyMatch(f -> f.is(name));
    }

    public Optional<String> first(String name) {
        return fields.stream().filter(f -> f.is(name)).findFirst().map(Field::value);
    }

    /** The fields that describe the content, and move with it into a signature or an envelope (RFC 8551 §3.1). */
    public HeaderSection contentFields() {
        return without(name -> !isContent(name));
    }

    /** The fields of the message itself: neither its content's nor {@code MIME-Version}. */
    public HeaderSection messageFields() {
        return without(name -> isContent(name) || Ascii.same(name, "MIME-Version"));
    }

    private static boolean isContent(String name) {
        return Ascii.startsWith(name, "Content-");
    }

    /** The first field of that name, unfolded, each character one octet. */
    public Optional<String> octetValue(String name) {
        for (Field field : fields) {
            if (field.is(name)) {
                return Optional.of(field.octetValue());
            }
        }
        return Optional.empty();
    }

    /** All fields of that name, unfolded, each character one octet. */
    public List<String> octetValues(String name) {
        return fields.stream().filter(f -> f.is(name)).map(Field::octetValue).toList();
    }

    int count(String name) {
        int count = 0;
        for (Field field : fields) {
            count += field.is(name) ? 1 : 0;
        }
        return count;
    }

    /** The subject decoded (RFC 2047); empty without one. */
    public String subject() {
        return first("Subject").map(EncodedWords::decode).orElse("");
    }

    /** The media type without its parameters, lower case; {@code text/plain} without the field (RFC 2045 §5.2). */
    public String mediaType() {
        return contentType().name();
    }

    public ContentType contentType() {
        return ContentType.of(this, false, Bounds.MAIL);
    }

    /** The section without the fields whose name begins so, in whatever case, such as {@code X-MSSGW-}. */
    public HeaderSection withoutPrefix(String prefix) {
        return without(name -> Ascii.startsWith(name, prefix));
    }

    public HeaderSection without(Predicate<String> name) {
        return withoutFields(field -> name.test(field.name()));
    }

    public HeaderSection withoutFields(Predicate<Field> unwanted) {
        return new HeaderSection(fields.stream().filter(unwanted.negate()).toList(), bodyOffset, facts);
    }

    /** The section with this field of it alone. */
    public HeaderSection only(Field field) {
        return new HeaderSection(List.of(field), bodyOffset, facts);
    }

    /** The section with these fields above all others, in their order. */
    public HeaderSection prepend(List<Field> added) {
        List<Field> all = new ArrayList<>(added);
        all.addAll(fields);
        return new HeaderSection(all, bodyOffset, facts);
    }

    /** The octets of the section, its closing empty line included. */
    public byte[] render() {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(Math.max(bodyOffset, 128));
        octets.writeBytes(renderFields());
        octets.writeBytes(CRLF);
        return octets.toByteArray();
    }

    /** The octets of the fields alone; a field that was read with other line ends has CRLF. */
    public byte[] renderFields() {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(Math.max(bodyOffset, 128));
        fields.forEach(f -> octets.writeBytes(facts.bareFeeds() ? f.canonical() : f.octets()));
        return octets.toByteArray();
    }

    /** The message with this section and the body of the one it was read from; closing it does not close that one. */
    public RawMessage over(RawMessage source) {
        return new SplicedMessage(render(), source, bodyOffset);
    }
}

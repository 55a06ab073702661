package fr.mssgw.core.mail;

import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.RawMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
    public static final int MAX_OCTETS = 256 * 1024;

    public static final int MAX_FIELDS = 1_000;
    /** Octets of one line without its CRLF; RFC 5322 §2.1.1 says 998, which long References do exceed. */
    public static final int MAX_LINE = 8_190;

    /** Holds most sections whole. */
    private static final int FIRST_BLOCK = 8 * 1024;

    private static final byte[] CRLF = {'\r', '\n'};

    private final List<Field> fields;
    private final int bodyOffset;

    private HeaderSection(List<Field> fields, int bodyOffset) {
        this.fields = List.copyOf(fields);
        this.bodyOffset = bodyOffset;
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
            String unfolded = value.replaceAll("\r\n(?=[ \t]+[!-~])", "");
            if (!name.chars().allMatch(HeaderSection::isNameOctet)
                    || name.isEmpty()
                    || !unfolded.chars().allMatch(c -> c == '\t' || c >= ' ' && c < 127)) {
                throw new IllegalArgumentException("a field " + name + " may hold printable ASCII only");
            }
            return new Field(name, (name + ": " + value + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }

        public boolean is(String other) {
            return name.equalsIgnoreCase(other);
        }

        /** The value unfolded and stripped; encoded words are left as they are. */
        public String value() {
            String line = text(octets).substring(name.length() + 1);
            return line.replace("\r\n", "").strip();
        }

        private static String text(byte[] octets) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(octets))
                        .toString();
            } catch (CharacterCodingException notUtf8) {
                return new String(octets, StandardCharsets.ISO_8859_1);
            }
        }
    }

    /** Reads the section at the start of a message. */
    public static HeaderSection read(RawMessage message) throws MalformedMessage, IOException {
        try (InputStream stream = message.open()) {
            return parse(load(stream));
        }
    }

    /** The octets up to the empty line, it included, or up to the end of the stream. */
    private static byte[] load(InputStream stream) throws MalformedMessage, IOException {
        byte[] octets = new byte[FIRST_BLOCK];
        int length = 0;
        while (true) {
            int read = stream.readNBytes(octets, length, octets.length - length);
            int end = endOfSection(octets, Math.max(0, length - 3), length + read);
            length += read;
            if (end >= 0) {
                return Arrays.copyOf(octets, end);
            }
            if (length < octets.length) {
                return Arrays.copyOf(octets, length);
            }
            if (length == MAX_OCTETS) {
                throw new MalformedMessage("en-tête du message trop long (plus de " + MAX_OCTETS / 1024 + " Kio)");
            }
            octets = Arrays.copyOf(octets, Math.min(MAX_OCTETS, length * 4));
        }
    }

    /** Where the first empty line ends; negative without one. */
    private static int endOfSection(byte[] octets, int from, int to) {
        if (to >= 2 && octets[0] == '\r' && octets[1] == '\n') {
            return 2;
        }
        for (int i = from; i + 3 < to; i++) {
            if (octets[i] == '\r' && octets[i + 1] == '\n' && octets[i + 2] == '\r' && octets[i + 3] == '\n') {
                return i + 4;
            }
        }
        return -1;
    }

    private static HeaderSection parse(byte[] octets) throws MalformedMessage {
        List<Field> fields = new ArrayList<>();
        int start = 0;
        int nameLength = 0;
        int line = 0;
        while (line < octets.length) {
            int next = endOfLine(octets, line);
            boolean empty = next - line == CRLF.length;
            boolean continuation = octets[line] == ' ' || octets[line] == '\t';
            if (continuation) {
                if (line == 0) {
                    throw new MalformedMessage("l'en-tête du message commence par une ligne de continuation");
                }
                if (isBlank(octets, line, next)) {
                    throw new MalformedMessage("l'en-tête du message a une ligne de continuation vide");
                }
            } else {
                if (line > start) {
                    fields.add(field(octets, start, line, nameLength));
                }
                start = line;
                if (!empty) {
                    if (fields.size() == MAX_FIELDS) {
                        throw new MalformedMessage("l'en-tête du message a plus de " + MAX_FIELDS + " champs");
                    }
                    nameLength = nameLength(octets, line, next);
                }
            }
            line = next;
        }
        if (octets.length - start > CRLF.length) {
            fields.add(field(octets, start, octets.length, nameLength));
        }
        return new HeaderSection(fields, octets.length);
    }

    private static Field field(byte[] octets, int start, int end, int nameLength) {
        return new Field(
                new String(octets, start, nameLength, StandardCharsets.US_ASCII),
                Arrays.copyOfRange(octets, start, end));
    }

    /** Where the line ends, its CRLF included. */
    private static int endOfLine(byte[] octets, int line) throws MalformedMessage {
        for (int i = line; i < octets.length; i++) {
            int octet = octets[i];
            if (octet == '\r') {
                if (i + 1 == octets.length || octets[i + 1] != '\n') {
                    throw new MalformedMessage("l'en-tête du message contient un retour chariot (CR) isolé");
                }
                if (i - line > MAX_LINE) {
                    throw new MalformedMessage("l'en-tête du message a une ligne de plus de " + MAX_LINE + " octets");
                }
                return i + 2;
            }
            if (octet == '\n') {
                throw new MalformedMessage("l'en-tête du message contient un saut de ligne (LF) isolé");
            }
            // octets above 127 are negative
            if (octet >= 0 && octet < ' ' && octet != '\t' || octet == 127) {
                throw new MalformedMessage("l'en-tête du message contient un caractère de contrôle");
            }
        }
        throw new MalformedMessage("le message s'arrête au milieu d'une ligne de son en-tête");
    }

    private static int nameLength(byte[] octets, int line, int next) throws MalformedMessage {
        int end = line;
        while (end < next && isNameOctet(octets[end])) {
            end++;
        }
        if (end == line || octets[end] != ':') {
            throw new MalformedMessage("l'en-tête du message a une ligne qui n'est pas un champ « Nom: valeur »");
        }
        return end - line;
    }

    private static boolean isNameOctet(int octet) {
        return octet > ' ' && octet < 127 && octet != ':';
    }

    private static boolean isBlank(byte[] octets, int line, int next) {
        for (int i = line; i < next - CRLF.length; i++) {
            if (octets[i] != ' ' && octets[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    public List<Field> fields() {
        return fields;
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

    /** The subject decoded (RFC 2047); empty without one. */
    public String subject() {
        return first("Subject").map(EncodedWords::decode).orElse("");
    }

    /** The media type without its parameters, lower case; {@code text/plain} without the field (RFC 2045 §5.2). */
    public String mediaType() {
        String value = first("Content-Type").orElse("text/plain");
        int semicolon = value.indexOf(';');
        return (semicolon < 0 ? value : value.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    /** The section without the fields whose name begins so, in whatever case, such as {@code X-MSSGW-}. */
    public HeaderSection withoutPrefix(String prefix) {
        return without(name -> name.regionMatches(true, 0, prefix, 0, prefix.length()));
    }

    public HeaderSection without(Predicate<String> name) {
        return new HeaderSection(
                fields.stream().filter(f -> !name.test(f.name())).toList(), bodyOffset);
    }

    /** The section with these fields above all others, in their order. */
    public HeaderSection prepend(List<Field> added) {
        List<Field> all = new ArrayList<>(added);
        all.addAll(fields);
        return new HeaderSection(all, bodyOffset);
    }

    /** The octets of the section, its closing empty line included. */
    public byte[] render() {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(Math.max(bodyOffset, 128));
        fields.forEach(f -> octets.writeBytes(f.octets()));
        octets.writeBytes(CRLF);
        return octets.toByteArray();
    }

    /** The message with this section and the body of the one it was read from; closing it does not close that one. */
    public RawMessage over(RawMessage source) {
        return new SplicedMessage(render(), source, bodyOffset);
    }
}

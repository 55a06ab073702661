package fr.mssgw.core.message;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
        try (InputStream stream = new BufferedInputStream(message.open(), 4 * 1024)) {
            return read(stream);
        }
    }

    /** Reads up to the empty line that ends the section, or to the end of the stream. */
    static HeaderSection read(InputStream stream) throws MalformedMessage, IOException {
        List<Field> fields = new ArrayList<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        ByteArrayOutputStream field = new ByteArrayOutputStream(128);
        int offset = 0;
        while (readLine(stream, line)) {
            offset += line.size();
            if (offset > MAX_OCTETS) {
                throw new MalformedMessage("en-tête du message trop long (plus de " + MAX_OCTETS / 1024 + " Kio)");
            }
            byte[] octets = line.toByteArray();
            if (octets.length == CRLF.length) {
                break;
            }
            if (octets[0] == ' ' || octets[0] == '\t') {
                if (field.size() == 0) {
                    throw new MalformedMessage("l'en-tête du message commence par une ligne de continuation");
                }
                if (isBlank(octets)) {
                    throw new MalformedMessage("l'en-tête du message a une ligne de continuation vide");
                }
            } else {
                end(field, fields);
                if (fields.size() == MAX_FIELDS) {
                    throw new MalformedMessage("l'en-tête du message a plus de " + MAX_FIELDS + " champs");
                }
                nameLength(octets);
            }
            field.writeBytes(octets);
        }
        end(field, fields);
        return new HeaderSection(fields, offset);
    }

    /** Reads one line with its CRLF; false at the end of the stream. */
    private static boolean readLine(InputStream stream, ByteArrayOutputStream line)
            throws MalformedMessage, IOException {
        line.reset();
        int octet;
        while ((octet = stream.read()) >= 0) {
            if (octet == '\r') {
                if (stream.read() != '\n') {
                    throw new MalformedMessage("l'en-tête du message contient un retour chariot (CR) isolé");
                }
                line.writeBytes(CRLF);
                return true;
            }
            if (octet == '\n') {
                throw new MalformedMessage("l'en-tête du message contient un saut de ligne (LF) isolé");
            }
            if (octet < ' ' && octet != '\t' || octet == 127) {
                throw new MalformedMessage("l'en-tête du message contient un caractère de contrôle");
            }
            if (line.size() == MAX_LINE) {
                throw new MalformedMessage("l'en-tête du message a une ligne de plus de " + MAX_LINE + " octets");
            }
            line.write(octet);
        }
        if (line.size() > 0) {
            throw new MalformedMessage("le message s'arrête au milieu d'une ligne de son en-tête");
        }
        return false;
    }

    private static void end(ByteArrayOutputStream field, List<Field> fields) throws MalformedMessage {
        if (field.size() > 0) {
            byte[] octets = field.toByteArray();
            fields.add(new Field(new String(octets, 0, nameLength(octets), StandardCharsets.US_ASCII), octets));
            field.reset();
        }
    }

    private static int nameLength(byte[] line) throws MalformedMessage {
        int length = 0;
        while (length < line.length && isNameOctet(line[length])) {
            length++;
        }
        if (length == 0 || length == line.length || line[length] != ':') {
            throw new MalformedMessage("l'en-tête du message a une ligne qui n'est pas un champ « Nom: valeur »");
        }
        return length;
    }

    private static boolean isNameOctet(int octet) {
        return octet > ' ' && octet < 127 && octet != ':';
    }

    private static boolean isBlank(byte[] line) {
        for (byte octet : line) {
            if (octet != ' ' && octet != '\t' && octet != '\r' && octet != '\n') {
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

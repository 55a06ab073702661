package fr.mssgw.certs.mime;

import fr.mssgw.core.message.RawMessage;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The header section of a message or part, octet for octet (RFC 5322 §2.2). A line that is neither a field nor the
 * continuation of one ends the section, as does an empty line. At most 1 MiB.
 *
 * @param bodyOffset where the body starts, after the empty line
 */
public record HeaderSection(List<Field> fields, long bodyOffset) {
    private static final int LARGEST = 1024 * 1024;

    public HeaderSection {
        fields = List.copyOf(fields);
    }

    /**
     * One field.
     *
     * @param name lower case
     * @param octets as received, folded, with its final line end as CRLF
     */
    public record Field(String name, byte[] octets) {
        /** The value, unfolded; octets as Latin-1 characters. */
        public String value() {
            String text = new String(octets, StandardCharsets.ISO_8859_1);
            return text.substring(text.indexOf(':') + 1)
                    .replaceAll("[\\r\\n]+", "")
                    .strip();
        }

        /** Whether it describes the body, and moves inside with it (RFC 8551 §3.1). */
        boolean isAboutContent() {
            return name.startsWith("content-");
        }
    }

    public static HeaderSection of(RawMessage message) throws IOException {
        try (InputStream in = new BufferedInputStream(message.open())) {
            return read(in);
        }
    }

    /** Reads up to and including the empty line; the stream must support marks. */
    public static HeaderSection read(InputStream in) throws IOException {
        List<Field> fields = new ArrayList<>();
        ByteArrayOutputStream current = new ByteArrayOutputStream();
        long offset = 0;
        while (offset < LARGEST) {
            in.mark(LARGEST);
            byte[] line = line(in, LARGEST - (int) offset);
            boolean empty = line.length == 0 || isLineEnd(line);
            boolean continues = !empty && (line[0] == ' ' || line[0] == '\t') && current.size() > 0;
            if (!continues) {
                flush(current, fields);
            }
            if (!empty && !continues && !isField(line)) {
                in.reset();
                return new HeaderSection(fields, offset);
            }
            offset += line.length;
            if (empty) {
                return new HeaderSection(fields, offset);
            }
            current.writeBytes(line);
        }
        flush(current, fields);
        return new HeaderSection(fields, offset);
    }

    private static byte[] line(InputStream in, int most) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            line.write(octet);
            if (octet == '\n' || line.size() >= most) {
                break;
            }
        }
        return line.toByteArray();
    }

    private static boolean isLineEnd(byte[] line) {
        return line[0] == '\n' || line[0] == '\r' && line.length == 2;
    }

    private static boolean isField(byte[] line) {
        for (int i = 0; i < line.length; i++) {
            if (line[i] == ':') {
                return i > 0;
            }
            if (line[i] <= 32 || line[i] == 127) {
                return false;
            }
        }
        return false;
    }

    private static void flush(ByteArrayOutputStream current, List<Field> fields) {
        if (current.size() == 0) {
            return;
        }
        String text = current.toString(StandardCharsets.ISO_8859_1).replaceAll("\\r*\\n", "\r\n");
        if (!text.endsWith("\r\n")) {
            text += "\r\n";
        }
        String name = text.substring(0, text.indexOf(':')).strip().toLowerCase(Locale.ROOT);
        fields.add(new Field(name, text.getBytes(StandardCharsets.ISO_8859_1)));
        current.reset();
    }

    /** The media type, {@code text/plain} where none is declared. */
    public MediaType mediaType() {
        return value("content-type").map(MediaType::parse).orElseGet(() -> MediaType.parse("text/plain"));
    }

    /** The transfer encoding, lower case, {@code 7bit} where none is declared. */
    public String encoding() {
        return value("content-transfer-encoding")
                .map(value -> value.toLowerCase(Locale.ROOT))
                .orElse("7bit");
    }

    /** The value of the first field of this name. */
    public Optional<String> value(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .map(Field::value);
    }

    /** Writes the fields that describe the body. */
    public void writeContentFields(OutputStream out) throws IOException {
        write(out, Field::isAboutContent);
    }

    /** Writes the fields of the message itself, without {@code MIME-Version}. */
    public void writeMessageFields(OutputStream out) throws IOException {
        write(out, field -> !field.isAboutContent() && !field.name().equals("mime-version"));
    }

    void write(OutputStream out, Predicate<Field> chosen) throws IOException {
        for (Field field : fields) {
            if (chosen.test(field)) {
                out.write(field.octets());
            }
        }
    }
}

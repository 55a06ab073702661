package fr.mssgw.certs.mime;

import fr.mssgw.certs.mime.HeaderSection.Field;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Puts a MIME entity into the form that no mail server changes: seven-bit, lines of at most 998 octets, CRLF
 * (RFC 8551 §3.1.2). What is so already is kept octet for octet. Else leaf parts that are not encoded become
 * quoted-printable where they are text, base64 where not; signed parts are never touched, as their signature would
 * break. Reads the entity as a stream.
 */
public final class SevenBit {
    private static final int LONGEST_LINE = 998;
    private static final int DEEPEST = 20;
    private static final Set<String> IDENTITY = Set.of("7bit", "8bit", "binary");
    private static final byte[] CRLF = {'\r', '\n'};

    private final Lines lines;
    private final OutputStream out;
    private final List<String> boundaries = new ArrayList<>();
    private boolean atDelimiter;
    private boolean damaged;

    private SevenBit(InputStream in, OutputStream out) {
        this.lines = new Lines(in);
        this.out = out;
    }

    /** Whether every octet from here on is in that form. */
    public static boolean holds(InputStream entity) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        int line = 0;
        int previous = '\n';
        for (int read = entity.read(buffer); read >= 0; read = entity.read(buffer)) {
            for (int i = 0; i < read; i++) {
                int octet = buffer[i];
                boolean lone = previous == '\r' ? octet != '\n' : octet == '\n';
                if (octet <= 0 || lone || ++line > LONGEST_LINE + 2) {
                    return false;
                }
                line = octet == '\n' ? 0 : line;
                previous = octet;
            }
        }
        return previous != '\r';
    }

    /**
     * Writes an entity: the content fields of this section and the body that follows it in the stream.
     *
     * @return whether that lost nothing; false where a part's header section is damaged, and the entity should be left
     *     as it is
     */
    public static boolean write(HeaderSection header, InputStream body, OutputStream out) throws IOException {
        SevenBit writer = new SevenBit(body, out);
        List<Field> content =
                header.fields().stream().filter(Field::isAboutContent).toList();
        writer.entity(content);
        return !writer.damaged;
    }

    /** Writes an entity; what stops it, the delimiter of a part around it, is the line last read. */
    private void entity(List<Field> fields) throws IOException {
        HeaderSection header = new HeaderSection(fields, 0);
        MediaType type = header.mediaType();
        boolean plain = IDENTITY.contains(header.encoding());
        String boundary = type.parameter("boundary").orElse("");
        boolean multipart = type.value().startsWith("multipart/") && !boundary.isEmpty();
        if (type.value().equals("multipart/signed") || boundaries.size() >= DEEPEST) {
            writeFields(fields, header.encoding());
            copy();
        } else if (multipart) {
            writeFields(fields, "7bit");
            parts(boundary);
        } else if (type.value().equals("message/rfc822") && plain) {
            writeFields(fields, "7bit");
            boundaries.add("");
            entity(readFields());
            boundaries.remove(boundaries.size() - 1);
        } else if (header.encoding().equals("base64")) {
            writeFields(fields, "base64");
            foldBase64();
        } else if (plain
                && !type.value().startsWith("multipart/")
                && !type.value().startsWith("message/")) {
            boolean text = type.value().startsWith("text/");
            writeFields(fields, text ? "quoted-printable" : "base64");
            if (text) {
                quotedPrintable();
            } else {
                base64();
            }
        } else {
            writeFields(fields, header.encoding());
            copy();
        }
    }

    private void parts(String boundary) throws IOException {
        boundaries.add(boundary);
        copy();
        while (lines.length() > 0 && lines.isDelimiter(boundary)) {
            out.write(CRLF);
            out.write(lines.octets(), 0, lines.length() - lines.endLength());
            out.write(CRLF);
            if (lines.isDelimiter(boundary, true)) {
                break;
            }
            entity(readFields());
        }
        boundaries.remove(boundaries.size() - 1);
        if (lines.length() > 0 && lines.isDelimiter(boundary, true)) {
            copy(); // the epilogue
        }
    }

    /** The header section of a part, line by line from where the lines stand. */
    private List<Field> readFields() throws IOException {
        ByteArrayOutputStream section = new ByteArrayOutputStream();
        while (section.size() < 1024 * 1024 && lines.next()) {
            atDelimiter = stops();
            if (atDelimiter) {
                break;
            }
            section.write(lines.octets(), 0, lines.length());
            if (lines.length() == lines.endLength() && lines.startsLine()) {
                break;
            }
        }
        HeaderSection read = HeaderSection.read(new ByteArrayInputStream(section.toByteArray()));
        damaged |= read.bodyOffset() < section.size();
        return read.fields();
    }

    private void writeFields(List<Field> fields, String encoding) throws IOException {
        boolean said = false;
        for (Field field : fields) {
            if (field.name().equals("content-transfer-encoding")) {
                said = true;
                out.write(("Content-Transfer-Encoding: " + encoding + "\r\n").getBytes(StandardCharsets.US_ASCII));
            } else {
                out.write(field.octets());
            }
        }
        if (!said && !encoding.equals("7bit")) {
            out.write(("Content-Transfer-Encoding: " + encoding + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        out.write(CRLF);
    }

    /** Whether the line just read ends the part: a delimiter of any part around it. */
    private boolean stops() {
        for (String boundary : boundaries) {
            if (lines.isDelimiter(boundary)) {
                return true;
            }
        }
        return false;
    }

    /** One step through a part, whose last line end belongs to the delimiter after it (RFC 2046 §5.1.1). */
    private interface Piece {
        void write(byte[] octets, int length, boolean lineEnd) throws IOException;
    }

    private void eachLine(Piece piece) throws IOException {
        if (atDelimiter) {
            atDelimiter = false;
            return;
        }
        boolean pendingEnd = false;
        while (lines.next()) {
            if (stops()) {
                return;
            }
            if (pendingEnd) {
                piece.write(CRLF, 0, true);
            }
            pendingEnd = lines.endLength() > 0;
            piece.write(lines.octets(), lines.length() - lines.endLength(), false);
        }
        if (pendingEnd) {
            piece.write(CRLF, 0, true);
        }
    }

    private void copy() throws IOException {
        eachLine((octets, length, lineEnd) -> out.write(lineEnd ? CRLF : octets, 0, lineEnd ? 2 : length));
    }

    private void base64() throws IOException {
        OutputStream encoded = Base64.getMimeEncoder(76, CRLF).wrap(new Unclosed(out));
        eachLine((octets, length, lineEnd) -> encoded.write(lineEnd ? CRLF : octets, 0, lineEnd ? 2 : length));
        encoded.close();
    }

    /** Base64 that is there already, in lines of 76. */
    private void foldBase64() throws IOException {
        int[] column = {0};
        eachLine((octets, length, lineEnd) -> {
            for (int i = 0; i < (lineEnd ? 0 : length); i++) {
                byte octet = octets[i];
                if (octet > ' ' && octet < 127) {
                    if (column[0] == 76) {
                        out.write(CRLF);
                        column[0] = 0;
                    }
                    out.write(octet);
                    column[0]++;
                }
            }
        });
    }

    private void quotedPrintable() throws IOException {
        int[] column = {0};
        eachLine((octets, length, lineEnd) -> {
            if (lineEnd) {
                out.write(CRLF);
                column[0] = 0;
            }
            for (int i = 0; i < (lineEnd ? 0 : length); i++) {
                int octet = octets[i] & 0xFF;
                boolean last = i == length - 1;
                boolean literal = octet > 32 && octet < 127 && octet != '=' || (octet == ' ' || octet == '\t') && !last;
                String text = literal ? String.valueOf((char) octet) : String.format(Locale.ROOT, "=%02X", octet);
                if (column[0] + text.length() > 75) {
                    out.write(new byte[] {'=', '\r', '\n'});
                    column[0] = 0;
                }
                // a lone dot or "From " at the start of a line is what some servers change
                if (column[0] == 0 && (octet == '.' || octet == 'F')) {
                    text = String.format(Locale.ROOT, "=%02X", octet);
                }
                out.write(text.getBytes(StandardCharsets.US_ASCII));
                column[0] += text.length();
            }
        });
    }
}

package fr.mssgw.certs.mime;

import fr.mssgw.core.mail.Ambiguity;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.mail.Limited;
import fr.mssgw.core.mail.Part;
import fr.mssgw.core.mail.QuotedPrintable;
import fr.mssgw.core.mail.Structure;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.text.Ascii;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;

/**
 * Puts a MIME entity into the form that no mail server changes: seven-bit, lines of at most 998 octets, CRLF
 * (RFC 8551 §3.1.2). What is so already is kept octet for octet. Else leaf parts that are not encoded become
 * quoted-printable where they are text, base64 where not; signed parts are never touched, as their signature would
 * break. Reads the entity as a stream, by its {@link Structure}.
 */
public final class SevenBit {
    private static final int LONGEST_LINE = 998;
    /** Of lines that are broken only since no server would carry them. */
    private static final int LONGEST_QUOTED = LONGEST_LINE - 6;

    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] SOFT_BREAK = {'=', '\r', '\n'};
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final InputStream in;
    private final OutputStream out;
    private final Set<Part> eightBit;
    private long at;

    /** @param eightBit what cannot be called 7bit */
    private SevenBit(InputStream in, OutputStream out, Set<Part> eightBit) {
        this.in = in;
        this.out = out;
        this.eightBit = eightBit;
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
     * Writes the content of a message: the fields that describe it, and its body.
     *
     * @param structure of that message
     * @return whether that was done; false, with nothing written, where the structure can be read in two ways or was not
     *     read to its end, and the entity should be left as it is
     */
    public static boolean write(RawMessage message, Structure structure, OutputStream out) throws IOException {
        boolean clear = structure.ambiguities().stream()
                .allMatch(one -> one.kind() == Ambiguity.Kind.LINE_ENDS); // which all become CRLF here
        if (!clear || structure.passed().isPresent()) {
            return false;
        }
        Part root = structure.root();
        Set<Part> eightBit;
        try (InputStream in = message.open()) {
            eightBit = KeptOctets.containersOf(in, root);
        }
        try (InputStream in = new BufferedInputStream(message.open(), 16 * 1024)) {
            SevenBit writer = new SevenBit(in, out, eightBit);
            writer.skipTo(root.bodyStart());
            writer.entity(root, root.header().contentFields());
        }
        return true;
    }

    private void skipTo(long offset) throws IOException {
        in.skipNBytes(offset - at);
        at = offset;
    }

    static boolean isSigned(Part part) {
        return part.type().is("MULTIPART", "SIGNED");
    }

    /** Whether the body is written anew, in seven bits. */
    static boolean writesAnew(Part part) {
        return part.isLeaf()
                && switch (part.encoding()) {
                    case BASE64, QUOTED_PRINTABLE -> true;
                    case IDENTITY -> !part.type().is("MESSAGE");
                    case UNKNOWN -> false;
                };
    }

    private void entity(Part part, HeaderSection header) throws IOException {
        if (writesAnew(part)) {
            leaf(part, header);
        } else if (isSigned(part) || part.isLeaf()) {
            writeFields(header, Ascii.lower(part.encodingWord()));
            copyTo(part.bodyEnd());
        } else {
            boolean binary = part.encodingWord().equals("BINARY");
            writeFields(header, !eightBit.contains(part) ? "7bit" : binary ? "binary" : "8bit");
            for (Part child : part.children()) {
                copyTo(child.headerStart());
                entity(child, fields(child));
            }
            copyTo(part.bodyEnd());
        }
    }

    private void leaf(Part part, HeaderSection header) throws IOException {
        boolean text = part.type().is("TEXT");
        switch (part.encoding()) {
            case BASE64 -> {
                writeFields(header, "base64");
                foldBase64(part.bodyEnd());
            }
            case QUOTED_PRINTABLE -> {
                writeFields(header, "quoted-printable");
                mendQuotedPrintable(part.bodyEnd());
            }
            default -> {
                writeFields(header, text ? "quoted-printable" : "base64");
                InputStream body = new Canonical(limited(part.bodyEnd()));
                if (text) {
                    QuotedPrintable.encode(body, out);
                } else {
                    try (OutputStream encoded = Base64.getMimeEncoder(76, CRLF).wrap(new Unclosed(out))) {
                        body.transferTo(encoded);
                    }
                }
            }
        }
    }

    /** The header section of a part, from where the stream stands. */
    private HeaderSection fields(Part part) throws IOException {
        int length = (int) (part.bodyStart() - part.headerStart());
        byte[] octets = in.readNBytes(length);
        at += length;
        return HeaderSection.lenient(octets);
    }

    private void writeFields(HeaderSection header, String encoding) throws IOException {
        boolean said = false;
        for (Field field : header.fields()) {
            if (field.is("Content-Transfer-Encoding")) {
                said = true;
                out.write(encodingField(encoding));
            } else {
                out.write(header.only(field).renderFields());
            }
        }
        if (!said && !Ascii.same(encoding, "7bit")) {
            out.write(encodingField(encoding));
        }
        out.write(CRLF);
    }

    private static byte[] encodingField(String encoding) {
        return ("Content-Transfer-Encoding: " + encoding + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Copies as it stands but for line ends, which become CRLF. */
    private void copyTo(long offset) throws IOException {
        new Canonical(limited(offset)).transferTo(out);
    }

    /** Base64 that is there already, in lines of 76. */
    private void foldBase64(long offset) throws IOException {
        InputStream body = limited(offset);
        byte[] buffer = new byte[8 * 1024];
        byte[] folded = new byte[2 * buffer.length];
        int column = 0;
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            int length = 0;
            for (int i = 0; i < read; i++) {
                byte octet = buffer[i];
                if (octet > ' ' && octet < 127) {
                    if (column == 76) {
                        folded[length++] = '\r';
                        folded[length++] = '\n';
                        column = 0;
                    }
                    folded[length++] = octet;
                    column++;
                }
            }
            out.write(folded, 0, length);
        }
    }

    /**
     * Quoted-printable that is there already, with the octets that it may not hold encoded, which all decoders take for
     * themselves, and lines that are too long for mail broken softly (RFC 2045 §6.7 (3), (5)).
     */
    private void mendQuotedPrintable(long offset) throws IOException {
        InputStream body = new Canonical(limited(offset));
        byte[] buffer = new byte[8 * 1024];
        ByteArrayOutputStream mended = new ByteArrayOutputStream(buffer.length);
        int column = 0;
        int ofEscape = 0;
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            for (int i = 0; i < read; i++) {
                byte octet = buffer[i];
                boolean ends = octet == '\r' || octet == '\n';
                if (!ends && ofEscape == 0 && column > LONGEST_QUOTED) {
                    mended.writeBytes(SOFT_BREAK);
                    column = 0;
                }
                if (octet >= ' ' && octet < 127 || octet == '\t' || ends) {
                    mended.write(octet);
                    column = ends ? 0 : column + 1;
                    ofEscape = ends ? 0 : octet == '=' ? 2 : Math.max(0, ofEscape - 1);
                } else {
                    mended.write('=');
                    mended.write(HEX.toHighHexDigit(octet));
                    mended.write(HEX.toLowHexDigit(octet));
                    column += 3;
                    ofEscape = 0;
                }
            }
            mended.writeTo(out);
            mended.reset();
        }
    }

    private InputStream limited(long offset) {
        long size = offset - at;
        at = offset;
        return new Limited(in, size);
    }
}

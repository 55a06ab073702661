package fr.mssgw.certs.mime;

import fr.mssgw.core.mail.Ambiguity;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.mail.Limited;
import fr.mssgw.core.mail.Part;
import fr.mssgw.core.mail.QuotedPrintable;
import fr.mssgw.core.mail.Structure;
import fr.mssgw.core.mail.TransferEncoding;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.text.Ascii;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Puts a MIME entity into the form that no mail server changes: seven-bit, lines of at most 998 octets, CRLF
 * (RFC 8551 §3.1.2). What is so already is kept octet for octet. Else leaf parts that are not encoded become
 * quoted-printable where they are text, base64 where not; signed parts are never touched, as their signature would
 * break. Reads the entity as a stream, by its {@link Structure}.
 */
public final class SevenBit {
    private static final int LONGEST_LINE = 998;
    private static final byte[] CRLF = {'\r', '\n'};

    private final InputStream in;
    private final OutputStream out;
    private long at;

    private SevenBit(InputStream in, OutputStream out) {
        this.in = in;
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
        try (InputStream in = new BufferedInputStream(message.open(), 16 * 1024)) {
            SevenBit writer = new SevenBit(in, out);
            Part root = structure.root();
            writer.skipTo(root.bodyStart());
            writer.entity(root, root.header().contentFields());
        }
        return true;
    }

    private void skipTo(long offset) throws IOException {
        in.skipNBytes(offset - at);
        at = offset;
    }

    private void entity(Part part, HeaderSection header) throws IOException {
        boolean plain = part.encoding() == TransferEncoding.IDENTITY;
        if (part.type().is("MULTIPART", "SIGNED")
                || part.isLeaf() && part.type().isMultipart()) {
            writeFields(header, Ascii.lower(part.encodingWord()));
            copyTo(part.bodyEnd());
        } else if (!part.isLeaf()) {
            writeFields(header, "7bit");
            for (Part child : part.children()) {
                copyTo(child.headerStart());
                entity(child, fields(child));
            }
            copyTo(part.bodyEnd());
        } else if (part.encoding() == TransferEncoding.BASE64) {
            writeFields(header, "base64");
            foldBase64(part.bodyEnd());
        } else if (plain && !part.type().is("MESSAGE")) {
            boolean text = part.type().is("TEXT");
            writeFields(header, text ? "quoted-printable" : "base64");
            InputStream body = new Canonical(limited(part.bodyEnd()));
            if (text) {
                QuotedPrintable.encode(body, out);
            } else {
                try (OutputStream encoded = Base64.getMimeEncoder(76, CRLF).wrap(new Unclosed(out))) {
                    body.transferTo(encoded);
                }
            }
        } else {
            writeFields(header, Ascii.lower(part.encodingWord()));
            copyTo(part.bodyEnd());
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

    private InputStream limited(long offset) {
        long size = offset - at;
        at = offset;
        return new Limited(in, size);
    }
}

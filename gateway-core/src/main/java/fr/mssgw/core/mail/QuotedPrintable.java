package fr.mssgw.core.mail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;

/** Writes text as quoted-printable (RFC 2045 §6.7) that no server changes, on lines of at most 76 characters. */
public final class QuotedPrintable {
    /** Octets behind an equals sign are in capitals. */
    static final HexFormat HEX = HexFormat.of().withUpperCase();

    private static final int LONGEST_LINE = 75;

    private final OutputStream out;
    private int column;

    private QuotedPrintable(OutputStream out) {
        this.out = out;
    }

    /** The same as {@link #encode(InputStream, OutputStream)}, in memory. */
    static byte[] encode(byte[] text) {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream(text.length + text.length / 4);
        try {
            encode(new ByteArrayInputStream(text), encoded);
        } catch (IOException never) {
            throw new UncheckedIOException("memory is read and written", never);
        }
        return encoded.toByteArray();
    }

    /** @param text with CRLF at the end of each line, which stays; a CR or LF elsewhere is encoded. Neither is closed. */
    public static void encode(InputStream text, OutputStream out) throws IOException {
        QuotedPrintable writer = new QuotedPrintable(out);
        int octet = text.read();
        while (octet >= 0) {
            int next = text.read();
            if (octet == '\r' && next == '\n') {
                writer.endLine();
                next = text.read();
            } else {
                boolean space = octet == ' ' || octet == '\t';
                boolean endsLine = next < 0 || next == '\r';
                boolean literal = octet > 32 && octet < 127 && octet != '=' || space && !endsLine;
                writer.octet(octet, literal);
            }
            octet = next;
        }
    }

    private void endLine() throws IOException {
        out.write('\r');
        out.write('\n');
        column = 0;
    }

    private void octet(int octet, boolean literal) throws IOException {
        if (column + (literal ? 1 : 3) > LONGEST_LINE) {
            out.write('=');
            endLine();
        }
        // a lone dot or "From " at the start of a line is what some servers change
        if (literal && !(column == 0 && (octet == '.' || octet == 'F'))) {
            out.write(octet);
            column++;
        } else {
            out.write('=');
            out.write(HEX.toHighHexDigit(octet));
            out.write(HEX.toLowHexDigit(octet));
            column += 3;
        }
    }
}

package fr.mssgw.certs.mime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Writes text as quoted-printable (RFC 2045 §6.7) that no server changes. */
final class QuotedPrintable {
    private static final int LONGEST_LINE = 75;
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};

    private final OutputStream out;
    private int column;

    private QuotedPrintable(OutputStream out) {
        this.out = out;
    }

    /** @param text with CRLF at the end of each line; a CR or LF elsewhere is encoded */
    static void encode(InputStream text, OutputStream out) throws IOException {
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
            out.write(HEX[octet >> 4 & 15]);
            out.write(HEX[octet & 15]);
            column += 3;
        }
    }
}

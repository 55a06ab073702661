package fr.mssgw.certs.mime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A stream cut into lines, for finding boundaries (RFC 2046 §5.1.1). A line longer than 64 KiB comes in pieces, so the
 * heap stays small whatever the message holds.
 */
final class Lines {
    private static final int LONGEST_PIECE = 64 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[16 * 1024];
    private int at;
    private int end;
    private long offset;
    private byte[] piece = new byte[256];
    private int length;
    private int endLength;
    private boolean startsLine;
    private boolean nextStarts = true;

    Lines(InputStream in) {
        this.in = in;
    }

    /** Reads the next line or piece of one; false at the end. */
    boolean next() throws IOException {
        length = 0;
        endLength = 0;
        startsLine = nextStarts;
        while (length < LONGEST_PIECE) {
            if (at == end) {
                end = in.read(buffer, 0, buffer.length);
                at = 0;
                if (end <= 0) {
                    end = 0;
                    break;
                }
            }
            byte octet = buffer[at++];
            if (length == piece.length) {
                piece = Arrays.copyOf(piece, piece.length * 2);
            }
            piece[length++] = octet;
            if (octet == '\n') {
                endLength = length > 1 && piece[length - 2] == '\r' ? 2 : 1;
                break;
            }
        }
        offset += length;
        nextStarts = endLength > 0;
        return length > 0;
    }

    /** Where the next line starts. */
    long offset() {
        return offset;
    }

    byte[] octets() {
        return piece;
    }

    /** Octets of the line, its end included. */
    int length() {
        return length;
    }

    /** Octets of its end: two for CRLF, one for a bare LF, none at the end of the stream or within a long line. */
    int endLength() {
        return endLength;
    }

    boolean startsLine() {
        return startsLine;
    }

    /** Whether this line is a delimiter of that boundary, closing or not. */
    boolean isDelimiter(String boundary) {
        return isDelimiter(boundary, false) || isDelimiter(boundary, true);
    }

    boolean isDelimiter(String boundary, boolean closing) {
        if (!startsLine || length < 2 || piece[0] != '-' || piece[1] != '-' || boundary.isEmpty()) {
            return false;
        }
        String text = new String(piece, 0, length - endLength, StandardCharsets.ISO_8859_1).stripTrailing();
        return text.equals("--" + boundary + (closing ? "--" : ""));
    }
}

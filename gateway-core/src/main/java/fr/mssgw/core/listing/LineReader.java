package fr.mssgw.core.listing;

import fr.mssgw.core.mail.LineEnds;
import java.io.IOException;
import java.io.InputStream;

/** The lines of a stream, without copying those that fit into its buffer; counts octets and line ends. */
final class LineReader {
    private static final int BUFFER = 32 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int filled;
    private int at;
    private int from;
    private int to;
    private int ending;
    private long octets;
    private long lines;
    private long octetsBefore;
    private long linesBefore;
    private int endingBefore;

    LineReader(InputStream in) {
        this.in = in;
    }

    /** Goes to the next line; false at the end. Of a line longer than the buffer only the beginning is shown. */
    boolean next() throws IOException {
        octetsBefore = octets;
        linesBefore = lines;
        endingBefore = ending;
        int end = find();
        if (end < 0 && filled == at) {
            return false;
        }
        from = at;
        if (end >= 0) {
            finish(end);
            return true;
        }
        to = filled;
        octets += filled - at;
        ending = 0;
        at = filled;
        if (filled == BUFFER) {
            skipRest();
        }
        return true;
    }

    private void finish(int end) {
        octets += end + 1 - at;
        lines++;
        at = end + 1;
        boolean withReturn = end > from && buffer[end - 1] == '\r';
        to = withReturn ? end - 1 : end;
        ending = withReturn ? 2 : 1;
    }

    /** Where the line's LF is, after filling the buffer as far as needed; negative without one. */
    private int find() throws IOException {
        int look = at;
        while (true) {
            int feed = LineEnds.feed(buffer, look, filled);
            if (feed < filled) {
                return feed;
            }
            if (at > 0) {
                System.arraycopy(buffer, at, buffer, 0, filled - at);
                filled -= at;
                at = 0;
            }
            look = filled;
            if (filled == BUFFER) {
                return -1;
            }
            int read = in.read(buffer, filled, BUFFER - filled);
            if (read < 0) {
                return -1;
            }
            filled += read;
        }
    }

    /** Passes over what is left of an overlong line, keeping its beginning in the buffer. */
    private void skipRest() throws IOException {
        boolean afterReturn = buffer[BUFFER - 1] == '\r';
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            octets++;
            if (octet == '\n') {
                lines++;
                ending = afterReturn ? 2 : 1;
                return;
            }
            afterReturn = octet == '\r';
        }
    }

    boolean isEmpty() {
        return from == to;
    }

    int length() {
        return to - from;
    }

    int octet(int index) {
        return buffer[from + index];
    }

    boolean startsWith(byte[] prefix, int offset) {
        if (length() < offset + prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (buffer[from + offset + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    void appendTo(java.io.ByteArrayOutputStream target) {
        target.write(buffer, from, to - from);
        target.write('\n');
    }

    /** Octets read, this line and its end included. */
    long octets() {
        return octets;
    }

    /** Line ends read, that of this line included. */
    long lines() {
        return lines;
    }

    /** Octets before this line; the end of the line before it is left out where it belongs to a delimiter. */
    long octetsBefore(boolean delimiter) {
        return octetsBefore - (delimiter ? endingBefore : 0);
    }

    long linesBefore(boolean delimiter) {
        return linesBefore - (delimiter && endingBefore > 0 ? 1 : 0);
    }
}

package fr.mssgw.core.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The lines of a stream, without copying those that fit into its buffer; counts octets and line ends. A line ends with LF,
 * or with CRLF; a bare CR is an octet like any other.
 */
final class LineReader {
    private static final int BUFFER = 32 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int filled;
    private int at;
    private byte[] line = buffer;
    private int from;
    private int to;
    private int ending;
    private long octets;
    private long lines;
    private long bareFeeds;
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
        line = buffer;
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
        ended(withReturn);
    }

    private void ended(boolean withReturn) {
        ending = withReturn ? 2 : 1;
        bareFeeds += withReturn ? 0 : 1;
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

    /** Passes over what is left of an overlong line; its beginning is kept aside. */
    private void skipRest() throws IOException {
        boolean afterReturn = buffer[BUFFER - 1] == '\r';
        line = Arrays.copyOf(buffer, BUFFER);
        filled = 0;
        at = 0;
        while (true) {
            int read = in.read(buffer, 0, BUFFER);
            if (read < 0) {
                return;
            }
            int feed = LineEnds.feed(buffer, 0, read);
            if (feed < read) {
                afterReturn = feed > 0 ? buffer[feed - 1] == '\r' : afterReturn;
                octets += feed + 1;
                lines++;
                ended(afterReturn);
                at = feed + 1;
                filled = read;
                return;
            }
            octets += read;
            afterReturn = read > 0 ? buffer[read - 1] == '\r' : afterReturn;
        }
    }

    boolean isEmpty() {
        return from == to;
    }

    /** Whether it holds nothing but spaces and tabs. */
    boolean isBlank(int start) {
        for (int i = from + start; i < to; i++) {
            if (line[i] != ' ' && line[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    /** Octets shown of it, without its end. */
    int length() {
        return to - from;
    }

    int octet(int index) {
        return line[from + index];
    }

    boolean contains(char wanted) {
        for (int i = from; i < to; i++) {
            if (line[i] == wanted) {
                return true;
            }
        }
        return false;
    }

    /** The line, each character one octet. */
    String text() {
        return new String(line, from, to - from, StandardCharsets.ISO_8859_1);
    }

    boolean startsWith(byte[] prefix, int offset) {
        if (length() < offset + prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (line[from + offset + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    /** Adds the line with the end that it has. */
    void appendTo(ByteArrayOutputStream target) {
        target.write(line, from, to - from);
        if (ending == 2) {
            target.write('\r');
        }
        if (ending > 0) {
            target.write('\n');
        }
    }

    /** Octets read, this line and its end included. */
    long octets() {
        return octets;
    }

    /** Line ends read, that of this line included. */
    long lines() {
        return lines;
    }

    /** Line ends read that are an LF alone. */
    long bareFeeds() {
        return bareFeeds;
    }

    /** Octets before this line; the end of the line before it is left out where it belongs to a delimiter. */
    long octetsBefore(boolean delimiter) {
        return octetsBefore - (delimiter ? endingBefore : 0);
    }

    long linesBefore(boolean delimiter) {
        return linesBefore - (delimiter && endingBefore > 0 ? 1 : 0);
    }
}

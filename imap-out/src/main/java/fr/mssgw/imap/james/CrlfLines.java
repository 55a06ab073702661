package fr.mssgw.imap.james;

import java.io.IOException;
import java.io.InputStream;

/**
 * Text whose lines end with CRLF: a bare LF and a bare CR end a line too, and several CR before an LF are one end, as some
 * programs write them. Linear; not thread-safe.
 */
final class CrlfLines extends InputStream {
    private static final int AT_A_TIME = 8 * 1024;

    private final InputStream in;
    private final byte[] octets = new byte[AT_A_TIME];
    private final byte[] single = new byte[1];
    private int at;
    private int length;
    private int returns; // read, and not yet known what follows
    private int owed; // line ends to be given before the octet that follows
    private boolean owesFeed; // of a line end whose CR was given
    private boolean ended;
    private boolean mended;

    CrlfLines(InputStream in) {
        this.in = in;
    }

    /** Whether what was given so far is another text than what was read. */
    boolean mended() {
        return mended;
    }

    @Override
    public int read() throws IOException {
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        int given = 0;
        while (given < count) {
            int octet = next();
            if (octet < 0) {
                return given == 0 ? -1 : given;
            }
            into[offset + given++] = (byte) octet;
        }
        return given;
    }

    private int next() throws IOException {
        while (true) {
            if (owesFeed) {
                owesFeed = false;
                return '\n';
            }
            if (owed > 0) {
                owed--;
                owesFeed = true;
                return '\r';
            }
            if (ended || at == length && !fill()) {
                return -1;
            }
            if (at == length) { // the end: what CR were left are line ends
                continue;
            }
            byte octet = octets[at];
            if (octet == '\r') {
                at++;
                returns++;
            } else if (octet == '\n') {
                at++;
                mended |= returns != 1;
                returns = 0;
                owed = 1;
            } else if (returns > 0) {
                endLines();
            } else {
                at++;
                return octet & 0xff;
            }
        }
    }

    private void endLines() {
        mended = true;
        owed = returns;
        returns = 0;
    }

    /** Whether there is more to give. */
    private boolean fill() throws IOException {
        at = 0;
        length = Math.max(0, in.read(octets, 0, octets.length));
        if (length > 0) {
            return true;
        }
        if (returns > 0) {
            endLines();
            return true;
        }
        ended = true;
        return false;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}

package fr.mssgw.core.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/**
 * Decodes quoted-printable (RFC 2045 §6.7) as a stream: white space at the end of a line goes, an equals sign that begins
 * nothing stays. Never fails for what it reads. Closing it closes what it reads.
 */
final class QuotedPrintableStream extends InputStream {
    /** White space in one line that is held until it shows whether the line ends; what is more stays. */
    private static final int MOST_SPACE = 1024;

    private final PushbackInputStream in;
    private final byte[] pending = new byte[MOST_SPACE + 4];
    private int from;
    private int to;

    QuotedPrintableStream(InputStream encoded) {
        this.in = new PushbackInputStream(new BlockInput(encoded), 4);
    }

    @Override
    public int read() throws IOException {
        if (from == to && !fill()) {
            return -1;
        }
        return pending[from++] & 0xFF;
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
        int count = 0;
        while (count < length) {
            int octet = read();
            if (octet < 0) {
                return count == 0 ? -1 : count;
            }
            octets[offset + count++] = (byte) octet;
        }
        return count;
    }

    private boolean fill() throws IOException {
        from = 0;
        to = 0;
        while (to == 0) {
            int octet = in.read();
            if (octet < 0) {
                return false;
            }
            if (octet == ' ' || octet == '\t') {
                space(octet);
            } else if (octet == '=') {
                escape();
            } else {
                pending[to++] = (byte) octet;
            }
        }
        return true;
    }

    /** Holds a run of white space until it shows what follows: at the end of a line, or of all, it goes. */
    private void space(int first) throws IOException {
        int octet = first;
        while ((octet == ' ' || octet == '\t') && to < MOST_SPACE) {
            pending[to++] = (byte) octet;
            octet = in.read();
        }
        if (octet < 0 || octet == '\n') {
            to = 0;
        } else if (octet == '\r') {
            int next = in.read();
            to = next == '\n' || next < 0 ? 0 : to;
            unread(next);
        }
        unread(octet);
    }

    private void escape() throws IOException {
        int first = in.read();
        int trailing = first;
        while (trailing == ' ' || trailing == '\t') { // RFC 2045 §6.7 (3): added on the way
            trailing = in.read();
        }
        if (trailing == '\n' || trailing < 0) {
            return;
        }
        if (trailing == '\r') {
            int next = in.read();
            if (next != '\n') {
                unread(next);
            }
            return;
        }
        if (trailing != first) {
            pending[to++] = '=';
            pending[to++] = ' ';
            unread(trailing);
            return;
        }
        int second = in.read();
        int high = Character.digit(first, 16);
        int low = second < 0 ? -1 : Character.digit(second, 16);
        if (high >= 0 && low >= 0) {
            pending[to++] = (byte) (high << 4 | low);
        } else {
            pending[to++] = '=';
            unread(second);
            unread(first);
        }
    }

    private void unread(int octet) throws IOException {
        if (octet >= 0) {
            in.unread(octet);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Blocks of octets from a stream whose single octets cost much. */
    private static final class BlockInput extends InputStream {
        private final InputStream in;
        private final byte[] block = new byte[8 * 1024];
        private int at;
        private int end;

        BlockInput(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            if (at == end) {
                end = Math.max(0, in.read(block, 0, block.length));
                at = 0;
                if (end == 0) {
                    return -1;
                }
            }
            return block[at++] & 0xFF;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}

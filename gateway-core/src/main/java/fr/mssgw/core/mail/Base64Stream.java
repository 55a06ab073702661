package fr.mssgw.core.mail;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Decodes base64 (RFC 2045 §6.8) as a stream: octets outside of its alphabet are passed over, its padding ends it. Never
 * fails for what it reads; whether other readers would get the same is told by {@link #irregular}. Closing it closes what
 * it reads.
 */
public final class Base64Stream extends InputStream {
    private static final int BLOCK = 8 * 1024;
    private static final byte NONE = -1;
    private static final byte SPACE = -2;
    private static final byte PAD = -3;
    private static final byte[] VALUES = values();

    private final InputStream in;
    private final byte[] encoded = new byte[BLOCK];
    private final byte[] decoded = new byte[BLOCK];
    private int from;
    private int to;
    private int quantum;
    private int digits;
    private int pads;
    private boolean ended;
    private boolean irregular;

    public Base64Stream(InputStream encoded) {
        this.in = encoded;
    }

    private static byte[] values() {
        byte[] values = new byte[256];
        Arrays.fill(values, NONE);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            values[alphabet.charAt(i)] = (byte) i;
        }
        values['\r'] = SPACE;
        values['\n'] = SPACE;
        values[' '] = SPACE;
        values['\t'] = SPACE;
        values['='] = PAD;
        return values;
    }

    /** Whether something was passed over that other readers decode or stop at; complete once the end was read. */
    public boolean irregular() {
        return irregular;
    }

    @Override
    public int read() throws IOException {
        return from < to || fill() ? decoded[from++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (from == to && !fill()) {
            return -1;
        }
        int count = Math.min(length, to - from);
        System.arraycopy(decoded, from, octets, offset, count);
        from += count;
        return count;
    }

    private boolean fill() throws IOException {
        from = 0;
        to = 0;
        while (to == 0 && !ended) {
            int read = in.read(encoded, 0, BLOCK);
            if (read < 0) {
                end();
                break;
            }
            for (int i = 0; i < read; i++) {
                take(VALUES[encoded[i] & 0xFF]);
            }
        }
        return to > 0;
    }

    private void take(byte value) {
        if (value >= 0) {
            if (pads > 0) {
                irregular = true; // content behind the padding: some readers go on, some stop
                return;
            }
            quantum = quantum << 6 | value;
            if (++digits == 4) {
                decoded[to++] = (byte) (quantum >> 16);
                decoded[to++] = (byte) (quantum >> 8);
                decoded[to++] = (byte) quantum;
                digits = 0;
                quantum = 0;
            }
        } else if (value == PAD) {
            pads++;
            irregular |= digits < 2 && pads == 1 || pads > 2;
            if (pads == 1) {
                flush();
            }
        } else if (value == NONE) {
            irregular = true;
        }
    }

    private void flush() {
        if (digits == 2) {
            decoded[to++] = (byte) (quantum >> 4);
        } else if (digits == 3) {
            decoded[to++] = (byte) (quantum >> 10);
            decoded[to++] = (byte) (quantum >> 2);
        }
        digits = 0;
        quantum = 0;
    }

    private void end() {
        ended = true;
        if (pads == 0 && digits > 0) {
            irregular |= digits == 1;
            flush();
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}

package fr.mssgw.core.mail;

import java.io.InputStream;
import java.util.Arrays;

/**
 * Decodes base64 (RFC 2045 §6.8) as a stream: octets outside of its alphabet are passed over, its padding ends it. Never
 * fails for what it reads; whether other readers would get the same is told by {@link #irregular}. Closing it closes what
 * it reads.
 */
public final class Base64Stream extends BlockStream {
    private static final byte NONE = -1;
    private static final byte SPACE = -2;
    private static final byte PAD = -3;
    private static final byte[] VALUES = values();

    private int quantum;
    private int digits;
    private int pads;
    private boolean irregular;

    public Base64Stream(InputStream encoded) {
        super(encoded);
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
    protected void take(byte octet) {
        byte value = VALUES[octet & 0xFF];
        if (value >= 0) {
            if (pads > 0) {
                irregular = true; // content behind the padding: some readers go on, some stop
                return;
            }
            quantum = quantum << 6 | value;
            if (++digits == 4) {
                put(quantum >> 16);
                put(quantum >> 8);
                put(quantum);
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
            put(quantum >> 4);
        } else if (digits == 3) {
            put(quantum >> 10);
            put(quantum >> 2);
        }
        digits = 0;
        quantum = 0;
    }

    @Override
    protected void end() {
        if (pads == 0 && digits > 0) {
            irregular |= digits == 1;
            flush();
        }
    }
}

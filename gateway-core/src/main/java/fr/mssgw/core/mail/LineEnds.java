package fr.mssgw.core.mail;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the ends of lines, and what no line holds, eight octets at a time: every octet of every message passes here.
 *
 * <p>Subtracting one from each octet of a word that is zero where the wanted octet was borrows into its highest bit,
 * which shows whether the word holds it at all; where exactly, the octets are asked one by one.
 */
public final class LineEnds {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHEST = 0x8080808080808080L;
    private static final long FEEDS = ONES * '\n';
    private static final long RETURNS = ONES * '\r';

    private LineEnds() {}

    /** Index of the first LF between the two, the second excluded; the second without one. */
    public static int feed(byte[] octets, int from, int to) {
        int i = from;
        while (to - i >= Long.BYTES && !hasZero((long) EIGHT.get(octets, i) ^ FEEDS)) {
            i += Long.BYTES;
        }
        while (i < to && octets[i] != '\n') {
            i++;
        }
        return i;
    }

    /** Index of the first CR or LF between the two, the second excluded; the second without one. */
    public static int feedOrReturn(byte[] octets, int from, int to) {
        int i = from;
        while (to - i >= Long.BYTES) {
            long eight = (long) EIGHT.get(octets, i);
            if (hasZero(eight ^ FEEDS) || hasZero(eight ^ RETURNS)) {
                break;
            }
            i += Long.BYTES;
        }
        while (i < to && octets[i] != '\n' && octets[i] != '\r') {
            i++;
        }
        return i;
    }

    /** Whether a NUL lies between the two, the second excluded: no text holds one (RFC 2045 §2.7). */
    public static boolean holdNul(byte[] octets, int from, int to) {
        int i = from;
        while (to - i >= Long.BYTES) {
            if (hasZero((long) EIGHT.get(octets, i))) {
                return true;
            }
            i += Long.BYTES;
        }
        while (i < to && octets[i] != 0) {
            i++;
        }
        return i < to;
    }

    private static boolean hasZero(long word) {
        return (word - ONES & ~word & HIGHEST) != 0;
    }
}

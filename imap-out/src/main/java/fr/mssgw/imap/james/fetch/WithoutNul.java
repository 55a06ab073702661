package fr.mssgw.imap.james.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What is stored, as it may go out: no literal holds a NUL (RFC 3501 §9, CHAR8), and some clients take one for the end of
 * all. It goes out as 0x80, one octet for one, so that sizes and pieces are those of what is stored; text without a NUL
 * goes out octet for octet. APPEND takes none in, but mail that was stored before, or came out of an encrypted message,
 * may hold some.
 */
final class WithoutNul {
    private static final byte INSTEAD = (byte) 0x80;

    private WithoutNul() {}

    static void replace(byte[] octets, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (octets[i] == 0) {
                octets[i] = INSTEAD;
            }
        }
    }

    static InputStream of(InputStream octets) {
        return new FilterInputStream(octets) {
            @Override
            public int read() throws IOException {
                int octet = in.read();
                return octet == 0 ? INSTEAD & 0xff : octet;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int count = in.read(into, offset, length);
                if (count > 0) {
                    replace(into, offset, count);
                }
                return count;
            }
        };
    }
}

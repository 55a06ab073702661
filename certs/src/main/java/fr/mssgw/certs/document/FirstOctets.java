package fr.mssgw.certs.document;

import java.io.BufferedInputStream;
import java.io.IOException;

/** What the start of a file shows it to be. */
final class FirstOctets {
    /** So many are looked at. */
    static final int COUNT = 4_096;

    private FirstOctets() {}

    /** Looks at the first octets, which are read again afterwards. */
    static byte[] of(BufferedInputStream file) throws IOException {
        file.mark(COUNT + 1);
        byte[] head = file.readNBytes(COUNT);
        file.reset();
        return head;
    }

    /**
     * Whether the first character is {@code <}, in any encoding of XML, after a byte order mark and white space. White
     * space may go on for as long as it likes (XML 1.0 §2.8): nothing but that may be XML as well.
     */
    static boolean mayBeXml(byte[] head) {
        for (byte one : head) {
            int octet = one & 0xFF;
            boolean passed = octet == 0xEF
                    || octet == 0xBB
                    || octet == 0xBF
                    || octet == 0xFE
                    || octet == 0xFF
                    || octet == 0
                    || octet == ' '
                    || octet == '\t'
                    || octet == '\r'
                    || octet == '\n';
            if (!passed) {
                // 0x4C is '<' in EBCDIC
                return octet == '<' || octet == 0x4C;
            }
        }
        return head.length == COUNT;
    }
}

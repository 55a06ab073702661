package fr.mssgw.certs;

import fr.mssgw.core.mail.Base64Stream;
import fr.mssgw.core.mail.Part;
import fr.mssgw.core.mail.TransferEncoding;
import fr.mssgw.core.message.RawMessage;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Tells whether a part holds one object in BER (X.690 §8.1) and nothing else. A parser of CMS reads the object and stops;
 * a reader that takes the part for HTML or for a PDF shows what stands behind it, which nobody signed.
 *
 * <p>One pass in constant memory: what lies in an object of definite length is passed over.
 */
final class SoleObject {
    private static final int MOST_OPEN = 64;

    private SoleObject() {}

    /**
     * Whether every reader decodes the part to the same octets, and these are one object.
     *
     * @param mail the very one that the part was read from
     */
    static boolean fills(RawMessage mail, Part part) throws IOException {
        try (InputStream content = part.content(mail)) {
            InputStream in = new BufferedInputStream(content, 16 * 1024);
            boolean encoded = part.encoding() == TransferEncoding.BASE64;
            // a body that is not encoded may end with the line end of the mail
            boolean alone = skipObject(in) && (encoded ? in.read() < 0 : isRestOfLines(in));
            return alone && !(content instanceof Base64Stream base64 && base64.irregular());
        }
    }

    /** @return whether there was a whole one */
    private static boolean skipObject(InputStream in) throws IOException {
        int open = 0;
        do {
            int tag = in.read();
            boolean end = tag == 0;
            if (tag < 0 || !skipTagNumber(in, tag)) {
                return false;
            }
            int length = in.read();
            if (length == 0x80) {
                boolean constructed = (tag & 0x20) != 0;
                if (!constructed || ++open > MOST_OPEN) {
                    return false;
                }
            } else if (end && length == 0) {
                if (--open < 0) {
                    return false;
                }
            } else if (!skip(in, length)) {
                return false;
            }
        } while (open > 0);
        return true;
    }

    private static boolean skipTagNumber(InputStream in, int tag) throws IOException {
        if ((tag & 0x1F) != 0x1F) {
            return true;
        }
        int octet = in.read();
        for (int i = 0; i < 4 && octet >= 0x80; i++) {
            octet = in.read();
        }
        return octet >= 0 && octet < 0x80;
    }

    /** @param length first octet of it */
    private static boolean skip(InputStream in, int length) throws IOException {
        long octets = length;
        if (length > 0x80) {
            octets = 0;
            for (int i = 0; i < (length & 0x7F); i++) {
                int octet = in.read();
                if (octet < 0 || octets >> 48 != 0) {
                    return false;
                }
                octets = octets << 8 | octet;
            }
        }
        try {
            in.skipNBytes(Math.max(0, octets));
            return length >= 0;
        } catch (EOFException cut) {
            return false;
        }
    }

    private static boolean isRestOfLines(InputStream in) throws IOException {
        int octet = in.read();
        while (octet == '\r' || octet == '\n') {
            octet = in.read();
        }
        return octet < 0;
    }
}

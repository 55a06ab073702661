package fr.mssgw.certs.mime;

import fr.mssgw.core.message.MimeOutline.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Tells what a file is by its octets: signatures at its start, control characters throughout, entries of a ZIP. */
final class ContentKind {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final byte[] OLE = {
        (byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, (byte) 0xA1, (byte) 0xB1, 0x1A, (byte) 0xE1
    };
    private static final int HEAD = 1024;

    private ContentKind() {}

    /** Reads the file to its end where it must. @param charset as the part declares it */
    static Content of(InputStream file, Optional<String> charset) throws IOException {
        byte[] head = file.readNBytes(HEAD);
        if (starts(head, 0xFF, 0xD8, 0xFF)) {
            return Content.JPEG;
        }
        if (starts(head, 'I', 'I', 0x2A, 0) || starts(head, 'M', 'M', 0, 0x2A)) {
            return Content.TIFF;
        }
        if (starts(head, PNG)) {
            return Content.PNG;
        }
        if (starts(head, '{', '\\', 'r', 't', 'f')) {
            return Content.RTF;
        }
        if (starts(head, OLE)) {
            return Content.DOC;
        }
        if (isPdf(head)) {
            return Content.PDF;
        }
        if (starts(head, 'P', 'K', 3, 4)) {
            return isXdm(head, file) ? Content.IHE_XDM : Content.OTHER;
        }
        return isText(head, file, charset) ? Content.TEXT : Content.OTHER;
    }

    /** The mark may follow white space or a byte order mark, as writers leave them and readers skip them. */
    private static boolean isPdf(byte[] head) {
        int at = starts(head, 0xEF, 0xBB, 0xBF) ? 3 : 0;
        while (at < head.length && at < 64 && (head[at] == ' ' || head[at] == '\r' || head[at] == '\n')) {
            at++;
        }
        return head.length >= at + 5 && new String(head, at, 5, StandardCharsets.ISO_8859_1).equals("%PDF-");
    }

    private static boolean isXdm(byte[] head, InputStream file) throws IOException {
        ZipNames names = new ZipNames();
        names.add(head, 0, head.length);
        byte[] buffer = new byte[8192];
        for (int read = file.read(buffer); read >= 0; read = file.read(buffer)) {
            names.add(buffer, 0, read);
        }
        return names.isXdm();
    }

    private static boolean isText(byte[] head, InputStream file, Optional<String> charset) throws IOException {
        if (charset.isPresent() && !isKnown(charset.get())) {
            return false;
        }
        boolean big = starts(head, 0xFE, 0xFF);
        if (big || starts(head, 0xFF, 0xFE)) {
            return isWideText(head, file, big);
        }
        byte[] buffer = head;
        int length = head.length;
        while (length >= 0) {
            for (int i = 0; i < length; i++) {
                if (isControl(buffer[i] & 0xFF)) {
                    return false;
                }
            }
            buffer = buffer == head ? new byte[8192] : buffer;
            length = file.read(buffer);
        }
        return true;
    }

    /** UTF-16 with its byte order mark. */
    private static boolean isWideText(byte[] head, InputStream file, boolean big) throws IOException {
        int pending = -1;
        for (int i = 0; i < head.length; i++) {
            pending = wide(pending, head[i] & 0xFF, big);
            if (pending == -2) {
                return false;
            }
        }
        byte[] buffer = new byte[8192];
        for (int read = file.read(buffer); read >= 0; read = file.read(buffer)) {
            for (int i = 0; i < read; i++) {
                pending = wide(pending, buffer[i] & 0xFF, big);
                if (pending == -2) {
                    return false;
                }
            }
        }
        return pending == -1;
    }

    /** @return the first octet of an unfinished pair, -1 between pairs, -2 for a control character */
    private static int wide(int pending, int octet, boolean big) {
        if (pending == -1) {
            return octet;
        }
        int character = big ? pending << 8 | octet : octet << 8 | pending;
        return isControl(character) ? -2 : -1;
    }

    private static boolean isControl(int c) {
        return c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' || c == 0x7F;
    }

    private static boolean isKnown(String charset) {
        try {
            return Charset.isSupported(charset.strip());
        } catch (IllegalArgumentException badName) {
            return false;
        }
    }

    private static boolean starts(byte[] head, int... octets) {
        if (head.length < octets.length) {
            return false;
        }
        for (int i = 0; i < octets.length; i++) {
            if ((head[i] & 0xFF) != octets[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean starts(byte[] head, byte[] octets) {
        int[] numbers = new int[octets.length];
        for (int i = 0; i < octets.length; i++) {
            numbers[i] = octets[i] & 0xFF;
        }
        return starts(head, numbers);
    }
}

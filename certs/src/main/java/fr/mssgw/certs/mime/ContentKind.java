package fr.mssgw.certs.mime;

import fr.mssgw.certs.archive.ArchiveTail;
import fr.mssgw.certs.archive.ZipArchive;
import fr.mssgw.core.mail.Charsets;
import fr.mssgw.core.message.MimeOutline.Content;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Tells what a file is by its octets: signatures at its start, control characters throughout, entries of a ZIP. A file of
 * another kind that hides files is told from one that does not: a document with macros or objects of other programs, and
 * anything with a ZIP at its end. Files within a PDF are not looked for, since its objects lie compressed, and ordinary
 * ones (PDF/A-3, forms) have them.
 */
final class ContentKind {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final byte[] OLE = {
        (byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, (byte) 0xA1, (byte) 0xB1, 0x1A, (byte) 0xE1
    };
    private static final int HEAD = 1024;

    private ContentKind() {}

    /** Reads the file to its end where it must. @param charset as the part declares it */
    static Content of(InputStream content, Optional<String> charset) throws IOException {
        BufferedInputStream file = new BufferedInputStream(content);
        return isArchive(file) ? PatientArchive.of(file) : plain(file, charset);
    }

    /** The same for a file in an archive; another archive is not looked into. */
    static Content ofEntry(BufferedInputStream file) throws IOException {
        return isArchive(file) ? Content.OTHER : plain(file, Optional.empty());
    }

    private static boolean isArchive(BufferedInputStream file) throws IOException {
        file.mark(4);
        byte[] start = file.readNBytes(4);
        file.reset();
        return ZipArchive.startsLikeOne(start);
    }

    private static Content plain(InputStream file, Optional<String> charset) throws IOException {
        byte[] head = file.readNBytes(HEAD);
        Optional<Content> marked = signature(head);
        if (marked.isEmpty()) {
            return isText(head, file, charset) ? Content.TEXT : Content.OTHER;
        }
        return unlessItHides(marked.get(), head, file);
    }

    private static Optional<Content> signature(byte[] head) {
        if (starts(head, 0xFF, 0xD8, 0xFF)) {
            return Optional.of(Content.JPEG);
        }
        if (starts(head, 'I', 'I', 0x2A, 0) || starts(head, 'M', 'M', 0, 0x2A)) {
            return Optional.of(Content.TIFF);
        }
        if (starts(head, PNG)) {
            return Optional.of(Content.PNG);
        }
        if (starts(head, 'G', 'I', 'F', '8')) {
            return Optional.of(Content.GIF);
        }
        if (starts(head, '{', '\\', 'r', 't', 'f')) {
            return Optional.of(Content.RTF);
        }
        if (starts(head, OLE)) {
            return Optional.of(Content.DOC);
        }
        return isPdf(head) ? Optional.of(Content.PDF) : Optional.empty();
    }

    private static Content unlessItHides(Content content, byte[] head, InputStream file) throws IOException {
        ArchiveTail tail = new ArchiveTail();
        RtfObjects rtf = new RtfObjects();
        OleNames ole = new OleNames();
        byte[] buffer = new byte[8192];
        System.arraycopy(head, 0, buffer, 0, head.length);
        for (int read = head.length; read >= 0; read = file.read(buffer)) {
            tail.add(buffer, 0, read);
            if (content == Content.RTF) {
                rtf.add(buffer, 0, read);
            } else if (content == Content.DOC) {
                ole.add(buffer, 0, read);
            }
        }
        if (ole.haveMacros()) {
            return Content.MACROS;
        }
        if (ole.haveObjects() || rtf.areThere()) {
            return Content.OBJECTS;
        }
        if (ole.areEncrypted()) {
            return Content.OTHER;
        }
        return tail.holdsArchive() ? Content.HIDDEN_ARCHIVE : content;
    }

    /** The mark may follow white space or a byte order mark, as writers leave them and readers skip them. */
    private static boolean isPdf(byte[] head) {
        int at = starts(head, 0xEF, 0xBB, 0xBF) ? 3 : 0;
        while (at < head.length && at < 64 && (head[at] == ' ' || head[at] == '\r' || head[at] == '\n')) {
            at++;
        }
        return head.length >= at + 5 && new String(head, at, 5, StandardCharsets.ISO_8859_1).equals("%PDF-");
    }

    private static boolean isText(byte[] head, InputStream file, Optional<String> charset) throws IOException {
        if (charset.isPresent() && Charsets.named(charset.get()).isEmpty()) {
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

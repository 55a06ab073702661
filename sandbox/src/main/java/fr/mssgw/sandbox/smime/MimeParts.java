package fr.mssgw.sandbox.smime;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetHeaders;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A MIME entity cut at its boundaries without touching an octet, as a signature over a part needs it (RFC 1847 §2.1). */
final class MimeParts {
    private MimeParts() {}

    /** The header section of an entity. */
    static InternetHeaders headers(byte[] entity) throws MessagingException {
        return new InternetHeaders(new ByteArrayInputStream(entity), true);
    }

    static ContentType contentType(byte[] entity) throws MessagingException {
        String header = headers(entity).getHeader("Content-Type", null);
        return new ContentType(header == null ? "text/plain" : header);
    }

    /** What follows the header section. */
    static byte[] body(byte[] entity) {
        for (int at = 0; at + 3 < entity.length; at++) {
            if (entity[at] == '\r' && entity[at + 1] == '\n' && entity[at + 2] == '\r' && entity[at + 3] == '\n') {
                return Arrays.copyOfRange(entity, at + 4, entity.length);
            }
        }
        return new byte[0];
    }

    /** The parts of a multipart entity, exactly as they stand between the boundary lines. */
    static List<byte[]> parts(byte[] entity, @Nullable String boundary) {
        List<byte[]> parts = new ArrayList<>();
        if (boundary == null) {
            return parts;
        }
        byte[] body = body(entity);
        byte[] mark = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        int start = -1;
        int line = 0;
        while (line < body.length) {
            int end = line;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            if (startsWith(body, line, mark)) {
                if (start >= 0) {
                    parts.add(Arrays.copyOfRange(body, start, Math.max(start, line - 2)));
                }
                boolean last = startsWith(body, line + mark.length, new byte[] {'-', '-'});
                start = last ? -1 : end + 1;
                if (last) {
                    break;
                }
            }
            line = end + 1;
        }
        return parts;
    }

    /** The decoded content of a base64 entity. */
    static byte[] base64Content(byte[] entity) {
        return Base64.getMimeDecoder().decode(body(entity));
    }

    private static boolean startsWith(byte[] octets, int at, byte[] prefix) {
        return at + prefix.length <= octets.length
                && Arrays.equals(octets, at, at + prefix.length, prefix, 0, prefix.length);
    }
}

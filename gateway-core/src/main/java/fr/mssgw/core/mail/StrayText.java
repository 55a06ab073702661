package fr.mssgw.core.mail;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The lines of a multipart before its first part and after its last. Readers show none of them (RFC 2046 §5.1.1), unless
 * they take other lines for delimiters, or know no MIME: so that is where a second content hides.
 */
final class StrayText {
    private static final byte[] CONTENT = "content-".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_NOTICE = 80;

    /** What writers tell a reader without MIME, without the full stop. */
    private static final Set<String> NOTICES = Set.of(
            "This is a multi-part message in MIME format",
            "This is a multipart message in MIME format",
            "This is a MIME-encapsulated message",
            "This is a MIME-formatted message",
            "This is a MIME-encoded message",
            "This is an S/MIME signed message",
            "This is a cryptographically signed message in MIME format");

    private StrayText() {}

    /** Whether the line, which is no delimiter of ours, could be another's, or a field of a part. */
    static boolean looksLikeAPart(LineReader line) {
        if (line.length() > 2 && line.octet(0) == '-' && line.octet(1) == '-') {
            return !line.isBlank(2); // two hyphens and a space stand above signatures
        }
        return startsWithContent(line);
    }

    private static boolean startsWithContent(LineReader line) {
        if (line.length() < CONTENT.length) {
            return false;
        }
        for (int i = 0; i < CONTENT.length; i++) {
            int octet = line.octet(i);
            if ((octet >= 'A' && octet <= 'Z' ? octet + 32 : octet) != CONTENT[i]) {
                return false;
            }
        }
        return line.contains(':');
    }

    static boolean isNotice(LineReader line) {
        if (line.length() > LONGEST_NOTICE) {
            return false;
        }
        String text = line.text().strip();
        return NOTICES.contains(text.endsWith(".") ? text.substring(0, text.length() - 1) : text);
    }
}

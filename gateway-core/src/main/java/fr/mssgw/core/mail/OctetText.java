package fr.mssgw.core.mail;

import java.nio.charset.StandardCharsets;

/** Text of which each character is one octet of the mail, and what it reads as. */
final class OctetText {
    private OctetText() {}

    /** UTF-8 where the octets are (RFC 6532), else windows-1252. */
    static String readable(byte[] octets) {
        return Charsets.guess(octets);
    }

    /** @param text each character one octet */
    static String readable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return readable(text.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return text;
    }

    /** Without the line ends of folds (RFC 5322 §2.2.3), and without white space around. */
    static String unfolded(String text, int from) {
        StringBuilder value = new StringBuilder(text.length() - from);
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\r' && c != '\n') {
                value.append(c);
            }
        }
        return stripped(value);
    }

    /** Without the spaces and tabs around it; other white space is content. */
    static String stripped(CharSequence text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.subSequence(start, end).toString();
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }
}

package fr.mssgw.core.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * How text stands in a header field: as it is where ASCII can say it, in encoded words of UTF-8 (RFC 2047) where it
 * cannot. No line is longer than 78 characters, none that holds an encoded word than 76 (RFC 5322 §2.1.1, RFC 2047 §2);
 * a reader that unfolds and decodes gets the very text back.
 */
public final class FieldText {
    static final int LINE = 78;
    static final int LINE_WITH_WORD = 76;
    private static final int LONGEST_WORD = 75;
    private static final int FRAME = "=?utf-8?Q??=".length();
    /** Below, a new line is better than a word of a letter or two. */
    private static final int LEAST_ROOM = FRAME + 24;

    private static final String FOLD = "\r\n ";

    private FieldText() {}

    /**
     * Free text such as a subject: words that need no encoding stay readable as far as the first that does.
     *
     * @param text one line, as {@link OneLine} makes it
     * @param used characters that stand before it on the first line
     */
    static String unstructured(String text, int used) {
        int plain = plainLength(text);
        if (plain == text.length()) {
            return folded(text, used).orElseGet(() -> encoded(text, used));
        }
        int space = text.lastIndexOf(' ', plain - 1);
        if (space > 0 && text.charAt(space - 1) != ' ' && text.charAt(space + 1) != ' ') {
            Optional<String> before = folded(text.substring(0, space), used);
            if (before.isPresent()) {
                String first = before.get();
                int fold = first.lastIndexOf('\n');
                int column = (fold < 0 ? used + first.length() : first.length() - fold - 1) + 1;
                return LINE_WITH_WORD - column < LEAST_ROOM
                        ? first + FOLD + encoded(text.substring(space + 1), 1)
                        : first + " " + encoded(text.substring(space + 1), column);
            }
        }
        return encoded(text, used);
    }

    /**
     * A display name (RFC 5322 §3.2.5): words, a quoted string, or encoded words.
     *
     * @param name one line, as {@link OneLine} makes it; not empty
     */
    static String phrase(String name, int used) {
        boolean oneLine = used + name.length() <= LINE;
        if (oneLine && !name.contains("  ") && name.chars().allMatch(c -> c == ' ' || isAtom(c)) && !isEncoded(name)) {
            return name;
        }
        String quoted = "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        boolean ascii = name.chars().allMatch(c -> c >= ' ' && c <= '~');
        return ascii && !isEncoded(name) && used + quoted.length() <= LINE ? quoted : encoded(name, used);
    }

    /**
     * Text of a field that a software reads: printable ASCII, {@code ?} in the place of anything else, folded where there
     * are blanks.
     *
     * @param longest characters; what is longer is cut and ends in {@code (...)}
     */
    public static String machine(String text, int used, int longest) {
        String line = OneLine.of(text, Integer.MAX_VALUE / 2).replaceAll("[^ -~]", "?");
        return fold(line.length() <= longest ? line : line.substring(0, longest).strip() + " (...)", used);
    }

    /** How much from the start is plain: printable ASCII, nothing that a reader may decode or unescape. */
    private static int plainLength(String text) {
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '\\' || text.startsWith("=?", i)) {
                return i;
            }
            i++;
        }
        return i;
    }

    private static boolean isEncoded(String text) {
        return text.contains("=?");
    }

    private static boolean isAtom(int c) {
        return c > ' ' && c < 127 && "()<>[]:;@\\,.\"".indexOf(c) < 0;
    }

    /** Plain text on lines of 78; empty where a word is longer. */
    private static Optional<String> folded(String text, int used) {
        String lines = fold(text, used);
        int column = used;
        for (String line : lines.split("\r\n", -1)) {
            if (column + line.length() > LINE) {
                return Optional.empty();
            }
            column = 0;
        }
        return Optional.of(lines);
    }

    /** Breaks before the last blank that keeps a line within 78, or the first after it. */
    private static String fold(String text, int used) {
        StringBuilder lines = new StringBuilder(text.length() + 16);
        int start = 0;
        int blank = -1;
        int column = used;
        for (int i = 1; i <= text.length(); i++) {
            boolean end = i == text.length();
            if (!end && (text.charAt(i) != ' ' || text.charAt(i - 1) == ' ' || text.charAt(i + 1) == ' ')) {
                continue;
            }
            if (blank > start && column + i - start > LINE) {
                lines.append(text, start, blank).append("\r\n");
                start = blank;
                column = 0;
            }
            blank = i;
        }
        return lines.append(text, start, text.length()).toString();
    }

    /** Words of whole characters each (RFC 2047 §5), in whichever encoding is shorter. */
    private static String encoded(String text, int used) {
        byte[] whole = text.getBytes(StandardCharsets.UTF_8);
        int quoted = 0;
        for (byte octet : whole) {
            quoted += quotedLength(octet);
        }
        boolean base64 = quoted > base64Length(whole.length);
        StringBuilder words = new StringBuilder();
        ByteArrayOutputStream word = new ByteArrayOutputStream();
        int length = 0;
        int room = Math.min(LONGEST_WORD, LINE_WITH_WORD - used) - FRAME;
        for (int i = 0; i < text.length(); ) {
            int next = text.offsetByCodePoints(i, 1);
            byte[] character = text.substring(i, next).getBytes(StandardCharsets.UTF_8);
            i = next;
            int more = 0;
            for (byte octet : character) {
                more += quotedLength(octet);
            }
            int grown = base64 ? base64Length(word.size() + character.length) : length + more;
            if (grown > room && word.size() > 0) {
                words.append(word(word, base64)).append(FOLD);
                word.reset();
                length = 0;
                room = LONGEST_WORD - FRAME;
            }
            word.writeBytes(character);
            length += more;
        }
        return words.append(word(word, base64)).toString();
    }

    private static int base64Length(int octets) {
        return (octets + 2) / 3 * 4;
    }

    private static int quotedLength(byte octet) {
        return octet == ' ' || isLiteral(octet) ? 1 : 3;
    }

    /** What may stand for itself in a phrase too (RFC 2047 §5 (3)). */
    private static boolean isLiteral(int octet) {
        return octet >= 'a' && octet <= 'z'
                || octet >= 'A' && octet <= 'Z'
                || octet >= '0' && octet <= '9'
                || octet == '!'
                || octet == '*'
                || octet == '+'
                || octet == '-'
                || octet == '/';
    }

    private static String word(ByteArrayOutputStream octets, boolean base64) {
        if (base64) {
            return "=?utf-8?B?" + Base64.getEncoder().encodeToString(octets.toByteArray()) + "?=";
        }
        StringBuilder word = new StringBuilder("=?utf-8?Q?");
        for (byte octet : octets.toByteArray()) {
            if (octet == ' ') {
                word.append('_');
            } else if (isLiteral(octet)) {
                word.append((char) octet);
            } else {
                word.append('=')
                        .append(QuotedPrintable.HEX.toHighHexDigit(octet))
                        .append(QuotedPrintable.HEX.toLowHexDigit(octet));
            }
        }
        return word.append("?=").toString();
    }
}

package fr.mssgw.core.text;

/**
 * Case as protocols know it: of the letters A to Z alone (RFC 5234 §2.3, RFC 5321 §2.4, RFC 4343). The JDK's folding
 * takes more letters for one another: U+212A KELVIN SIGN becomes {@code k}, U+017F is {@code S} in upper case, and
 * {@code ß} becomes {@code SS}, so that an address or a media type would be what no other reader takes it for.
 */
public final class Ascii {
    private static final int CASE = 'a' - 'A';

    private Ascii() {}

    public static String lower(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isUpper(text.charAt(i))) {
                return changed(text, i, 'A', CASE);
            }
        }
        return text;
    }

    public static String upper(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isLower(text.charAt(i))) {
                return changed(text, i, 'a', -CASE);
            }
        }
        return text;
    }

    private static String changed(String text, int from, char first, int by) {
        char[] changed = text.toCharArray();
        for (int i = from; i < changed.length; i++) {
            if (changed[i] >= first && changed[i] < first + 26) {
                changed[i] = (char) (changed[i] + by);
            }
        }
        return new String(changed);
    }

    /** Whether two words are the same but for the case of A to Z. */
    public static boolean same(String one, String other) {
        return one.length() == other.length() && isAt(one, 0, other);
    }

    public static boolean startsWith(String text, String prefix) {
        return isAt(text, 0, prefix);
    }

    public static boolean endsWith(String text, String end) {
        return isAt(text, text.length() - end.length(), end);
    }

    /** Whether a word stands in a text at that place. */
    public static boolean isAt(String text, int at, String word) {
        if (at < 0 || word.length() > text.length() - at) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (lower(text.charAt(at + i)) != lower(word.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static char lower(char c) {
        return isUpper(c) ? (char) (c + CASE) : c;
    }

    private static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }
}

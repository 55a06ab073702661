package fr.mssgw.core.search;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Text as it is compared in a search: lower case, no accents, « œ » as « oe », compatible forms alike, white space as one
 * space. What is stored and what is looked for pass through here both, so no database needs to know how.
 */
public final class Folding {
    /** A longer run of letters and digits is no word that anybody looks for. */
    private static final int LONGEST_WORD = 100;

    private static final char FIRST_BEYOND_ASCII = 0x80;
    private static final char DELETE = 0x7f;

    /** As of the stream-safe text of UAX #15 §13, which allows thirty marks. */
    private static final int LONGEST_PIECE = 64;

    private Folding() {}

    public static String fold(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        int i = 0;
        boolean space = false;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c < FIRST_BEYOND_ASCII) {
                if (c <= ' ' || c == DELETE) {
                    space = true;
                } else {
                    space = put(folded, space, c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c);
                }
                i++;
            } else {
                int end = endOfPiece(text, i);
                space = append(folded, space, lower(apart(text.substring(i, end))));
                i = end;
            }
        }
        return folded.toString();
    }

    /**
     * Where a piece beyond ASCII ends: nothing combines across a character of ASCII, and a longer piece is cut, since
     * putting a run of marks into their order takes time that grows with its square. The marks go in the end.
     */
    private static int endOfPiece(String text, int from) {
        int end = from + 1;
        while (end < text.length() && end - from < LONGEST_PIECE && text.charAt(end) >= FIRST_BEYOND_ASCII) {
            end++;
        }
        boolean cutsLetter = end < text.length()
                && Character.isHighSurrogate(text.charAt(end - 1))
                && Character.isLowSurrogate(text.charAt(end));
        return cutsLetter ? end + 1 : end;
    }

    /** Some letters get their lower case only when taken apart, and have to be taken apart again then. */
    private static String lower(String apart) {
        return apart(apart.toLowerCase(Locale.ROOT));
    }

    /** @return whether a space is owed before the next character */
    private static boolean append(StringBuilder folded, boolean owed, String apart) {
        boolean space = owed;
        for (int i = 0; i < apart.length(); i++) {
            char c = apart.charAt(i);
            int type = Character.getType(c);
            if (type == Character.NON_SPACING_MARK || type == Character.FORMAT) {
                continue;
            }
            if (Character.isWhitespace(c) || Character.isISOControl(c) || Character.isSpaceChar(c)) {
                space = true;
            } else {
                space = put(folded, space, c);
            }
        }
        return space;
    }

    private static boolean put(StringBuilder folded, boolean space, char c) {
        if (space && folded.length() > 0) {
            folded.append(' ');
        }
        switch (c) {
            case 'œ' -> folded.append("oe");
            case 'æ' -> folded.append("ae");
            case 'ß' -> folded.append("ss");
            case 'ø' -> folded.append('o');
            case 'ς' -> folded.append('σ'); // a sigma ends a word, which a search may look for without its end
            case 'ł' -> folded.append('l');
            default -> folded.append(c);
        }
        return false;
    }

    private static String apart(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKD);
    }

    /** The words of a text, folded: runs of letters and digits. */
    public static List<String> words(String text) {
        String folded = fold(text);
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= folded.length(); i++) {
            boolean inWord = i < folded.length() && Character.isLetterOrDigit(folded.charAt(i));
            if (inWord && start < 0) {
                start = i;
            } else if (!inWord && start >= 0) {
                if (i - start <= LONGEST_WORD) {
                    words.add(folded.substring(start, i));
                }
                start = -1;
            }
        }
        return words;
    }
}

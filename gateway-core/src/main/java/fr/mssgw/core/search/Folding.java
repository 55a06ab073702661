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

    private Folding() {}

    public static String fold(String text) {
        // some letters get their lower case only when taken apart, and have to be taken apart again then
        String apart = apart(apart(text).toLowerCase(Locale.ROOT));
        StringBuilder folded = new StringBuilder(apart.length());
        boolean space = false;
        for (int i = 0; i < apart.length(); i++) {
            char c = apart.charAt(i);
            int type = Character.getType(c);
            if (type == Character.NON_SPACING_MARK || type == Character.FORMAT) {
                continue;
            }
            if (Character.isWhitespace(c) || Character.isISOControl(c) || Character.isSpaceChar(c)) {
                space = true;
                continue;
            }
            if (space && folded.length() > 0) {
                folded.append(' ');
            }
            space = false;
            switch (c) {
                case 'œ' -> folded.append("oe");
                case 'æ' -> folded.append("ae");
                case 'ß' -> folded.append("ss");
                case 'ø' -> folded.append('o');
                case 'ł' -> folded.append('l');
                default -> folded.append(c);
            }
        }
        return folded.toString();
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

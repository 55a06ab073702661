package fr.mssgw.core.search;

import fr.mssgw.core.text.NormalForm;
import fr.mssgw.core.text.SmallLetters;
import java.util.ArrayList;
import java.util.List;

/**
 * Text as it is compared in a search: lower case, no accents, « œ » as « oe », compatible forms alike, white space as one
 * space. What is stored and what is looked for pass through here both, so no database needs to know how.
 */
public final class Folding {
    /** A longer run of letters and digits is no word that anybody looks for. */
    private static final int LONGEST_WORD = 100;

    private static final char DELETE = 0x7f;

    private Folding() {}

    public static String fold(String text) {
        // some letters get their lower case only when taken apart, and have to be taken apart again then
        String plain = NormalForm.compatible(SmallLetters.of(NormalForm.compatible(text)));
        StringBuilder folded = new StringBuilder(plain.length());
        boolean space = false;
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (c > ' ' && c < DELETE) {
                space = put(folded, space, c);
            } else if (Character.isWhitespace(c) || Character.isISOControl(c) || Character.isSpaceChar(c)) {
                space = true;
            } else if (Character.getType(c) != Character.NON_SPACING_MARK && Character.getType(c) != Character.FORMAT) {
                space = put(folded, space, c);
            }
        }
        return folded.toString();
    }

    /** @return whether a space is owed before the next character */
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

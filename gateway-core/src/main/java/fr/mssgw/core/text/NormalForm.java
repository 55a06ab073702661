package fr.mssgw.core.text;

import java.text.Normalizer;

/**
 * Text in a normal form of Unicode (UAX #15), in time that grows with its length: the JDK puts a run of marks into their
 * order in time that grows with the run's square, thirteen seconds for 128,000 of them. Here a run that is longer than
 * any language's is taken in pieces, which are put into their order each; all other text comes out as the JDK has it.
 */
public final class NormalForm {
    /** The stream-safe text of UAX #15 §13 has thirty marks in a row at most. */
    private static final int LONGEST_PIECE = 64;

    private static final char FIRST_BEYOND_ASCII = 0x80;

    /** Vowels and final consonants of Hangul, which combine with what stands before them without being marks. */
    private static final char FIRST_JAMO = 0x1160;

    private static final char LAST_JAMO = 0x11ff;
    /** Sound marks of half-width katakana, which are letters until they are taken apart. */
    private static final char VOICED = 0xff9e;

    private static final char SEMI_VOICED = 0xff9f;

    private NormalForm() {}

    /** Letters and their marks as one character each where there is one (NFC). */
    public static String composed(String text) {
        return of(text, Normalizer.Form.NFC);
    }

    /** Each letter apart from its marks (NFD). */
    public static String decomposed(String text) {
        return of(text, Normalizer.Form.NFD);
    }

    /** The same, with ligatures, widths and the like as the letters that they stand for (NFKD). */
    public static String compatible(String text) {
        return of(text, Normalizer.Form.NFKD);
    }

    private static String of(String text, Normalizer.Form form) {
        int ascii = 0;
        while (ascii < text.length() && text.charAt(ascii) < FIRST_BEYOND_ASCII) {
            ascii++;
        }
        if (ascii == text.length()) {
            return text;
        }
        int from = Math.max(0, ascii - 1); // what follows may combine with the last one
        StringBuilder normal = new StringBuilder(text.length() + 16).append(text, 0, from);
        while (from < text.length()) {
            int to = endOfPiece(text, from);
            normal.append(Normalizer.normalize(text.substring(from, to), form));
            from = to;
        }
        return normal.toString();
    }

    /** Before a character that nothing combines with; in the midst of what combines where that is longer than a piece. */
    private static int endOfPiece(String text, int from) {
        int most = Math.min(text.length(), from + LONGEST_PIECE);
        if (most == text.length()) {
            return most;
        }
        for (int to = most; to > from; to--) {
            if (begins(text, to)) {
                return to;
            }
        }
        return isBetweenSurrogates(text, most) ? most + 1 : most;
    }

    private static boolean begins(String text, int at) {
        char c = text.charAt(at);
        if (c < FIRST_BEYOND_ASCII) {
            return true;
        }
        boolean combines = c >= FIRST_JAMO && c <= LAST_JAMO || c == VOICED || c == SEMI_VOICED;
        return !combines && !isBetweenSurrogates(text, at) && !isMark(text.codePointAt(at));
    }

    private static boolean isBetweenSurrogates(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at - 1)) && Character.isLowSurrogate(text.charAt(at));
    }

    private static boolean isMark(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }
}

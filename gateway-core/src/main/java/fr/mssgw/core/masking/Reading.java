package fr.mssgw.core.masking;

import java.util.Arrays;

/**
 * A text in one {@link Spelling}, reduced to what matters for finding numbers, each symbol with the characters that it
 * was read from. Symbols are {@code 0}–{@code 9} for every decimal digit of Unicode, small letters, {@code @}, a space
 * for white space, {@code -} for dashes, other ASCII signs as they are and {@code ·} for everything else that is no
 * letter, or looks like none ({@code ʼ}, {@code ː}, {@code ー}); a letter outside ASCII is {@code z}, but what looks like A
 * or B.
 */
final class Reading {
    /** Where there is no symbol. */
    static final char NOTHING = '\0';

    /** A letter, where numbers on both sides have nothing to do with one another. */
    static final int BREAK = 'z';

    private static final char SIGN = '·';
    private static final String LIKE_A = "ＡａАаΑα";
    private static final String LIKE_B = "ＢｂВвΒβ";

    private final char[] symbols;
    private final int[] from;
    private final int[] to;
    private final boolean[] plain;
    private int size;

    /** @param most symbols that will be added */
    Reading(int most) {
        symbols = new char[most];
        from = new int[most];
        to = new int[most];
        plain = new boolean[most];
    }

    void add(int codePoint, int start, int end) {
        symbols[size] = symbol(codePoint);
        plain[size] = codePoint < 0x80 && end == start + 1;
        from[size] = start;
        to[size++] = end;
    }

    /** Adds what was read from the characters there, whichever of them each symbol is from. */
    void addAll(Reading other, int start, int end) {
        System.arraycopy(other.symbols, 0, symbols, size, other.size);
        Arrays.fill(from, size, size + other.size, start);
        Arrays.fill(to, size, size + other.size, end);
        size += other.size;
    }

    int size() {
        return size;
    }

    char at(int index) {
        return index >= 0 && index < size ? symbols[index] : NOTHING;
    }

    /** Whether the symbols there stand in the text as ASCII, neither escaped nor in other digits. */
    boolean isPlain(int index, int count) {
        for (int i = index; i < index + count; i++) {
            if (!plain[i]) {
                return false;
            }
        }
        return true;
    }

    int from(int index) {
        return from[index];
    }

    int to(int index) {
        return to[index];
    }

    boolean isDigit(int index) {
        char c = at(index);
        return c >= '0' && c <= '9';
    }

    boolean isLetter(int index) {
        char c = at(index);
        return c >= 'a' && c <= 'z';
    }

    boolean isHex(int index) {
        char c = at(index);
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
    }

    boolean isAlphanumeric(int index) {
        return isDigit(index) || isLetter(index);
    }

    /** Digits in a row from there on. */
    int digits(int index) {
        int end = index;
        while (isDigit(end)) {
            end++;
        }
        return end - index;
    }

    /** The number that these digits say. */
    int number(int index, int count) {
        int number = 0;
        for (int i = index; i < index + count; i++) {
            number = number * 10 + symbols[i] - '0';
        }
        return number;
    }

    boolean says(int index, String symbolsThere) {
        for (int i = 0; i < symbolsThere.length(); i++) {
            if (at(index + i) != symbolsThere.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static char symbol(int c) {
        if (c < 0x80) {
            return (char) (c <= ' ' || c == 0x7f ? ' ' : c >= 'A' && c <= 'Z' ? c + 32 : c);
        }
        int type = Character.getType(c);
        int value =
                switch (type) {
                    case Character.DECIMAL_DIGIT_NUMBER -> Character.digit(c, 10);
                    case Character.OTHER_NUMBER -> Character.getNumericValue(c); // superscript, in a circle
                    default -> -1;
                };
        if (value >= 0 && value <= 9) {
            return (char) ('0' + value);
        }
        if (LIKE_A.indexOf(c) >= 0) {
            return 'a';
        }
        if (LIKE_B.indexOf(c) >= 0) {
            return 'b';
        }
        if (c == '＠') {
            return '@';
        }
        return switch (type) {
            case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> ' ';
            case Character.DASH_PUNCTUATION -> '-';
            case Character.MODIFIER_LETTER -> SIGN;
            default -> Character.isLetter(c) ? 'z' : SIGN;
        };
    }
}

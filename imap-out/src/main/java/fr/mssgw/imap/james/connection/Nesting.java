package fr.mssgw.imap.james.connection;

import fr.mssgw.core.text.Ascii;
import java.util.List;

/**
 * How deep a command goes. James' parsers call themselves for each parenthesis, NOT, OR and number of a part; a line of
 * 64 kB, which may well be honest, could so overflow the stack of a thread.
 */
final class Nesting {
    private static final int DEEPEST = SearchLimits.DEEPEST;
    private static final int MOST_OPERATORS = 1_000;
    private static final int MOST_DOTS_IN_A_WORD = 200;

    private int depth;
    private int operators;
    private int dots;
    private boolean quoted;
    private final StringBuilder word = new StringBuilder();

    private Nesting() {}

    /** Whether a command nests deeper than any client has reason to. */
    static boolean isTooDeep(List<byte[]> lines) {
        Nesting nesting = new Nesting();
        for (byte[] line : lines) {
            for (byte octet : line) {
                if (nesting.goesTooDeep((char) (octet & 0xff))) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean goesTooDeep(char c) {
        if (c == '"') {
            quoted = !quoted; // an escaped one only makes this stricter or laxer by a string
        }
        if (quoted) {
            return false;
        }
        if (c == '(') {
            depth++;
        } else if (c == ')') {
            depth--;
        }
        if (c <= ' ' || c == '(' || c == ')') {
            endWord();
        } else {
            dots += c == '.' ? 1 : 0;
            if (word.length() < 4) {
                word.append(c);
            }
        }
        return depth > DEEPEST || operators > MOST_OPERATORS || dots > MOST_DOTS_IN_A_WORD;
    }

    private void endWord() {
        String ended = Ascii.upper(word.toString());
        operators += ended.equals("OR") || ended.equals("NOT") ? 1 : 0;
        word.setLength(0);
        dots = 0;
    }
}

package fr.mssgw.imap.james.list;

/**
 * A reference and a pattern of LIST or LSUB, one after the other (RFC 3501 §6.3.8): {@code *} stands for anything,
 * {@code %} for anything within one level. Both wildcards count in the pattern only.
 *
 * <p>A name is read once, with all places in the pattern that it may have come to kept side by side, so that the time is
 * bounded by name times pattern whatever the wildcards; and a pattern with more letters than the name is not tried.
 */
final class NamePattern {
    static final char DELIMITER = '.';

    private static final String INBOX = "INBOX";
    private static final int ANYTHING = -1;
    private static final int ONE_LEVEL = -2;

    private final int[] tokens;
    private final int letters;

    private NamePattern(int[] tokens, int letters) {
        this.tokens = tokens;
        this.letters = letters;
    }

    static NamePattern of(String reference, String pattern) {
        int[] tokens = new int[reference.length() + pattern.length()];
        int count = 0;
        for (int i = 0; i < reference.length(); i++) {
            tokens[count++] = reference.charAt(i);
        }
        int letters = count;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c != '*' && c != '%') {
                tokens[count++] = c;
                letters++;
            } else if (count == 0 || tokens[count - 1] >= 0) {
                tokens[count++] = c == '*' ? ANYTHING : ONE_LEVEL;
            } else if (c == '*') {
                tokens[count - 1] = ANYTHING;
            }
        }
        return new NamePattern(java.util.Arrays.copyOf(tokens, count), letters);
    }

    /** Whether it ends within a level, and so shows levels that are no folders themselves. */
    boolean endsWithinLevel() {
        return tokens.length > 0 && tokens[tokens.length - 1] == ONE_LEVEL;
    }

    /** INBOX is the same in any case (RFC 3501 §5.1). */
    boolean matches(String name) {
        if (letters > name.length()) {
            return false;
        }
        int anyCase = name.equals(INBOX) || name.startsWith(INBOX + DELIMITER) ? INBOX.length() : 0;
        boolean[] at = new boolean[tokens.length + 1];
        at[0] = true;
        skipWildcards(at);
        for (int i = 0; i < name.length(); i++) {
            at = after(name.charAt(i), i < anyCase, at);
        }
        return at[tokens.length];
    }

    private boolean[] after(char c, boolean anyCase, boolean[] before) {
        boolean[] at = new boolean[before.length];
        for (int place = 0; place < tokens.length; place++) {
            if (!before[place]) {
                continue;
            }
            int token = tokens[place];
            if (token == ANYTHING || token == ONE_LEVEL && c != DELIMITER) {
                at[place] = true;
            } else if (token == c || anyCase && token >= 0 && Character.toUpperCase((char) token) == c) {
                at[place + 1] = true;
            }
        }
        skipWildcards(at);
        return at;
    }

    /** A wildcard also stands for nothing. */
    private void skipWildcards(boolean[] at) {
        for (int place = 0; place < tokens.length; place++) {
            at[place + 1] |= at[place] && tokens[place] < 0;
        }
    }
}

package fr.mssgw.core.mail;

/**
 * Reads words, quoted strings and comments of a structured field (RFC 5322 §3.2, RFC 2045 §5.1) from an unfolded value.
 * Never fails and never goes back; what no strict reader would take is told by {@link #irregular}.
 */
public final class Tokens {
    /** Deeper comments end the value. */
    static final int DEEPEST_COMMENT = 8;

    private final String text;
    private int at;
    private int gapEnd = -1;
    private String comment = "";
    private boolean commented;
    private boolean irregular;

    public Tokens(String text) {
        this.text = text;
    }

    public boolean atEnd() {
        skip();
        return at >= text.length();
    }

    /** The next character after space and comments; 0 at the end. */
    char peek() {
        skip();
        return at < text.length() ? text.charAt(at) : 0;
    }

    /** Whether space or a comment stands before what comes next. */
    boolean apart() {
        skip();
        return at == gapEnd;
    }

    /** Passes that character; false when another comes next. */
    public boolean take(char wanted) {
        if (peek() != wanted || wanted == 0) {
            return false;
        }
        at++;
        return true;
    }

    /** Passes whatever comes next. */
    public void drop() {
        skip();
        irregular = true;
        at++;
    }

    /** A run of characters other than space and the specials of RFC 2045; empty where a special comes next. */
    public String token() {
        return run("()<>@,;:\\\"/[]?=");
    }

    /** A run of characters other than space and these. */
    String run(String specials) {
        skip();
        int from = at;
        while (at < text.length() && text.charAt(at) > ' ' && specials.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(from, at);
    }

    /** The content of a quoted string that begins here; one that never ends goes to the end. */
    String quoted() {
        StringBuilder content = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return content.toString();
            }
            if (c == '\\' && at < text.length()) {
                c = text.charAt(at++);
            }
            content.append(c);
        }
        irregular = true;
        return content.toString();
    }

    /** Where the next character stands. */
    int position() {
        return at;
    }

    /** What was passed since then, as it stands. */
    String since(int position) {
        return text.substring(position, at);
    }

    /** Everything up to a character, which is passed, or to the end; comments and quotes mean nothing in it. */
    String upTo(char end) {
        int from = at;
        int found = text.indexOf(end, at);
        irregular |= found < 0;
        at = found < 0 ? text.length() : found + 1;
        return text.substring(from, found < 0 ? text.length() : found);
    }

    /** Everything before a character, which is not passed, or to the end. */
    String before(char end) {
        int from = at;
        int found = text.indexOf(end, at);
        at = found < 0 ? text.length() : found;
        return text.substring(from, at);
    }

    /** The last comment passed, without its parentheses; empty without one. */
    String comment() {
        return comment;
    }

    void forgetComment() {
        comment = "";
    }

    /** Whether any comment was passed so far. */
    boolean commented() {
        return commented;
    }

    /** Whether something was passed that the grammar has no place for. */
    boolean irregular() {
        return irregular;
    }

    private void skip() {
        int from = at;
        passGap();
        gapEnd = at > from ? at : gapEnd;
    }

    private void passGap() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '(') {
                skipComment();
            } else if (c <= ' ') {
                irregular |= c != ' ' && c != '\t';
                at++;
            } else {
                return;
            }
        }
    }

    private void skipComment() {
        commented = true;
        StringBuilder content = new StringBuilder();
        int depth = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '(' && depth++ == 0) {
                continue;
            }
            if (c == ')' && --depth == 0) {
                comment = content.toString().strip();
                return;
            }
            if (c == '\\' && at < text.length()) {
                c = text.charAt(at++);
            }
            if (depth > DEEPEST_COMMENT) {
                at = text.length();
            }
            content.append(c);
        }
        irregular = true;
        comment = content.toString().strip();
    }
}

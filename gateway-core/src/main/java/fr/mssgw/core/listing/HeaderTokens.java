package fr.mssgw.core.listing;

/** Reads tokens, quoted strings and comments of a structured field (RFC 2045 §5.1, RFC 5322 §3.2), never failing. */
final class HeaderTokens {
    private static final int DEEPEST_COMMENT = 32;

    private final String text;
    private int at;
    private String comment = "";

    HeaderTokens(String text) {
        this.text = text;
    }

    boolean atEnd() {
        skip();
        return at >= text.length();
    }

    /** The next character after space and comments; 0 at the end. */
    char peek() {
        skip();
        return at < text.length() ? text.charAt(at) : 0;
    }

    /** Passes that character; false when another comes next. */
    boolean take(char wanted) {
        if (peek() != wanted || wanted == 0) {
            return false;
        }
        at++;
        return true;
    }

    /** Passes whatever comes next. */
    void drop() {
        skip();
        at++;
    }

    /** A run of characters other than space and the specials of RFC 2045; empty where a special comes next. */
    String token() {
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
                break;
            }
            if (c == '\\' && at < text.length()) {
                c = text.charAt(at++);
            }
            content.append(c);
        }
        return content.toString();
    }

    /** Everything up to a character, which is passed, or to the end. */
    String upTo(char end) {
        int from = at;
        int found = text.indexOf(end, at);
        at = found < 0 ? text.length() : found + 1;
        return text.substring(from, found < 0 ? text.length() : found);
    }

    /** The last comment passed, without its parentheses; empty without one. */
    String comment() {
        return comment;
    }

    void forgetComment() {
        comment = "";
    }

    private void skip() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '(') {
                skipComment();
            } else if (c <= ' ') {
                at++;
            } else {
                return;
            }
        }
    }

    private void skipComment() {
        StringBuilder content = new StringBuilder();
        int depth = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '(' && depth++ == 0) {
                continue;
            }
            if (c == ')' && --depth == 0) {
                break;
            }
            if (c == '\\' && at < text.length()) {
                c = text.charAt(at++);
            }
            if (depth > DEEPEST_COMMENT) {
                at = text.length();
            }
            content.append(c);
        }
        comment = content.toString().strip();
    }
}

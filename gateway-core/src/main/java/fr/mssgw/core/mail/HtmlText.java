package fr.mssgw.core.mail;

import fr.mssgw.core.text.Ascii;
import java.util.Set;

/**
 * The text that a reader of HTML sees (HTML Living Standard §13.2.5): without tags, comments, scripts, style sheets and the
 * head's title, character references decoded; an element that begins a line begins one here. For words to be found and
 * counted, never to be shown. Reads any text in one pass, in time linear in it; what is no markup is text.
 *
 * <p>Reads tokens, and builds no tree: text that a browser moves out of a table (§13.2.6.1) stays in its place, and what a
 * style sheet hides is seen. Of mail, no script is run, so that what stands in {@code noscript} is seen as well (§4.12.2).
 * A script ends at its first end tag, also behind {@code <!--<script>} (§13.2.5.20), where some of it is seen.
 */
public final class HtmlText {
    /** Elements whose content is no markup, and is not shown (§13.2.5.1, §15.3.1). */
    private static final Set<String> HIDDEN = Set.of("script", "style", "title", "iframe", "noembed", "noframes");

    /** Elements whose content is no markup, and is shown. */
    private static final Set<String> SHOWN = Set.of("textarea", "xmp");

    static final Set<String> LINES = Set.of(
            "address",
            "article",
            "blockquote",
            "br",
            "dd",
            "div",
            "dl",
            "dt",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "li",
            "main",
            "ol",
            "p",
            "pre",
            "section",
            "table",
            "td",
            "th",
            "tr",
            "ul");

    /** Longer than any name that is looked for. */
    private static final int LONGEST_NAME = 12;

    private final String html;
    private final StringBuilder text;
    private int at;
    /** Templates that are open: what they hold is read as markup, and not shown. */
    private int templates;

    private HtmlText(String html) {
        this.html = html;
        this.text = new StringBuilder(html.length());
    }

    /** Reads a document or a piece of one; of any length, so that the caller bounds it. */
    public static String visible(CharSequence html) {
        HtmlText reading = new HtmlText(html.toString());
        reading.read();
        return reading.text.toString();
    }

    private void read() {
        while (at < html.length()) {
            char c = html.charAt(at);
            if (c == '<' && beginsMarkup()) {
                markup();
            } else {
                text(c == '&');
            }
        }
    }

    private void text(boolean reference) {
        if (reference) {
            HtmlReferences.Meant meant = HtmlReferences.at(html, at);
            show(meant.text());
            at = meant.end();
        } else {
            if (templates == 0) {
                text.append(html.charAt(at));
            }
            at++;
        }
    }

    private void show(String shown) {
        if (templates == 0) {
            text.append(shown);
        }
    }

    private char next(int ahead) {
        return at + ahead < html.length() ? html.charAt(at + ahead) : 0;
    }

    private boolean beginsMarkup() {
        char next = next(1);
        return next == '!' || next == '?' || next == '/' && next(2) != 0 || isLetter(next);
    }

    private static boolean isLetter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
    }

    private void markup() {
        if (html.startsWith("<!--", at)) {
            passComment();
            return;
        }
        boolean ends = next(1) == '/';
        at += ends ? 2 : 1;
        if (!isLetter(next(0))) {
            passBeyond('>'); // a declaration, or what only looks like an end
            return;
        }
        int from = at;
        while (at < html.length() && !endsName(html.charAt(at))) {
            at++;
        }
        String name = Ascii.lower(html.substring(from, Math.min(at, from + LONGEST_NAME)));
        passAttributes();
        if (LINES.contains(name)) {
            show("\n");
        }
        if (name.equals("template")) {
            templates = Math.max(0, templates + (ends ? -1 : 1));
        } else if (!ends && name.equals("plaintext")) {
            show(html.substring(at));
            at = html.length();
        } else if (!ends && (HIDDEN.contains(name) || SHOWN.contains(name))) {
            content(name);
        }
    }

    private static boolean endsName(char c) {
        return isSpace(c) || c == '/' || c == '>';
    }

    /** It ends with {@code -->} or {@code --!>}; {@code <!-->} and {@code <!--->} are whole ones. */
    private void passComment() {
        int dashes = at + 2;
        while (true) {
            dashes = html.indexOf("--", dashes);
            if (dashes < 0) {
                at = html.length();
                return;
            }
            at = dashes;
            boolean bang = next(2) == '!' && next(3) == '>';
            if (next(2) == '>' || bang) {
                at += bang ? 4 : 3;
                return;
            }
            dashes++;
        }
    }

    /** Passes what follows a tag's name (§13.2.5.32 to 40); a quoted value may hold {@code >}. */
    private void passAttributes() {
        while (at < html.length()) {
            char c = html.charAt(at++);
            if (c == '>') {
                return;
            }
            if (isSpace(c) || c == '/') {
                continue;
            }
            while (at < html.length() && !endsName(html.charAt(at)) && html.charAt(at) != '=') {
                at++;
            }
            passSpace();
            if (next(0) == '=') {
                at++;
                passSpace();
                passValue();
            }
        }
    }

    private void passValue() {
        char c = next(0);
        if (c == '"' || c == '\'') {
            at++;
            passBeyond(c);
            return;
        }
        while (at < html.length() && !isSpace(html.charAt(at)) && html.charAt(at) != '>') {
            at++;
        }
    }

    private void passSpace() {
        while (at < html.length() && isSpace(html.charAt(at))) {
            at++;
        }
    }

    /** Passes the content of an element in which nothing but its own end tag is markup, that included. */
    private void content(String name) {
        boolean shown = SHOWN.contains(name);
        while (at < html.length()) {
            if (html.charAt(at) == '<' && isEndOf(name)) {
                at += 2 + name.length();
                passAttributes();
                return;
            }
            if (shown) {
                text(html.charAt(at) == '&' && name.equals("textarea"));
            } else {
                at++;
            }
        }
    }

    private boolean isEndOf(String name) {
        int behind = 2 + name.length();
        return next(1) == '/'
                && Ascii.isAt(html, at + 2, name)
                && at + behind < html.length()
                && endsName(next(behind));
    }

    private void passBeyond(char end) {
        int found = html.indexOf(end, at);
        at = found < 0 ? html.length() : found + 1;
    }
}

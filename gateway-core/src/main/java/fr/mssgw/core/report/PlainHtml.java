package fr.mssgw.core.report;

import fr.mssgw.core.mail.HtmlText;
import fr.mssgw.core.text.Ascii;
import java.util.Optional;
import java.util.Set;

/**
 * HTML that is but text with simple looks: elements of a short list, no comment (Outlook shows what stands in some), no
 * style, no script, nothing that is fetched or enclosed, such as a picture of a letter. Anything written otherwise than
 * plainly is refused, so that no reader sees more in it than was judged. Linear in the text.
 *
 * @param shown the text that every reader shows
 * @param beside what some readers show in other places, or write out: the title, the targets of links, all values of
 *     attributes
 */
record PlainHtml(String shown, String beside) {
    private static final int LONGEST = 8 * 1024;

    /** What they hold is text that {@link HtmlText} sees, but for the title. */
    static final Set<String> ELEMENTS = Set.of(
            "a",
            "b",
            "blockquote",
            "body",
            "br",
            "center",
            "code",
            "div",
            "em",
            "font",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "head",
            "hr",
            "html",
            "i",
            "li",
            "meta",
            "ol",
            "p",
            "pre",
            "small",
            "span",
            "strong",
            "table",
            "tbody",
            "td",
            "th",
            "thead",
            "title",
            "tr",
            "tt",
            "u",
            "ul");

    static final Set<String> ATTRIBUTES = Set.of(
            "align",
            "bgcolor",
            "border",
            "cellpadding",
            "cellspacing",
            "charset",
            "class",
            "color",
            "colspan",
            "content",
            "dir",
            "face",
            "height",
            "href",
            "http-equiv",
            "id",
            "lang",
            "name",
            "rowspan",
            "size",
            "target",
            "valign",
            "width",
            "xmlns");

    private static final int LONGEST_VALUE = 300;
    private static final String DOCTYPE = "<!doctype ";

    /** Empty where it is anything else, or longer than such a thing is. */
    static Optional<PlainHtml> of(String html) {
        Reading reading = new Reading(html);
        return html.length() <= LONGEST && reading.isPlain()
                ? Optional.of(new PlainHtml(HtmlText.visible(html), reading.beside.toString()))
                : Optional.empty();
    }

    /** Goes through one text. */
    private static final class Reading {
        private final String html;
        private final StringBuilder beside = new StringBuilder();
        private int at;

        Reading(String html) {
            this.html = html;
        }

        private boolean isPlain() {
            passSpace();
            if (Ascii.isAt(html, at, DOCTYPE)) {
                at = html.indexOf('>', at);
                if (at < 0 || at > LONGEST_VALUE) {
                    return false;
                }
            }
            while (true) {
                at = html.indexOf('<', at);
                if (at < 0) {
                    return true;
                }
                at++;
                if (!tag()) {
                    return false;
                }
            }
        }

        private boolean tag() {
            boolean end = taken('/');
            String element = name();
            if (!ELEMENTS.contains(element)) {
                return false;
            }
            while (!closes()) {
                if (end || !passSpace() || !attribute()) {
                    return false;
                }
            }
            return end || !element.equals("title") || title();
        }

        /** Passes the text of the title, in which nothing but its own end is markup (§13.2.5.2). */
        private boolean title() {
            int to = html.indexOf('<', at);
            if (to < 0 || !Ascii.isAt(html, to, "</title")) {
                return false;
            }
            beside.append(html, at, to).append(' ');
            at = to;
            return true;
        }

        /** Passes the end of a tag. */
        private boolean closes() {
            int before = at;
            passSpace();
            taken('/');
            if (taken('>')) {
                return true;
            }
            at = before;
            return false;
        }

        private boolean attribute() {
            String name = name();
            passSpace();
            if (!ATTRIBUTES.contains(name) || !taken('=')) {
                return false;
            }
            passSpace();
            char quote = taken('"') ? '"' : taken('\'') ? '\'' : 0;
            int from = at;
            while (at < html.length() && (quote == 0 ? isUnquoted(html.charAt(at)) : html.charAt(at) != quote)) {
                at++;
            }
            String value = html.substring(from, at);
            beside.append(value).append(' ');
            return (quote == 0 ? at > from : taken(quote)) && isPlainValue(name, value);
        }

        private static boolean isPlainValue(String name, String value) {
            // an ampersand or a backslash may spell anything, a parenthesis fetches: url(…)
            if (value.length() > LONGEST_VALUE
                    || value.chars().anyMatch(c -> c < ' ' && c != '\r' && c != '\n' || "<>&\\(".indexOf(c) >= 0)) {
                return false;
            }
            String lower = Ascii.lower(value);
            return switch (name) {
                case "href" ->
                    lower.startsWith("https://") || lower.startsWith("http://") || lower.startsWith("mailto:");
                case "http-equiv" -> lower.equals("content-type"); // not "refresh", which fetches another page
                default -> true;
            };
        }

        private static boolean isUnquoted(char c) {
            return c > ' ' && "\"'`=<>/".indexOf(c) < 0;
        }

        private String name() {
            int from = at;
            while (at < html.length() && isName(html.charAt(at))) {
                at++;
            }
            return Ascii.lower(html.substring(from, at));
        }

        private static boolean isName(char c) {
            return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-';
        }

        private boolean passSpace() {
            int from = at;
            while (at < html.length() && " \t\r\n".indexOf(html.charAt(at)) >= 0) {
                at++;
            }
            return at > from;
        }

        private boolean taken(char wanted) {
            if (at < html.length() && html.charAt(at) == wanted) {
                at++;
                return true;
            }
            return false;
        }
    }
}

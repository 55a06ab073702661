package fr.mssgw.core.mail;

import fr.mssgw.core.text.Ascii;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The text that a reader of HTML sees (HTML Living Standard §13.2): without tags, comments, scripts, style sheets and the
 * head's title, character references decoded; an element that begins a line begins one here. For words to be found and
 * counted, never to be shown. Reads any text in one pass, in time linear in it; what is no markup is text.
 */
public final class HtmlText {
    /** Elements whose content is not shown. */
    private static final Set<String> HIDDEN = Set.of("script", "style", "title", "template", "noscript", "iframe");

    private static final Set<String> LINES = Set.of(
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

    /** The named references of U+00A0 to U+00FF (HTML 4 §24.2), in their order. */
    private static final String LATIN = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg"
            + " macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest"
            + " Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH"
            + " Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave"
            + " aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde"
            + " ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

    private static final Map<String, String> NAMED = named();
    private static final int LONGEST_REFERENCE = 10;
    private static final int LAST_CODE_POINT = 0x10FFFF;
    private static final int FIRST_OF_LATIN = 0xA0;

    private final String html;
    private final StringBuilder text;
    private int at;

    private HtmlText(String html) {
        this.html = html;
        this.text = new StringBuilder(html.length());
    }

    private static Map<String, String> named() {
        Map<String, String> named = new HashMap<>(Map.ofEntries(
                Map.entry("amp", "&"),
                Map.entry("lt", "<"),
                Map.entry("gt", ">"),
                Map.entry("quot", "\""),
                Map.entry("apos", "'"),
                Map.entry("OElig", "\u0152"),
                Map.entry("oelig", "\u0153"),
                Map.entry("ensp", "\u2002"),
                Map.entry("emsp", "\u2003"),
                Map.entry("thinsp", "\u2009"),
                Map.entry("ndash", "\u2013"),
                Map.entry("mdash", "\u2014"),
                Map.entry("lsquo", "\u2018"),
                Map.entry("rsquo", "\u2019"),
                Map.entry("ldquo", "\u201C"),
                Map.entry("rdquo", "\u201D"),
                Map.entry("bull", "\u2022"),
                Map.entry("hellip", "\u2026"),
                Map.entry("lsaquo", "\u2039"),
                Map.entry("rsaquo", "\u203A"),
                Map.entry("euro", "\u20AC"),
                Map.entry("trade", "\u2122")));
        int code = FIRST_OF_LATIN;
        for (String name : LATIN.split(" ")) {
            named.put(name, String.valueOf((char) code++));
        }
        return Map.copyOf(named);
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
            } else if (c == '&') {
                reference();
            } else {
                text.append(c);
                at++;
            }
        }
    }

    private boolean beginsMarkup() {
        int next = at + 1 < html.length() ? html.charAt(at + 1) : ' ';
        return next == '!' || next == '?' || next == '/' || isLetter(next);
    }

    private static boolean isLetter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private void markup() {
        if (html.startsWith("<!--", at)) {
            passBeyond("-->", at + 2); // "<!-->" is a comment as well
            return;
        }
        boolean ends = html.charAt(at + 1) == '/';
        int from = ends ? at + 2 : at + 1;
        int to = from;
        while (to < html.length() && (isLetter(html.charAt(to)) || to > from && isDigit(html.charAt(to)))) {
            to++;
        }
        String name = Ascii.lower(html.substring(from, Math.min(to, from + LONGEST_REFERENCE)));
        if (name.isEmpty()) {
            passBeyond(">", from); // a declaration, or what only looks like an end
            return;
        }
        at = to;
        passTag();
        if (LINES.contains(name)) {
            text.append('\n');
        }
        if (!ends && HIDDEN.contains(name)) {
            passContent(name);
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Passes what follows a tag's name; a quoted value may hold {@code >}. */
    private void passTag() {
        boolean value = false;
        while (at < html.length()) {
            char c = html.charAt(at++);
            if (c == '>') {
                return;
            }
            if (value && (c == '"' || c == '\'')) {
                passBeyond(String.valueOf(c), at);
            }
            value = c == '=' || value && Character.isWhitespace(c);
        }
    }

    /** Passes the content of an element that is not shown, its end tag included. */
    private void passContent(String name) {
        while (at < html.length()) {
            int end = html.indexOf("</", at);
            if (end < 0) {
                at = html.length();
                return;
            }
            at = end + 2;
            if (Ascii.isAt(html, at, name)) {
                at += name.length();
                passTag();
                return;
            }
        }
    }

    private void passBeyond(String end, int from) {
        int found = html.indexOf(end, from);
        at = found < 0 ? html.length() : found + end.length();
    }

    private void reference() {
        int to = at + 1;
        while (to < html.length() && to - at <= LONGEST_REFERENCE && isOfReference(html.charAt(to))) {
            to++;
        }
        String name = html.substring(at + 1, to);
        String meant = name.startsWith("#") ? numbered(name.substring(1)) : NAMED.getOrDefault(name, "");
        if (meant.isEmpty()) {
            text.append('&');
            at++;
            return;
        }
        text.append(meant);
        at = to < html.length() && html.charAt(to) == ';' ? to + 1 : to;
    }

    private static boolean isOfReference(char c) {
        return isLetter(c) || isDigit(c) || c == '#';
    }

    private static String numbered(String number) {
        boolean hex = number.startsWith("x") || number.startsWith("X");
        try {
            int code = Integer.parseInt(hex ? number.substring(1) : number, hex ? 16 : 10);
            return code > 0 && code <= LAST_CODE_POINT ? Character.toString(code) : "";
        } catch (NumberFormatException notANumber) {
            return "";
        }
    }
}

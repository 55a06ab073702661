package fr.mssgw.core.mail;

import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Character references of HTML (HTML Living Standard §13.2.5.72 to 80): all numbers, and the names that occur in letters.
 * A name of Latin-1 needs no semicolon and may have letters behind it, as browsers have it.
 */
final class HtmlReferences {
    private static final int LONGEST_NAME = 8;
    private static final int LAST_CODE_POINT = 0x10FFFF;
    private static final int FIRST_OF_LATIN = 0xA0;
    private static final String REPLACEMENT = "\uFFFD";
    private static final Charset WINDOWS = Charset.forName("windows-1252");

    /** The named references of U+00A0 to U+00FF (HTML 4 §24.2), in their order. */
    private static final String LATIN = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg"
            + " macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest"
            + " Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH"
            + " Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave"
            + " aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde"
            + " ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

    private static final Map<String, String> NAMED = new HashMap<>(Map.ofEntries(
            Map.entry("amp", "&"),
            Map.entry("AMP", "&"),
            Map.entry("lt", "<"),
            Map.entry("LT", "<"),
            Map.entry("gt", ">"),
            Map.entry("GT", ">"),
            Map.entry("quot", "\""),
            Map.entry("QUOT", "\""),
            Map.entry("apos", "'"),
            Map.entry("OElig", "\u0152"),
            Map.entry("oelig", "\u0153"),
            Map.entry("ensp", "\u2002"),
            Map.entry("emsp", "\u2003"),
            Map.entry("thinsp", "\u2009"),
            Map.entry("zwnj", "\u200C"),
            Map.entry("zwj", "\u200D"),
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

    /** Those that need no semicolon. */
    private static final Set<String> LEGACY =
            new HashSet<>(Set.of("amp", "AMP", "lt", "LT", "gt", "GT", "quot", "QUOT"));

    static {
        int code = FIRST_OF_LATIN;
        for (String name : LATIN.split(" ")) {
            NAMED.put(name, String.valueOf((char) code++));
            LEGACY.add(name);
        }
    }

    private HtmlReferences() {}

    /**
     * What a reference means.
     *
     * @param end where the text goes on behind it
     */
    record Meant(String text, int end) {}

    /** @param at where the ampersand stands; it means itself where no reference that is known begins */
    static Meant at(String html, int at) {
        int first = at + 1;
        return first < html.length() && html.charAt(first) == '#' ? numbered(html, at) : named(html, at);
    }

    private static Meant named(String html, int at) {
        int first = at + 1;
        int to = first;
        while (to < html.length() && to - first < LONGEST_NAME && isOfName(html.charAt(to))) {
            to++;
        }
        String name = html.substring(first, to);
        if (to < html.length() && html.charAt(to) == ';' && NAMED.containsKey(name)) {
            return new Meant(NAMED.getOrDefault(name, ""), to + 1);
        }
        for (int length = name.length(); length > 1; length--) {
            String legacy = name.substring(0, length);
            if (LEGACY.contains(legacy)) {
                return new Meant(NAMED.getOrDefault(legacy, ""), first + length);
            }
        }
        return new Meant("&", first);
    }

    private static Meant numbered(String html, int at) {
        int first = at + 2;
        boolean hex = first < html.length() && (html.charAt(first) == 'x' || html.charAt(first) == 'X');
        first += hex ? 1 : 0;
        int to = first;
        int code = 0;
        while (to < html.length() && digit(html.charAt(to), hex) >= 0) {
            code = Math.min(LAST_CODE_POINT + 1, code * (hex ? 16 : 10) + digit(html.charAt(to), hex));
            to++;
        }
        if (to == first) {
            return new Meant("&", at + 1);
        }
        return new Meant(character(code), to < html.length() && html.charAt(to) == ';' ? to + 1 : to);
    }

    /** Of ASCII alone. */
    private static int digit(char c, boolean hex) {
        return c < 0x80 ? Character.digit(c, hex ? 16 : 10) : -1;
    }

    private static String character(int code) {
        if (code == 0 || code > LAST_CODE_POINT || code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE) {
            return REPLACEMENT;
        }
        if (code >= 0x80 && code < FIRST_OF_LATIN) {
            String windows = new String(new byte[] {(byte) code}, WINDOWS);
            return windows.equals(REPLACEMENT) ? Character.toString(code) : windows;
        }
        return Character.toString(code);
    }

    private static boolean isOfName(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }
}

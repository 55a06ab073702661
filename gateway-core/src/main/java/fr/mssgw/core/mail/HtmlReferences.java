package fr.mssgw.core.mail;

import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Character references of HTML (HTML Living Standard §13.2.5.72 to 80): all numbers, and the names that occur in letters
 * or stand for spaces, dashes and signs of ASCII (§13.5). A name of Latin-1 needs no semicolon and may have letters
 * behind it, as browsers have it.
 */
public final class HtmlReferences {
    private static final int LONGEST_NAME = "NonBreakingSpace".length();
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

    /** Spaces, dashes and signs: a code point and its names. */
    private static final String SIGNS =
            """
            09 Tab
            0a NewLine
            21 excl
            23 num
            24 dollar
            25 percnt
            28 lpar
            29 rpar
            2a ast midast
            2b plus
            2c comma
            2e period
            2f sol
            3a colon
            3b semi
            3d equals
            3f quest
            40 commat
            5b lsqb lbrack
            5c bsol
            5d rsqb rbrack
            5e Hat
            5f lowbar UnderBar
            60 grave DiacriticalGrave
            7b lcub lbrace
            7c verbar vert VerticalLine
            7d rcub rbrace
            a0 NonBreakingSpace
            b7 centerdot CenterDot
            2002 ensp
            2003 emsp
            2004 emsp13
            2005 emsp14
            2007 numsp
            2008 puncsp
            2009 thinsp ThinSpace
            200a hairsp VeryThinSpace
            200b ZeroWidthSpace
            200c zwnj
            200d zwj
            200e lrm
            200f rlm
            2010 hyphen dash
            2013 ndash
            2014 mdash
            2015 horbar
            2022 bull bullet
            2044 frasl
            205f MediumSpace
            2060 NoBreak
            2212 minus
            """;

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
            Map.entry("lsquo", "\u2018"),
            Map.entry("rsquo", "\u2019"),
            Map.entry("ldquo", "\u201C"),
            Map.entry("rdquo", "\u201D"),
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
        SIGNS.lines().forEach(line -> {
            String[] words = line.split(" ");
            for (int i = 1; i < words.length; i++) {
                NAMED.put(words[i], Character.toString(Integer.parseInt(words[0], 16)));
            }
        });
    }

    private HtmlReferences() {}

    /**
     * What a reference means.
     *
     * @param text one character, not always of the basic plane
     * @param end where the text goes on behind it
     */
    public record Meant(String text, int end) {}

    /** @param at where the ampersand stands; it means itself, and ends behind it, where no known reference begins */
    public static Meant at(String html, int at) {
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

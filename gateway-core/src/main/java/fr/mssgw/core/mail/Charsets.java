package fr.mssgw.core.mail;

import fr.mssgw.core.text.Ascii;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The character sets that mails name, and what octets mean in them. All that the Java platform itself has, under its names
 * and those of the WHATWG Encoding Standard §4.2, which says what writers mean by them: windows-1252 by iso-8859-1 and by
 * us-ascii, GBK by gb2312. Punctuation in a name does not count where the rest is no other's name ({@code utf_8},
 * {@code cp-1252}). A name is looked up in one table that is made once: to ask the platform for one that nobody knows takes
 * milliseconds, since it searches the class path, and what a library there adds (UTF-7) is known to no rule.
 */
public final class Charsets {
    private static final int LONGEST_NAME = 40;
    private static final Set<String> PLATFORM = Set.of("java.base", "jdk.charsets");
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    /** Writers that know no charset but this one name it, whatever they write. */
    private static final Set<String> ASCII = Set.of("us-ascii", "ascii", "ansi_x3.4-1968", "us_ascii");

    /** A charset of the platform, and the labels that mean it: WHATWG Encoding §4.2, but for those that compare equal. */
    private static final String LABELS =
            """
            UTF-8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8
            windows-1252 iso-8859-1 iso8859-1 iso_8859-1:1987 iso-ir-100 latin1 l1 csisolatin1 cp819 ibm819 x-cp1252 \
                us-ascii ascii ansi_x3.4-1968 iso646-us iso-ir-6 cp367 ibm367
            windows-1250 x-cp1250
            windows-1251 x-cp1251
            windows-1253 x-cp1253
            windows-1254 x-cp1254 iso-8859-9 iso_8859-9:1989 iso-ir-148 latin5 l5 csisolatin5
            windows-1255 x-cp1255
            windows-1256 x-cp1256
            windows-1257 x-cp1257
            windows-1258 x-cp1258
            ISO-8859-6 iso-8859-6-e iso-8859-6-i csiso88596e csiso88596i
            ISO-8859-8 iso-8859-8-e iso-8859-8-i logical visual csiso88598e csiso88598i
            ISO-8859-7 sun_eu_greek
            ISO-8859-15 l9 csisolatin9
            KOI8-R koi koi8 cskoi8r
            KOI8-U koi8-ru
            x-MacRoman macintosh mac csmacintosh x-mac-roman
            x-MacUkraine x-mac-cyrillic x-mac-ukrainian
            x-windows-874 dos-874 iso-8859-11 tis-620
            GBK gb2312 gb_2312-80 csgb2312 csiso58gb231280 chinese iso-ir-58 x-gbk
            GB18030 gb18030
            Big5-HKSCS big5 csbig5 cn-big5 x-x-big5
            EUC-JP x-euc-jp
            windows-31j shift_jis sjis x-sjis ms_kanji ms932 csshiftjis
            x-windows-949 euc-kr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean iso-ir-149 cseuckr csksc56011987
            """;

    private static final Map<String, Charset> KNOWN = known();

    private Charsets() {}

    /** The charset of that name, of at most 40 characters, in whatever case; empty for one that is not known. */
    public static Optional<Charset> named(String name) {
        String label = label(name);
        return label.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(KNOWN.get(label)).or(() -> Optional.ofNullable(KNOWN.get(letters(label))));
    }

    /** What the octets say in this charset; U+FFFD for what is nothing in it. */
    public static String decode(byte[] octets, Charset charset) {
        String text = new String(octets, charset);
        return charset.equals(WINDOWS_1252) && text.indexOf('\uFFFD') >= 0 ? withControls(text, octets) : text;
    }

    /**
     * What octets without a charset say: UTF-8 where they are that, else windows-1252.
     *
     * @param octets a text or its beginning: a character that is cut off behind others does not count against UTF-8
     */
    public static String guess(byte[] octets) {
        int whole = withoutCutCharacter(octets);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, 0, whole))
                    .toString();
            if (whole == octets.length || text.length() < whole) {
                return text;
            }
        } catch (CharacterCodingException notUtf8) {
            return decode(octets, WINDOWS_1252);
        }
        return decode(octets, WINDOWS_1252); // nothing but ASCII before the last one
    }

    /** The text of a part with this charset parameter; guessed without one, and where it is us-ascii or unknown. */
    public static String text(byte[] octets, Optional<String> parameter) {
        return parameter
                .filter(name -> !ASCII.contains(label(name)))
                .flatMap(Charsets::named)
                .map(charset -> decode(octets, charset))
                .orElseGet(() -> guess(octets));
    }

    /** How many octets there are before a character of UTF-8 that only begins. */
    private static int withoutCutCharacter(byte[] octets) {
        int start = octets.length - 1;
        while (start >= 0 && octets.length - start < 4 && (octets[start] & 0xC0) == 0x80) {
            start--;
        }
        if (start < 0) {
            return octets.length;
        }
        int first = octets[start] & 0xFF;
        int length = first < 0xC2 || first > 0xF4 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        return start + length > octets.length ? start : octets.length;
    }

    /** The five octets without a character are controls (WHATWG Encoding, index windows-1252). */
    private static String withControls(String text, byte[] octets) {
        StringBuilder all = new StringBuilder(text);
        for (int i = 0; i < octets.length; i++) {
            if (all.charAt(i) == '\uFFFD') {
                all.setCharAt(i, (char) (octets[i] & 0xFF));
            }
        }
        return all.toString();
    }

    private static Map<String, Charset> known() {
        Map<String, Charset> platform = new HashMap<>();
        for (Charset charset : Charset.availableCharsets().values()) {
            String module = charset.getClass().getModule().getName();
            if (module != null && PLATFORM.contains(module)) {
                platform.put(label(charset.name()), charset);
                charset.aliases().forEach(alias -> platform.putIfAbsent(label(alias), charset));
            }
        }
        Map<String, Charset> known = new HashMap<>();
        LABELS.lines().forEach(line -> {
            String[] names = line.strip().split(" +");
            Charset charset = platform.get(label(names[0]));
            if (charset != null) {
                for (String name : names) {
                    known.put(label(name), charset);
                }
            }
        });
        platform.forEach((name, charset) -> known.putIfAbsent(name, meant(known, charset)));
        Map<String, Charset> loose = new HashMap<>(known);
        known.forEach((name, charset) -> loose.putIfAbsent(letters(name), charset));
        loose.remove(""); // of names that are too long
        return Map.copyOf(loose);
    }

    /** An alias of a charset that a label replaces is replaced as well. */
    private static Charset meant(Map<String, Charset> labels, Charset charset) {
        return labels.getOrDefault(label(charset.name()), charset);
    }

    private static String label(String name) {
        String stripped = name.length() > 2 * LONGEST_NAME ? "" : name.strip();
        return stripped.length() > LONGEST_NAME ? "" : Ascii.lower(stripped);
    }

    private static String letters(String label) {
        StringBuilder letters = new StringBuilder(label.length());
        for (int i = 0; i < label.length(); i++) {
            char c = label.charAt(i);
            if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
                letters.append(c);
            }
        }
        return letters.toString();
    }
}

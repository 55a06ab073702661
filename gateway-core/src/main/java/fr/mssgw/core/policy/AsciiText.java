package fr.mssgw.core.policy;

import fr.mssgw.core.text.NormalForm;
import java.util.Map;

/** French for protocols that speak ASCII only: SMTP without SMTPUTF8 (RFC 5321 §4.2), IMAP (RFC 3501 §7.1). Pure. */
public final class AsciiText {
    private static final Map<Character, String> SPELLED = Map.ofEntries(
            Map.entry('œ', "oe"),
            Map.entry('Œ', "OE"),
            Map.entry('æ', "ae"),
            Map.entry('Æ', "AE"),
            Map.entry('’', "'"),
            Map.entry('‘', "'"),
            Map.entry('«', "\""),
            Map.entry('»', "\""),
            Map.entry('“', "\""),
            Map.entry('”', "\""),
            Map.entry('–', "-"),
            Map.entry('—', "-"),
            Map.entry('…', "..."),
            Map.entry('€', "EUR"),
            Map.entry('°', "o"),
            Map.entry('§', "section "),
            Map.entry('\u00a0', " "),
            Map.entry('\u202f', " "));

    private AsciiText() {}

    /** Accents dropped, ligatures and typographic signs spelled out, control characters made spaces, the rest {@code ?}. */
    public static String of(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        String decomposed = NormalForm.decomposed(text);
        for (int i = 0; i < decomposed.length(); i++) {
            char c = decomposed.charAt(i);
            if (c >= ' ' && c < 0x7f) {
                plain.append(c);
            } else if (SPELLED.containsKey(c)) {
                plain.append(SPELLED.get(c));
            } else if (Character.isISOControl(c)) {
                plain.append(' ');
            } else if (Character.getType(c) != Character.NON_SPACING_MARK && !Character.isLowSurrogate(c)) {
                plain.append('?');
            }
        }
        return plain.toString();
    }
}

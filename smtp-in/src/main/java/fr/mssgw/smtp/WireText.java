package fr.mssgw.smtp;

import fr.mssgw.core.policy.Reply;
import java.text.Normalizer;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * French in a protocol that only speaks ASCII: without SMTPUTF8 a reply is printable ASCII (RFC 5321 §4.2), one line of
 * at most 512 octets with its code and CRLF (§4.5.3.1.5).
 */
public final class WireText {
    private static final int LONGEST = 512 - "250 \r\n".length();
    private static final Pattern RULE_ID = Pattern.compile(" \\[[A-Z0-9-]{1,20}\\]$");
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
            Map.entry('\u00a0', " "),
            Map.entry('\u202f', " "));

    private WireText() {}

    /** What follows the code on the line; when it must be cut, the rule's id at its end is kept. */
    public static String of(Reply reply) {
        String text = ascii(reply.enhanced().isEmpty() ? reply.text() : reply.enhanced() + " " + reply.text());
        if (text.length() <= LONGEST) {
            return text;
        }
        Matcher id = RULE_ID.matcher(text);
        String end = id.find() ? id.group() : "";
        return text.substring(0, LONGEST - end.length() - 3) + "..." + end;
    }

    /** Accents dropped, ligatures and typographic signs spelled out, control characters made spaces, the rest {@code ?}. */
    public static String ascii(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        String decomposed = Normalizer.normalize(text, Normalizer.Form.NFD);
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

package fr.mssgw.core.listing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Octets as IMAP writes them: quoted strings where they may be, else literals (RFC 3501 §4.3). */
final class WireText {
    /** Longer strings are cut: nobody reads them in a list. */
    static final int LONGEST = 16 * 1024;

    private final ByteArrayOutputStream octets = new ByteArrayOutputStream(512);

    WireText raw(String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            octets.write(ascii.charAt(i));
        }
        return this;
    }

    /** @param text each character one octet */
    WireText string(@Nullable String text) {
        if (text == null) {
            return raw("NIL");
        }
        String shown = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        return shown.chars().anyMatch(c -> c > 126) ? literal(shown) : quoted(shown);
    }

    private WireText quoted(String text) {
        octets.write('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                octets.write('\\');
            }
            octets.write(c < ' ' && c != '\t' ? ' ' : c);
        }
        octets.write('"');
        return this;
    }

    private WireText literal(String text) {
        byte[] content = text.replace('\0', ' ').getBytes(StandardCharsets.ISO_8859_1);
        raw("{" + content.length + "}\r\n");
        octets.writeBytes(content);
        return this;
    }

    /** Strings in parentheses; NIL without any. */
    WireText strings(List<String> texts) {
        if (texts.isEmpty()) {
            return raw("NIL");
        }
        String separator = "(";
        for (String text : texts) {
            raw(separator).string(text);
            separator = " ";
        }
        return raw(")");
    }

    WireText number(long number) {
        return raw(Long.toString(number));
    }

    WireText octets(byte[] written) {
        octets.writeBytes(written);
        return this;
    }

    byte[] toOctets() {
        return octets.toByteArray();
    }
}

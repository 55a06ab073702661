package fr.mssgw.core.listing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Octets as IMAP writes them: quoted strings where they may be, else literals (RFC 3501 §4.3). What others wrote may grow
 * many times over here, {@code a@b,} to eighteen octets three times; {@link #value} bounds it.
 */
final class WireText {
    /** Longer strings are cut: nobody reads them in a list. */
    static final int LONGEST = 16 * 1024;

    /** Longer names of types and encodings are cut: none is registered (RFC 6838 §4.2). */
    private static final int LONGEST_WORD = 127;

    private final Revocable octets = new Revocable();

    private static final class Revocable extends ByteArrayOutputStream {
        Revocable() {
            super(512);
        }

        void backTo(int size) {
            count = size;
        }
    }

    /**
     * Writes a value, or NIL where more than so many octets would stand here with it: for what may be NIL by the syntax
     * (RFC 3501 §9), so that the text keeps its shape.
     */
    WireText value(int most, Consumer<WireText> writing) {
        int before = octets.size();
        if (before < most) {
            writing.accept(this);
            if (octets.size() <= most) {
                return this;
            }
        }
        octets.backTo(before);
        return raw("NIL");
    }

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

    /** The name of a type or an encoding, which is never NIL. */
    WireText word(String text) {
        return string(text.length() > LONGEST_WORD ? text.substring(0, LONGEST_WORD) : text);
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

    byte[] toOctets() {
        return octets.toByteArray();
    }
}

package fr.mssgw.core.mail;

import fr.mssgw.core.text.Ascii;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Encoded words (RFC 2047) turned into text, for rules and reports that read a subject or a display name. Reading never
 * fails: what is no good encoded word stays as written, an octet that its charset does not know becomes U+FFFD.
 */
public final class EncodedWords {
    // RFC 2047 §2, with the language of RFC 2231 §5; no length limit, since many writers exceed the 75
    private static final Pattern WORD =
            Pattern.compile("=\\?([!-)+->@-~]{1,40})(?:\\*[A-Za-z0-9-]{0,20})?\\?([BbQq])\\?([!->@-~]*)\\?=");

    private EncodedWords() {}

    /** Whether the text holds something that a reader would decode. */
    static boolean occurIn(String text) {
        return WORD.matcher(text).find();
    }

    /** The text with its encoded words decoded; white space between two of them disappears (RFC 2047 §6.2). */
    public static String decode(String text) {
        Matcher words = WORD.matcher(text);
        StringBuilder decoded = new StringBuilder(text.length());
        ByteArrayOutputStream pending = new ByteArrayOutputStream();
        Charset charset = StandardCharsets.UTF_8;
        int end = 0;
        while (words.find()) {
            Charset next = charset(words.group(1));
            byte[] octets = next == null ? null : octets(words.group(2), words.group(3));
            if (next == null || octets == null) {
                continue;
            }
            String between = text.substring(end, words.start());
            boolean adjacent = pending.size() > 0 && between.isBlank();
            // a character may be split between two words, though RFC 2047 §5 forbids it
            if (!adjacent || !next.equals(charset)) {
                decoded.append(pending.toString(charset));
                pending.reset();
            }
            if (!adjacent) {
                decoded.append(between);
            }
            charset = next;
            pending.writeBytes(octets);
            end = words.end();
        }
        return decoded.append(pending.toString(charset))
                .append(text, end, text.length())
                .toString();
    }

    private static @Nullable Charset charset(String name) {
        try {
            return Charset.forName(Ascii.upper(name));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return null;
        }
    }

    private static byte @Nullable [] octets(String encoding, String payload) {
        if (Ascii.same(encoding, "B")) {
            try {
                return Base64.getDecoder().decode(payload);
            } catch (IllegalArgumentException notBase64) {
                return null;
            }
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream(payload.length());
        for (int i = 0; i < payload.length(); i++) {
            char c = payload.charAt(i);
            if (c == '=' && i + 2 < payload.length() && isHex(payload, i + 1) && isHex(payload, i + 2)) {
                octets.write(Integer.parseInt(payload.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                octets.write(c == '_' ? ' ' : c);
            }
        }
        return octets.toByteArray();
    }

    private static boolean isHex(String text, int index) {
        return Character.digit(text.charAt(index), 16) >= 0;
    }
}

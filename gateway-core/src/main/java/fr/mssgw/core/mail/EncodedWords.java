package fr.mssgw.core.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Encoded words (RFC 2047) turned into text, for rules and reports that read a subject or a display name. Reading never
 * fails and takes time linear in the text: what is no encoded word stays as written, an octet that its charset does not
 * know becomes U+FFFD. Words of any length count, since many writers exceed the 75 characters; so do, as most readers have
 * it, base64 with the wrong padding, and spaces, question marks and characters beyond ASCII in Q words.
 */
public final class EncodedWords {
    private static final int LONGEST_CHARSET = 40;
    private static final int LONGEST_LANGUAGE = 20;

    /** How readers differ. */
    private enum Manner {
        LENIENT,
        /** What follows the padding of base64 is not read. */
        TO_PADDING,
        /** RFC 2047 §2 to the letter. */
        STRICT,
        /** Whatever some program may show: an unknown charset is UTF-8, signs that are foreign to base64 are left out. */
        ANYHOW
    }

    private static final List<Manner> OF_READERS = List.of(Manner.LENIENT, Manner.TO_PADDING, Manner.STRICT);

    /**
     * What one encoded word says, or several that are decoded together.
     *
     * @param from where they begin in the text; behind another word, the white space between included, which disappears
     * @param to behind them
     */
    public record Run(String text, int from, int to) {}

    /**
     * A word as it stands; its charset may be unknown.
     *
     * @param end behind it
     */
    private record Word(Optional<Charset> charset, boolean base64, String payload, int start, int end) {}

    private EncodedWords() {}

    /** Whether the text holds something that a reader would decode. */
    static boolean occurIn(String text) {
        return next(text, 0, Manner.LENIENT) != null;
    }

    /** The text with its encoded words decoded; white space between two of them disappears (RFC 2047 §6.2). */
    public static String decode(String text) {
        return decode(text, Manner.LENIENT);
    }

    /** Every text that some reader shows, the one of {@link #decode} first. */
    public static Set<String> readings(String text) {
        Set<String> readings = new LinkedHashSet<>();
        for (Manner manner : OF_READERS) {
            readings.add(decode(text, manner));
        }
        return readings;
    }

    /**
     * What stands where in the text, in its order, for who looks for what nobody should see: a word of an unknown charset is
     * read as UTF-8, base64 without the signs that are foreign to it. Between runs the text is as written.
     */
    public static List<Run> runs(String text) {
        return runs(text, Manner.ANYHOW);
    }

    private static String decode(String text, Manner manner) {
        List<Run> runs = runs(text, manner);
        if (runs.isEmpty()) {
            return text;
        }
        StringBuilder decoded = new StringBuilder(text.length());
        int end = 0;
        for (Run run : runs) {
            decoded.append(text, end, run.from).append(run.text);
            end = run.to;
        }
        return decoded.append(text, end, text.length()).toString();
    }

    private static List<Run> runs(String text, Manner manner) {
        List<Run> runs = new ArrayList<>();
        ByteArrayOutputStream pending = new ByteArrayOutputStream();
        Charset charset = StandardCharsets.UTF_8;
        int from = 0;
        int end = 0;
        for (Word word = next(text, 0, manner); word != null; word = next(text, word.end, manner)) {
            Charset next = word.charset.orElse(manner == Manner.ANYHOW ? StandardCharsets.UTF_8 : null);
            byte[] octets = next == null ? null : octets(word, next, manner);
            if (next == null || octets == null) {
                continue;
            }
            boolean adjacent =
                    pending.size() > 0 && text.substring(end, word.start).isBlank();
            // a character may be split between two words, though RFC 2047 §5 forbids it
            if (!adjacent || !next.equals(charset)) {
                end(runs, pending, charset, from, end);
                from = adjacent ? end : word.start;
            }
            charset = next;
            pending.writeBytes(octets);
            end = word.end;
        }
        end(runs, pending, charset, from, end);
        return runs;
    }

    private static void end(List<Run> runs, ByteArrayOutputStream octets, Charset charset, int from, int to) {
        if (to > from) {
            runs.add(new Run(Charsets.decode(octets.toByteArray(), charset), from, to));
            octets.reset();
        }
    }

    private static @Nullable Word next(String text, int from, Manner manner) {
        for (int start = text.indexOf("=?", from); start >= 0; start = text.indexOf("=?", start + 2)) {
            Word word = at(text, start, manner);
            if (word != null) {
                return word;
            }
        }
        return null;
    }

    /** RFC 2047 §2, with the language of RFC 2231 §5. No octet of a payload is looked at for two words. */
    private static @Nullable Word at(String text, int start, Manner manner) {
        int charset = start + 2;
        int charsetEnd = charset;
        while (charsetEnd < text.length() && charsetEnd - charset < LONGEST_CHARSET && isOfCharset(text, charsetEnd)) {
            charsetEnd++;
        }
        int mark = charsetEnd;
        if (mark < text.length() && text.charAt(mark) == '*') {
            mark++;
            while (mark < text.length() && mark - charsetEnd <= LONGEST_LANGUAGE && isOfLanguage(text.charAt(mark))) {
                mark++;
            }
        }
        int payload = mark + 3;
        if (charsetEnd == charset
                || payload > text.length()
                || text.charAt(mark) != '?'
                || "bBqQ".indexOf(text.charAt(mark + 1)) < 0
                || text.charAt(mark + 2) != '?') {
            return null;
        }
        int end = payloadEnd(text, payload, manner);
        return end < 0
                ? null
                : new Word(
                        Charsets.named(text.substring(charset, charsetEnd)),
                        "bB".indexOf(text.charAt(mark + 1)) >= 0,
                        text.substring(payload, end),
                        start,
                        end + 2);
    }

    /** Where the payload ends with {@code ?=}; -1 where another word may begin before that. */
    private static int payloadEnd(String text, int from, Manner manner) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '?') {
                if (i + 1 < text.length() && text.charAt(i + 1) == '=') {
                    return i;
                }
                if (manner == Manner.STRICT || i > from && text.charAt(i - 1) == '=') {
                    return -1;
                }
            } else if (manner == Manner.STRICT && (c <= ' ' || c > '~')) {
                return -1;
            }
        }
        return -1;
    }

    private static boolean isOfCharset(String text, int at) {
        char c = text.charAt(at);
        return c > ' ' && c <= '~' && c != '*' && c != '?';
    }

    private static boolean isOfLanguage(char c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-';
    }

    private static byte @Nullable [] octets(Word word, Charset charset, Manner manner) {
        if (!word.base64) {
            return quoted(word.payload, charset);
        }
        if (manner != Manner.STRICT) {
            return base64(word.payload, manner);
        }
        try {
            return Base64.getDecoder().decode(word.payload);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    /** Whatever its padding, with white space within; null where there is anything else, if that counts. */
    private static byte @Nullable [] base64(String payload, Manner manner) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(payload.length());
        int bits = 0;
        int count = 0;
        boolean done = false;
        for (int i = 0; i < payload.length(); i++) {
            char c = payload.charAt(i);
            if (c == '=') {
                bits = 0;
                count = 0;
                done = manner == Manner.TO_PADDING;
                continue;
            }
            int value = value(c);
            if (value < 0 && c != ' ' && c != '\t' && manner != Manner.ANYHOW) {
                return null;
            }
            if (value >= 0 && !done) {
                bits = bits << 6 | value;
                count++;
                if (count > 1) {
                    octets.write(bits >> 2 * (4 - count));
                }
                count &= 3;
            }
        }
        return octets.toByteArray();
    }

    private static int value(char c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        } else if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        } else if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        return c == '+' ? 62 : c == '/' ? 63 : -1;
    }

    private static byte[] quoted(String payload, Charset charset) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(payload.length());
        int i = 0;
        while (i < payload.length()) {
            char c = payload.charAt(i);
            if (c == '=' && i + 2 < payload.length() && hex(payload, i + 1) >= 0 && hex(payload, i + 2) >= 0) {
                octets.write(hex(payload, i + 1) << 4 | hex(payload, i + 2));
                i += 3;
            } else if (c > 127) {
                int from = i;
                while (i < payload.length() && payload.charAt(i) > 127) {
                    i++;
                }
                octets.writeBytes(raw(payload.substring(from, i), charset));
            } else {
                octets.write(c == '_' ? ' ' : c);
                i++;
            }
        }
        return octets.toByteArray();
    }

    /** Characters that stood in the word as octets and were read before it was. */
    private static byte[] raw(String characters, Charset charset) {
        return characters.getBytes(charset.canEncode() ? charset : StandardCharsets.US_ASCII);
    }

    private static int hex(String text, int index) {
        char c = text.charAt(index);
        return c < 128 ? Character.digit(c, 16) : -1;
    }
}

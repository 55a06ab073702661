package fr.mssgw.core.masking;

import fr.mssgw.core.mail.EncodedWords;
import java.util.Set;

/**
 * How a text may be meant. Each spelling is read by itself, because what escapes a character in one separates numbers in
 * another: {@code 2+79} is a hexadecimal escape in xtext and two groups elsewhere.
 */
enum Spelling {
    /** As it stands; UTF-8 that was read as Latin-1 is taken for what it was. */
    PLAIN(""),
    /** {@code %20}, as in a URL; several octets are UTF-8. */
    PERCENT("%"),
    /** {@code +20}, as in DSN parameters (RFC 3461 §4). */
    XTEXT("+"),
    /** {@code =20}, as in quoted-printable (RFC 2045 §6.7). */
    QUOTED_PRINTABLE("="),
    /** Four hexadecimal digits behind a backslash and u, as in JSON and Java. */
    UNICODE_ESCAPE("\\u"),
    /** {@code &#32;}, {@code &#x20;}, with zeros before and with no semicolon, and the named spaces and dashes of HTML. */
    ENTITY("&"),
    /** Encoded words of RFC 2047; all that one decodes to stands where the word stands. */
    ENCODED_WORD("=?");

    private static final Set<String> NAMED =
            Set.of("nbsp", "ensp", "emsp", "thinsp", "shy", "zwj", "zwnj", "ndash", "mdash", "middot");

    private static final int LONGEST_ENTITY = 10;

    private static final String BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private final String mark;

    Spelling(String mark) {
        this.mark = mark;
    }

    boolean occursIn(String text) {
        return mark.isEmpty() || text.contains(mark);
    }

    Reading read(String text) {
        return new Reader(text, this).read();
    }

    /** Goes through one text. */
    private static final class Reader {
        private final String text;
        private final Spelling spelling;
        private final Reading reading;
        private int at;
        private int decoded;

        Reader(String text, Spelling spelling) {
            this.text = text;
            this.spelling = spelling;
            this.reading = new Reading(text.length());
        }

        Reading read() {
            while (at < text.length()) {
                int start = at;
                if (escaped()) {
                    reading.add(decoded, start, at);
                } else if (at == start) {
                    plain();
                }
            }
            return reading;
        }

        /** Reads an escape, if one stands here, into {@link #decoded}; an encoded word straight into the reading. */
        private boolean escaped() {
            return switch (spelling) {
                case PLAIN -> misread();
                case PERCENT, XTEXT, QUOTED_PRINTABLE -> octets(spelling.mark.charAt(0));
                case UNICODE_ESCAPE -> unit(at) && (surrogates() || took(hexAt(at + 2, 4), 6));
                case ENTITY -> entity();
                case ENCODED_WORD -> {
                    word();
                    yield false;
                }
            };
        }

        private void plain() {
            int c = text.codePointAt(at);
            int start = at;
            at += Character.charCount(c);
            boolean impossible = spelling == XTEXT && Character.isWhitespace(c); // "+33 1 23": a telephone number
            reading.add(impossible ? Reading.BREAK : c, start, at);
        }

        private boolean took(int codePoint, int characters) {
            decoded = codePoint;
            at += characters;
            return true;
        }

        private boolean misread() {
            int lead = text.charAt(at);
            int count = continuations(lead);
            if (count == 0 || at + count >= text.length()) {
                return false;
            }
            int c = lead & (0x3f >> count);
            for (int i = 1; i <= count; i++) {
                int next = text.charAt(at + i);
                if (next < 0x80 || next > 0xbf) {
                    return false;
                }
                c = c << 6 | next & 0x3f;
            }
            return took(c, count + 1);
        }

        private boolean octets(char sign) {
            if (!octet(sign, at)) {
                return false;
            }
            int lead = hexAt(at + 1, 2);
            int count = continuations(lead);
            int c = lead & (0x3f >> count);
            for (int i = 1; i <= count; i++) {
                if (!octet(sign, at + 3 * i) || (hexAt(at + 3 * i + 1, 2) & 0xc0) != 0x80) {
                    return took(lead, 3); // Latin-1
                }
                c = c << 6 | hexAt(at + 3 * i + 1, 2) & 0x3f;
            }
            return took(count == 0 ? lead : c, 3 * (count + 1));
        }

        /** Octets that follow a first one in UTF-8 (RFC 3629 §3). */
        private static int continuations(int lead) {
            return lead >= 0xc2 && lead <= 0xdf
                    ? 1
                    : lead >= 0xe0 && lead <= 0xef ? 2 : lead >= 0xf0 && lead <= 0xf4 ? 3 : 0;
        }

        private boolean unit(int index) {
            return text.startsWith("\\u", index) && hex(index + 2, 4);
        }

        private boolean surrogates() {
            char high = (char) hexAt(at + 2, 4);
            char low = unit(at + 6) ? (char) hexAt(at + 8, 4) : 0;
            return Character.isSurrogatePair(high, low) && took(Character.toCodePoint(high, low), 12);
        }

        private boolean octet(char sign, int index) {
            return index < text.length() && text.charAt(index) == sign && hex(index + 1, 2);
        }

        private boolean hex(int index, int count) {
            for (int i = index; i < index + count; i++) {
                if (i >= text.length() || text.charAt(i) >= 0x80 || Character.digit(text.charAt(i), 16) < 0) {
                    return false;
                }
            }
            return true;
        }

        private int hexAt(int index, int count) {
            return Integer.parseInt(text, index, index + count, 16);
        }

        private boolean entity() {
            return text.charAt(at) == '&' && (text.startsWith("#", at + 1) ? numbered() : named());
        }

        private boolean named() {
            int end = at + 1;
            while (end < text.length() && end - at <= LONGEST_ENTITY && text.charAt(end) != ';') {
                end++;
            }
            return end < text.length() && NAMED.contains(text.substring(at + 1, end)) && took(' ', end + 1 - at);
        }

        /** Of any number of zeros, and with no semicolon where it ends by itself (HTML Living Standard §13.2.5.80). */
        private boolean numbered() {
            boolean hexadecimal = text.startsWith("x", at + 2) || text.startsWith("X", at + 2);
            int first = at + (hexadecimal ? 3 : 2);
            int end = first;
            int value = 0;
            while (end < text.length() && text.charAt(end) < 0x80) {
                int digit = Character.digit(text.charAt(end), hexadecimal ? 16 : 10);
                if (digit < 0) {
                    break;
                }
                value = Math.min(value * (hexadecimal ? 16 : 10) + digit, Character.MAX_CODE_POINT + 1);
                end++;
            }
            if (end == first || value > Character.MAX_CODE_POINT) {
                return false;
            }
            return took(value, end - at + (text.startsWith(";", end) ? 1 : 0));
        }

        /** As lenient readers take a word: white space and foreign signs left out, an unknown charset for UTF-8. */
        private static String mended(char encoding, String payload) {
            StringBuilder word = new StringBuilder("=?utf-8?").append(encoding).append('?');
            boolean base64 = encoding == 'B' || encoding == 'b';
            payload.chars()
                    .filter(c -> base64 ? BASE64.indexOf(c) >= 0 : c > ' ' && c < 0x7f)
                    .forEach(c -> word.append((char) c));
            if (base64 && word.length() % 4 == 3) { // 10 before it and one character that means nothing by itself
                word.setLength(word.length() - 1);
            }
            return word.append("?=").toString();
        }

        /** An encoded word here, and white space between it and the next. */
        private void word() {
            int charset = text.startsWith("=?", at) ? text.indexOf('?', at + 2) : -1;
            if (charset < 0 || charset + 2 >= text.length() || text.charAt(charset + 2) != '?') {
                return;
            }
            int end = text.indexOf('?', charset + 3);
            if (end < 0 || end + 1 >= text.length() || text.charAt(end + 1) != '=') {
                return;
            }
            String content = EncodedWords.decode(text.substring(at, end + 2));
            if (content.startsWith("=?")) {
                content = EncodedWords.decode(mended(text.charAt(charset + 1), text.substring(charset + 3, end)));
            }
            if (content.startsWith("=?")) {
                return; // as it was: of no encoding that a reader knows
            }
            int from = at;
            at = end + 2;
            content.codePoints().limit(at - from).forEach(c -> reading.add(c, from, at));
            int next = at;
            while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
                next++;
            }
            at = text.startsWith("=?", next) ? next : at; // RFC 2047 §6.2
        }
    }
}

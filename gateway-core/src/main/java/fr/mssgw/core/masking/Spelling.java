package fr.mssgw.core.masking;

import fr.mssgw.core.mail.Charsets;
import fr.mssgw.core.mail.EncodedWords;
import fr.mssgw.core.mail.HtmlReferences;
import java.nio.charset.Charset;
import java.util.List;

/**
 * How a text may be meant. Each spelling is read by itself, because what escapes a character in one separates numbers in
 * another: {@code 2+79} is a hexadecimal escape in xtext and two groups elsewhere.
 */
enum Spelling {
    /** As it stands; UTF-8 that was read as Latin-1 or windows-1252 is taken for what it was. */
    PLAIN(""),
    /** {@code %20}, as in a URL, several octets being UTF-8; and {@code %u202F}, as JavaScript's {@code escape} has it. */
    PERCENT("%"),
    /** {@code +20}, as in DSN parameters (RFC 3461 §4). */
    XTEXT("+"),
    /** {@code =20}, as in quoted-printable (RFC 2045 §6.7). */
    QUOTED_PRINTABLE("="),
    /** The same behind the sign that gives an attribute its value, which escapes nothing: {@code CN=27=C2=A09 …}. */
    QUOTED_PRINTABLE_VALUE("="),
    /**
     * Behind a backslash, u and four hexadecimal digits as in JSON and Java, x and two as in Python and C, or either and a
     * number in braces as in DSN parameters (RFC 6533 §3) and JavaScript.
     */
    BACKSLASH("\\"),
    /** {@code &#32;}, {@code &nbsp;} and the like, as browsers read them. */
    REFERENCE("&"),
    /** Encoded words of RFC 2047; all that one decodes to stands where the word stands. */
    ENCODED_WORD("=?");

    private static final int LONGEST_NUMBER = 8;

    /** Characters that are the octets from 0x80 on in windows-1252, which is what readers take Latin-1 for. */
    private static final String WINDOWS = windows();

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

    private static String windows() {
        byte[] octets = new byte[32];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) (0x80 + i);
        }
        return Charsets.decode(octets, Charset.forName("windows-1252"));
    }

    /** Goes through one text. */
    private static final class Reader {
        private final String text;
        private final Spelling spelling;
        private final List<EncodedWords.Run> words;
        private final Reading reading;
        private int wordsRead;
        private int at;
        private int decoded;
        private int escapeEnd;

        Reader(String text, Spelling spelling) {
            this.text = text;
            this.spelling = spelling;
            this.words = spelling == ENCODED_WORD ? EncodedWords.runs(text) : List.of();
            this.reading = new Reading(text.length()
                    + words.stream().mapToInt(run -> run.text().length()).sum());
        }

        Reading read() {
            while (at < text.length()) {
                int start = at;
                if (escaped()) {
                    reading.add(decoded, start, at);
                    escapeEnd = at;
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
                case PERCENT -> unit("%u") || octets("%");
                case XTEXT, QUOTED_PRINTABLE -> octets(spelling.mark);
                case QUOTED_PRINTABLE_VALUE -> !givesValue() && octets(spelling.mark);
                case BACKSLASH -> unit("\\u") || octets("\\x") || braced();
                case REFERENCE -> reference();
                case ENCODED_WORD -> {
                    word();
                    yield false;
                }
            };
        }

        /** Whether a name stands directly before it: its last letter is neither of an escape nor the one of 2A and 2B. */
        private boolean givesValue() {
            int last = at - 1;
            return last >= escapeEnd
                    && Character.isLetter(text.charAt(last))
                    && (last == 0 || last > escapeEnd && !Character.isDigit(text.codePointBefore(last)));
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
                int next = octet(text.charAt(at + i));
                if (next < 0x80 || next > 0xbf) {
                    return false;
                }
                c = c << 6 | next & 0x3f;
            }
            return took(c, count + 1);
        }

        /** Which octet was read as that character; -1 for none. */
        private static int octet(char c) {
            int index = c <= 0xff ? -1 : WINDOWS.indexOf(c);
            return c <= 0xff ? c : index < 0 ? -1 : 0x80 + index;
        }

        private boolean octets(String mark) {
            if (!octet(mark, at)) {
                return false;
            }
            int width = mark.length() + 2;
            int lead = hexAt(at + mark.length(), 2);
            int count = continuations(lead);
            int c = lead & (0x3f >> count);
            for (int i = 1; i <= count; i++) {
                int next = at + width * i;
                if (!octet(mark, next) || (hexAt(next + mark.length(), 2) & 0xc0) != 0x80) {
                    return took(lead, width); // Latin-1
                }
                c = c << 6 | hexAt(next + mark.length(), 2) & 0x3f;
            }
            return took(count == 0 ? lead : c, width * (count + 1));
        }

        /** Octets that follow a first one in UTF-8 (RFC 3629 §3). */
        private static int continuations(int lead) {
            return lead >= 0xc2 && lead <= 0xdf
                    ? 1
                    : lead >= 0xe0 && lead <= 0xef ? 2 : lead >= 0xf0 && lead <= 0xf4 ? 3 : 0;
        }

        /** A unit of UTF-16, or two that are one character. */
        private boolean unit(String mark) {
            if (!isUnit(mark, at)) {
                return false;
            }
            char first = (char) hexAt(at + 2, 4);
            char second = isUnit(mark, at + 6) ? (char) hexAt(at + 8, 4) : 0;
            return Character.isSurrogatePair(first, second)
                    ? took(Character.toCodePoint(first, second), 12)
                    : took(first, 6);
        }

        private boolean isUnit(String mark, int index) {
            return text.startsWith(mark, index) && hex(index + 2, 4);
        }

        private boolean braced() {
            if (!text.startsWith("\\x{", at) && !text.startsWith("\\u{", at)) {
                return false;
            }
            int digits = 0;
            while (digits < LONGEST_NUMBER && hex(at + 3 + digits, 1)) {
                digits++;
            }
            int c = digits > 0 && text.startsWith("}", at + 3 + digits) ? hexAt(at + 3, digits) : -1;
            return Character.isValidCodePoint(c) && took(c, digits + 4);
        }

        private boolean octet(String mark, int index) {
            return text.startsWith(mark, index) && hex(index + mark.length(), 2);
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
            return Integer.parseUnsignedInt(text, index, index + count, 16);
        }

        private boolean reference() {
            if (text.charAt(at) != '&') {
                return false;
            }
            HtmlReferences.Meant meant = HtmlReferences.at(text, at);
            return meant.end() > at + 1 && took(meant.text().codePointAt(0), meant.end() - at);
        }

        private void word() {
            if (wordsRead < words.size() && words.get(wordsRead).from() == at) {
                EncodedWords.Run run = words.get(wordsRead++);
                reading.addAll(PLAIN.read(run.text()), at, run.to());
                at = run.to();
            }
        }
    }
}

package fr.mssgw.core.mail;

import fr.mssgw.core.message.RawMessage;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What a letter carries beside its text: a message, or the header section of one. A message is not copied: it stays
 * where it is until the letter is stored, and its owner closes it.
 */
public final class Enclosure {
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9._-]{1,60}");
    private static final int LONGEST_LINE = 998;

    private final String fields;
    private final boolean eightBit;
    private final RawMessage content;

    private Enclosure(String fields, boolean eightBit, RawMessage content) {
        this.fields = fields;
        this.eightBit = eightBit;
        this.content = content;
    }

    /**
     * A whole message (RFC 2046 §5.2.1), octet for octet. It is called 8bit whether or not it is: that is always allowed,
     * and nothing else may be done to a message. One whose header section holds octets above 127 is no message of
     * RFC 6532 either, since this gateway announces no SMTPUTF8: readers open it as {@code message/rfc822}.
     */
    public static Enclosure message(RawMessage content) {
        return new Enclosure("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n", true, content);
    }

    /** The same as a file. @throws IllegalArgumentException for a name that would need an encoding */
    public static Enclosure file(String name, RawMessage content) {
        if (!FILE_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a file name of our own is letters, digits, dots and hyphens");
        }
        Enclosure message = message(content);
        return new Enclosure(
                message.fields + "Content-Disposition: attachment; filename=\"" + name + "\"\r\n", true, content);
    }

    /**
     * A header section alone (RFC 6522 §4), without the empty line at its end. One that holds octets above 127 or lines
     * of more than 998 is quoted-printable, as that section asks.
     */
    public static Enclosure headerSection(byte[] octets) {
        boolean plain = isPlain(octets);
        return new Enclosure(
                "Content-Type: text/rfc822-headers\r\nContent-Transfer-Encoding: "
                        + (plain ? "7bit" : "quoted-printable") + "\r\n",
                false,
                RawMessage.of(plain ? octets : QuotedPrintable.encode(octets)));
    }

    /** The part of a report that a software reads. */
    static Enclosure status(String blocks) {
        return new Enclosure(
                "Content-Type: message/delivery-status\r\n",
                false,
                RawMessage.of(blocks.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The header section of the part, its empty line included. */
    String fields() {
        return fields + "\r\n";
    }

    boolean eightBit() {
        return eightBit;
    }

    RawMessage content() {
        return content;
    }

    private static boolean isPlain(byte[] octets) {
        int column = 0;
        for (int i = 0; i < octets.length; i++) {
            if (isLineEnd(octets, i)) {
                i++;
                column = 0;
            } else if (++column > LONGEST_LINE || octets[i] != '\t' && (octets[i] < ' ' || octets[i] == 127)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLineEnd(byte[] octets, int at) {
        return octets[at] == '\r' && at + 1 < octets.length && octets[at + 1] == '\n';
    }
}

package fr.mssgw.core.mail;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The encoding of DSN parameters (RFC 3461 §4): printable ASCII but for {@code +} and {@code =} stands for itself, any
 * other octet is {@code +} and two upper-case hexadecimal digits. Commands carry it; reports carry what it means (RFC
 * 3464 §2.2.1, §2.3.1), which must be printable ASCII there.
 */
public final class Xtext {
    private static final String HEX = "0123456789ABCDEF";

    private Xtext() {}

    /** Whether a text, maybe empty, is xtext, whatever it encodes. */
    public static boolean isXtext(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '+') {
                if (octetAt(text, i) < 0) {
                    return false;
                }
                i += 2;
            } else if (!standsForItself(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** What xtext means; empty where it is no xtext, or means anything but printable ASCII and so may not be a header. */
    public static Optional<String> decode(String xtext) {
        StringBuilder meaning = new StringBuilder(xtext.length());
        for (int i = 0; i < xtext.length(); i++) {
            char c = xtext.charAt(i);
            if (c == '+') {
                int octet = octetAt(xtext, i);
                if (octet < 0) {
                    return Optional.empty();
                }
                c = (char) octet;
                i += 2;
            } else if (!standsForItself(c)) {
                return Optional.empty();
            }
            if (c < ' ' || c > '~') {
                return Optional.empty();
            }
            meaning.append(c);
        }
        return Optional.of(meaning.toString());
    }

    /**
     * What {@code ORCPT} means, as {@code Original-Recipient} says it: {@code type;xtext} becomes {@code type;address}.
     * Empty where it has another form, or {@link #decode} is.
     */
    public static Optional<String> decodeOriginalRecipient(String parameter) {
        int semicolon = parameter.indexOf(';');
        return semicolon < 1
                        || !parameter
                                .substring(0, semicolon)
                                .chars()
                                .allMatch(c -> c == '-' || Character.isLetterOrDigit(c) && c < 128)
                ? Optional.empty()
                : decode(parameter.substring(semicolon + 1))
                        .map(address -> parameter.substring(0, semicolon + 1) + address);
    }

    /** The xtext of any text; what is not ASCII as its octets in UTF-8. */
    public static String encode(String text) {
        StringBuilder xtext = new StringBuilder(text.length());
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet > 0 && standsForItself((char) octet)) {
                xtext.append((char) octet);
            } else {
                xtext.append('+').append(HEX.charAt(octet >> 4 & 15)).append(HEX.charAt(octet & 15));
            }
        }
        return xtext.toString();
    }

    private static boolean standsForItself(char c) {
        return c > ' ' && c <= '~' && c != '+' && c != '=';
    }

    /** The octet that a plus and two digits encode; negative where they are not there. */
    private static int octetAt(String text, int plus) {
        if (plus + 2 >= text.length()) {
            return -1;
        }
        int high = HEX.indexOf(text.charAt(plus + 1));
        int low = HEX.indexOf(text.charAt(plus + 2));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}

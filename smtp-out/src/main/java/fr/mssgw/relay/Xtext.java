package fr.mssgw.relay;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The encoding of DSN parameters (RFC 3461 §4). */
final class Xtext {
    private static final Pattern FORM = Pattern.compile("(?:[!-*,-<>-~]|\\+[0-9A-F]{2})*");

    /** What is encoded already stays; anything else is encoded, so that no parameter can break a command. */
    static String encoded(String text) {
        if (FORM.matcher(text).matches()) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 0x7f && b != '+' && b != '=') {
                out.append((char) b);
            } else {
                out.append('+').append(String.format("%02X", b & 0xff));
            }
        }
        return out.toString();
    }

    /** For a report's reader; printable ASCII only. */
    static String decoded(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+'
                    && i + 2 < text.length()
                    && text.substring(i + 1, i + 3).matches("[0-9A-F]{2}")) {
                c = (char) Integer.parseInt(text.substring(i + 1, i + 3), 16);
                i += 2;
            }
            out.append(c >= ' ' && c < 0x7f ? c : '?');
        }
        return out.toString();
    }

    private Xtext() {}
}

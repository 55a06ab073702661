package fr.mssgw.core.mail;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The text of a letter, in UTF-8 and base64, so that any way carries it. */
final class PlainText {
    static final String TYPE = "text/plain; charset=utf-8";
    static final String ENCODING = "base64";

    private PlainText() {}

    /**
     * The body: lines of 76 characters (RFC 2045 §6.8), each with its line end.
     *
     * @param text with line ends of any kind; they become CRLF (RFC 2046 §4.1.1)
     */
    static String body(String text) {
        String lines = text.replace("\r\n", "\n").replace('\r', '\n').replace("\n", "\r\n");
        return Base64.getMimeEncoder().encodeToString(lines.getBytes(StandardCharsets.UTF_8)) + "\r\n";
    }
}

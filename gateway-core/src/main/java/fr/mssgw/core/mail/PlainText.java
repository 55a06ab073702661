package fr.mssgw.core.mail;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The content of a mail that the gateway writes itself: text in UTF-8, as base64, so that any way carries it. */
public final class PlainText {
    /** The header section of a part that is such a text, with its empty line. */
    public static final String PART =
            "Content-Type: text/plain; charset=utf-8\r\n" + "Content-Transfer-Encoding: base64\r\n" + "\r\n";

    /** The fields of a mail that is nothing else, and the empty line that ends its header section. */
    public static final String FIELDS = "MIME-Version: 1.0\r\n" + PART;

    private PlainText() {}

    /** The body: lines of 76 characters (RFC 2045 §6.8), each with its line end. */
    public static String body(String text) {
        return Base64.getMimeEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "\r\n";
    }
}

package fr.mssgw.core.mail;

import fr.mssgw.core.text.Ascii;
import java.io.InputStream;
import java.util.Optional;

/** How the octets of a part were made fit to travel (RFC 2045 §6). */
public enum TransferEncoding {
    /** 7bit, 8bit, binary: as they stand. */
    IDENTITY,
    BASE64,
    QUOTED_PRINTABLE,
    /** A word that nobody knows: read as it stands, and never without a second meaning. */
    UNKNOWN;

    /**
     * An encoding with the word that names it.
     *
     * @param word upper case, comments and quotes left out; {@code 7BIT} without the field
     * @param ambiguous whether the field is anything but one known word
     */
    public record Named(TransferEncoding encoding, String word, boolean ambiguous) {}

    static Named of(HeaderSection header) {
        Optional<String> value = header.octetValue("Content-Transfer-Encoding");
        if (value.isEmpty()) {
            return new Named(IDENTITY, "7BIT", false);
        }
        Tokens tokens = new Tokens(value.get());
        boolean quoted = tokens.peek() == '"';
        String word = Ascii.upper(quoted ? tokens.quoted().strip() : tokens.token());
        boolean whole = tokens.atEnd() && !tokens.commented() && !quoted;
        return switch (word) {
            case "BASE64" -> new Named(BASE64, word, !whole);
            case "QUOTED-PRINTABLE" -> new Named(QUOTED_PRINTABLE, word, !whole);
            case "7BIT", "8BIT", "BINARY" -> new Named(IDENTITY, word, !whole);
            default -> new Named(UNKNOWN, word.isEmpty() ? "7BIT" : word, true);
        };
    }

    /** The octets that were encoded. */
    InputStream decode(InputStream encoded) {
        return switch (this) {
            case BASE64 -> new Base64Stream(encoded);
            case QUOTED_PRINTABLE -> new QuotedPrintableStream(encoded);
            case IDENTITY, UNKNOWN -> encoded;
        };
    }
}

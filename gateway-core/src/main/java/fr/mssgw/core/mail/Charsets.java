package fr.mssgw.core.mail;

import fr.mssgw.core.text.Ascii;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;

/** The character sets that mails name. */
public final class Charsets {
    private static final int LONGEST_NAME = 40;

    private Charsets() {}

    /** The charset of that name in whatever case; empty for one that is not known. */
    public static Optional<Charset> named(String name) {
        String stripped = name.strip();
        if (stripped.isEmpty() || stripped.length() > LONGEST_NAME) {
            return Optional.empty();
        }
        try {
            return Optional.of(Charset.forName(Ascii.upper(stripped)));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Optional.empty();
        }
    }
}

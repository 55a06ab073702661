package fr.mssgw.imap.james.connection;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command that fetches one message by its UID, whole on one line.
 *
 * @param words what it asks for, as the client wrote it
 */
record FetchLine(long uid, String words) {
    static final int LONGEST = 256;

    private static final Pattern FORM = Pattern.compile(
            "[A-Za-z0-9._-]{1,64} UID FETCH ([1-9][0-9]{0,9}) ([^{}\r\n]+)\r?\n", Pattern.CASE_INSENSITIVE);

    /** @param line with its end */
    static Optional<FetchLine> of(byte[] line) {
        if (line.length > LONGEST) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(new String(line, StandardCharsets.ISO_8859_1));
        return form.matches()
                ? Optional.of(new FetchLine(Long.parseLong(form.group(1)), form.group(2)))
                : Optional.empty();
    }
}

package fr.mssgw.core.report;

import fr.mssgw.core.mail.HeaderSection;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The text of a mail that may bring back another one: what the server says, and the copy of the other one that many put
 * behind it.
 *
 * @param said without quoted lines
 * @param copied the header section of the copy; without fields where there is none
 */
record BounceText(String said, HeaderSection copied) {
    private static final int LONGEST_RULE = 120;

    /** What a line says that begins the copy, without accents. */
    private static final List<String> COPY = List.of(
            "below this line",
            "copy of the message",
            "copy of your message",
            "copy of the original",
            "original message",
            "header follows",
            "headers follow",
            "message follows",
            "unsent message",
            "returned message",
            "copie de votre message",
            "copie du message",
            "message d'origine",
            "message original",
            "message initial",
            "message transfere",
            "forwarded message",
            "en-tetes du message",
            "en-tetes d'origine",
            "entetes du message");

    static BounceText of(String text) {
        StringBuilder said = new StringBuilder();
        int start = 0;
        while (start < text.length()) {
            int feed = text.indexOf('\n', start);
            int end = feed < 0 ? text.length() : feed + 1;
            String line = text.substring(start, end);
            if (beginsCopy(line)) {
                byte[] rest = text.substring(end).getBytes(StandardCharsets.UTF_8);
                return new BounceText(said.toString(), ReportFields.parse(rest).first());
            }
            if (!line.stripLeading().startsWith(">")) {
                said.append(line);
            }
            start = end;
        }
        return new BounceText(said.toString(), HeaderSection.EMPTY);
    }

    /** Whether it is a title, by its rule or its colon: a sentence may name the original message as well. */
    private static boolean beginsCopy(String line) {
        if (line.length() > LONGEST_RULE) {
            return false;
        }
        String plain = ReturnReason.plain(line).strip();
        boolean title = plain.startsWith("--")
                || plain.startsWith("==")
                || plain.startsWith("__")
                || plain.startsWith("**")
                || plain.endsWith(":");
        return title && COPY.stream().anyMatch(plain::contains);
    }
}

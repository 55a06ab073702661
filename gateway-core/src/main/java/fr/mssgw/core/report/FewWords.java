package fr.mssgw.core.report;

import fr.mssgw.core.mail.EncodedWords;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.text.Ascii;
import java.util.Optional;
import java.util.Set;

/**
 * How much a person may say in a receipt: "read", and a few lines on what was read, but no letter. A receipt passes where
 * a letter of the same person would not, so every place where words may stand has a bound.
 */
final class FewWords {
    /** Of the text that is shown; white space counts once. */
    static final int MOST_CHARACTERS = 600;

    static final int MOST_LINES = 12;

    /** Fields that mail servers and signatures write, each with a grammar of its own. */
    private static final Set<String> OF_MACHINES = Set.of(
            "arc-authentication-results",
            "arc-message-signature",
            "arc-seal",
            "authentication-results",
            "content-transfer-encoding",
            "content-type",
            "date",
            "dkim-signature",
            "in-reply-to",
            "message-id",
            "mime-version",
            "received",
            "received-spf",
            "references",
            "return-path");

    static final int LONGEST_SUBJECT = 300;

    private FewWords() {}

    /**
     * What a header section may hold.
     *
     * @param octets all of it
     * @param words between spaces, in the fields that machines write
     * @param characters decoded, of all other fields together, with their names: Subject, Comments, {@code X-…}, names of
     *     people
     */
    enum Header {
        /** Of the receipt itself, which readers show in part. */
        OWN(16 * 1024, 600, 1_000),
        /** Of the message that was read, as it is sent back: readers show it as text. */
        RETURNED(4_000, 150, 1_000);

        private final int octets;
        private final int words;
        private final int characters;

        Header(int octets, int words, int characters) {
            this.octets = octets;
            this.words = words;
            this.characters = characters;
        }

        /** What a header section has too much of; empty where it is within. */
        Optional<Difference> excess(HeaderSection header) {
            int octetsLeft = octets;
            int wordsLeft = words;
            int charactersLeft = characters;
            for (HeaderSection.Field field : header.fields()) {
                octetsLeft -= field.octets().length;
                if (octetsLeft < 0) {
                    return Optional.of(Difference.LONG_HEADER);
                }
                if (OF_MACHINES.contains(Ascii.lower(field.name()))) {
                    wordsLeft -= words(field.value());
                } else {
                    int length = EncodedWords.decode(field.value()).length();
                    charactersLeft -= field.name().length() + length;
                    if (field.is("Subject") && length > LONGEST_SUBJECT) {
                        return Optional.of(Difference.LONG_SUBJECT);
                    }
                }
            }
            return wordsLeft >= 0 && charactersLeft >= 0 ? Optional.empty() : Optional.of(Difference.LONG_HEADER);
        }
    }

    private static int words(String value) {
        int words = 0;
        boolean inWord = false;
        for (int i = 0; i < value.length(); i++) {
            boolean space = value.charAt(i) <= ' ';
            words += inWord || space ? 0 : 1;
            inWord = !space;
        }
        return words;
    }

    /**
     * Whether a text, and the HTML beside it, say no more than a few lines together; the same words count once. Whatever
     * a reader may show counts, wherever the HTML has it.
     */
    static boolean are(String plain, PlainHtml html) {
        boolean same = letters(plain).equals(letters(html.shown()));
        return few((same ? "" : plain + "\n") + html.shown() + " " + html.beside()) && few(plain);
    }

    private static boolean few(String text) {
        int lines = 0;
        int characters = 0;
        boolean lineEmpty = true;
        boolean space = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                lineEmpty = true;
                space = characters > 0;
            } else if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                space = characters > 0;
            } else {
                characters += space ? 2 : 1;
                lines += lineEmpty ? 1 : 0;
                space = false;
                lineEmpty = false;
            }
        }
        return lines <= MOST_LINES && characters <= MOST_CHARACTERS;
    }

    private static String letters(String text) {
        StringBuilder letters = new StringBuilder(text.length());
        text.codePoints().filter(Character::isLetterOrDigit).forEach(letters::appendCodePoint);
        return letters.toString();
    }
}

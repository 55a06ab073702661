package fr.mssgw.store.mailbox;

import java.time.LocalDate;
import java.util.Optional;

/**
 * What SEARCH looks at in one message; texts as they stand, folded when stored.
 *
 * @param sentOn the day as written in Date, whatever its time and zone
 * @param otherFields of the header, their values
 * @param fileNames of attachments
 * @param text what a reader sees of the text parts
 */
public record SearchableText(
        String subject,
        String from,
        String to,
        String cc,
        String bcc,
        String messageId,
        Optional<LocalDate> sentOn,
        String otherFields,
        String fileNames,
        String text) {
    /** Of a message that cannot be read. */
    public static final SearchableText NOTHING =
            new SearchableText("", "", "", "", "", "", Optional.empty(), "", "", "");

    /** The same, with its header alone. */
    public SearchableText withoutText() {
        return new SearchableText(subject, from, to, cc, bcc, messageId, sentOn, otherFields, "", "");
    }
}

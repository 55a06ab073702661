package fr.mssgw.core.report;

import fr.mssgw.core.message.HeaderSection;
import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * What a patient's reader says of a message (RFC 8098).
 *
 * @param displayed whether it says that the message was shown
 */
public record Receipt(boolean displayed, References references) {
    private static final int MAX_TEXT = 4_000;

    /** Reads a mail of a patient; empty when it is anything but a receipt: one with a file or a letter in it is not. */
    public static Optional<Receipt> recognise(RawMessage message, HeaderSection header) throws IOException {
        return header.mediaType().equals("multipart/report")
                ? recognise(ReportMail.read(message, header))
                : Optional.empty();
    }

    static Optional<Receipt> recognise(ReportMail mail) {
        String disposition = mail.disposition().getOrDefault("disposition", "");
        if (disposition.isEmpty() || mail.otherParts() || mail.text().length() > MAX_TEXT) {
            return Optional.empty();
        }
        // action-mode/sending-mode; disposition-type[/modifier]
        String type =
                disposition.substring(disposition.indexOf(';') + 1).strip().toLowerCase(Locale.ROOT);
        return Optional.of(new Receipt(type.startsWith("displayed"), References.in(mail)));
    }
}

package fr.mssgw.core.report;

import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a patient's reader says of a message (RFC 8098), or that it was delivered (RFC 3464 §2.3.3).
 *
 * @param displayed whether it says that the message was shown
 */
public record Receipt(boolean displayed, References references) {
    private static final int MAX_TEXT = 4_000;
    private static final Set<String> SUCCESS = Set.of("delivered", "relayed", "expanded");

    /** Whether a message asks its recipients for a receipt. */
    public static boolean isAskedBy(HeaderSection header) {
        return Stream.of("Disposition-Notification-To", "Return-Receipt-To")
                .flatMap(name -> header.values(name).stream())
                .anyMatch(value -> !value.isBlank());
    }

    /** Reads a mail of a patient; empty when it is anything but a receipt: one with a file or a letter in it is not. */
    public static Optional<Receipt> recognise(RawMessage message, HeaderSection header) throws IOException {
        return header.mediaType().equals("multipart/report")
                ? recognise(ReportMail.read(message, header))
                : Optional.empty();
    }

    static Optional<Receipt> recognise(ReportMail mail) {
        if (mail.otherParts() || mail.text().length() > MAX_TEXT) {
            return Optional.empty();
        }
        String disposition = mail.disposition().getOrDefault("disposition", "");
        if (disposition.isEmpty()) {
            return delivered(mail) ? Optional.of(new Receipt(false, References.in(mail))) : Optional.empty();
        }
        // action-mode/sending-mode; disposition-type[/modifier]
        String type =
                disposition.substring(disposition.indexOf(';') + 1).strip().toLowerCase(Locale.ROOT);
        return Optional.of(new Receipt(type.startsWith("displayed"), References.in(mail)));
    }

    private static boolean delivered(ReportMail mail) {
        List<String> actions = mail.status().stream()
                .flatMap(block -> Stream.ofNullable(block.get("action")))
                .map(action -> action.strip().toLowerCase(Locale.ROOT))
                .toList();
        return !actions.isEmpty() && SUCCESS.containsAll(actions);
    }
}

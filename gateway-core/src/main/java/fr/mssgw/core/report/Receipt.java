package fr.mssgw.core.report;

import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.text.Ascii;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a patient's reader says of a message (RFC 8098), or that it was delivered (RFC 3464 §2.3.3).
 *
 * @param displayed whether it says that the message was shown
 */
public record Receipt(boolean displayed, References references) {
    /** Whether a message asks its recipients for a receipt. */
    public static boolean isAskedBy(HeaderSection header) {
        return Stream.of("Disposition-Notification-To", "Return-Receipt-To")
                .flatMap(name -> header.values(name).stream())
                .anyMatch(value -> !value.isBlank());
    }

    /**
     * Reads a mail of a patient; empty when it is anything but a receipt: whatever holds a file, a letter or a word too
     * many is judged as a letter. The list of what may be in it is {@link ExactReport}.
     */
    public static Optional<Receipt> recognise(RawMessage message, HeaderSection header) throws IOException {
        return exact(message, header).flatMap(Receipt::of);
    }

    /** Whether a mail is exactly a report, of whatever message and whatever became of it. */
    public static boolean isReport(RawMessage message, HeaderSection header) throws IOException {
        return exact(message, header).isPresent();
    }

    private static Optional<ReportMail> exact(RawMessage message, HeaderSection header) throws IOException {
        return header.contentType().is("MULTIPART", "REPORT")
                ? Optional.ofNullable(ExactReport.read(message, header))
                : Optional.empty();
    }

    private static Optional<Receipt> of(ReportMail mail) {
        HeaderSection said = mail.disposition().first();
        Optional<String> disposition = said.first("Disposition");
        if (disposition.isPresent() && said.has(StatusField.FINAL_RECIPIENT.text())) {
            // action-mode/sending-mode; disposition-type[/modifier]
            String type = disposition.get().substring(disposition.get().indexOf(';') + 1);
            boolean displayed = Ascii.startsWith(type.strip(), "displayed");
            return Optional.of(new Receipt(displayed, References.in(mail)));
        }
        return delivered(mail) ? Optional.of(new Receipt(false, References.in(mail))) : Optional.empty();
    }

    private static boolean delivered(ReportMail mail) {
        List<String> actions = mail.status().blocks().stream()
                .flatMap(block -> block.first(StatusField.ACTION.text()).stream())
                .map(action -> Ascii.lower(action.strip()))
                .toList();
        return !actions.isEmpty() && Report.Action.DONE.containsAll(actions);
    }
}

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

    /** What a mail of a patient is, as a report. */
    public sealed interface Reading {
        /** Empty for all but a report that says that a message was shown or delivered. */
        default Optional<Receipt> receipt() {
            return Optional.empty();
        }
    }

    /** A mail that does not call itself a report. */
    public record NoReport() implements Reading {}

    /** Exactly a report. */
    public record Exact(Optional<Receipt> receipt) implements Reading {}

    /** A mail that calls itself a report and holds a file, a letter or a word too many: it is judged as a letter. */
    public record Differing(Difference difference) implements Reading {}

    /** Reads a mail of a patient. The list of what may be in a report is {@link ExactReport}. */
    public static Reading read(RawMessage message, HeaderSection header) throws IOException {
        if (!header.contentType().is("MULTIPART", "REPORT")) {
            return new NoReport();
        }
        try {
            return new Exact(of(ExactReport.read(message, header)));
        } catch (ExactReport.Differs e) {
            return new Differing(e.difference());
        }
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

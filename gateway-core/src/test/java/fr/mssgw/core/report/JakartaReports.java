package fr.mssgw.core.report;

import fr.mssgw.core.mail.HeaderSection;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.angus.mail.dsn.DeliveryStatus;
import org.eclipse.angus.mail.dsn.DispositionNotification;
import org.eclipse.angus.mail.dsn.Report;

/** What Jakarta Mail's package of reports reads (RFC 3464, RFC 8098), in blocks of fields as ours has them. */
final class JakartaReports {
    private JakartaReports() {}

    static MimeMessage mail(byte[] octets) throws MessagingException {
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(octets));
    }

    /** The first machine part of that kind, wherever it lies in the multiparts of a mail. */
    static <R extends Report> Optional<R> find(Part part, Class<R> kind) throws MessagingException, IOException {
        Object content = part.isMimeType("multipart/*") || part.isMimeType("message/*") ? part.getContent() : "";
        if (kind.isInstance(content)) {
            return Optional.of(kind.cast(content));
        }
        if (content instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                Optional<R> found = find(parts.getBodyPart(i), kind);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** Jakarta Mail takes the first block for the message's own, and each that follows for a recipient's. */
    static List<List<String>> blocks(DeliveryStatus status) {
        List<List<String>> blocks = new ArrayList<>();
        blocks.add(fields(status.getMessageDSN()));
        for (int i = 0; i < status.getRecipientDSNCount(); i++) {
            blocks.add(fields(status.getRecipientDSN(i)));
        }
        blocks.removeIf(List::isEmpty);
        return blocks;
    }

    static List<List<String>> blocks(DispositionNotification notification) {
        List<String> fields = fields(notification.getNotifications());
        return fields.isEmpty() ? List.of() : List.of(fields);
    }

    static List<List<String>> blocks(ReportFields ours) {
        List<List<String>> blocks = new ArrayList<>();
        for (HeaderSection block : ours.blocks()) {
            blocks.add(block.fields().stream()
                    .map(field -> field(field.name(), field.octetValue()))
                    .toList());
        }
        return blocks;
    }

    /** Its value, unfolded. */
    static Optional<String> value(InternetHeaders headers, String name) {
        return Optional.ofNullable(headers.getHeader(name, null)).map(JakartaReports::unfolded);
    }

    private static List<String> fields(InternetHeaders headers) {
        List<String> fields = new ArrayList<>();
        for (Header header : Collections.list(headers.getAllHeaders())) {
            fields.add(field(header.getName(), header.getValue()));
        }
        return fields;
    }

    private static String field(String name, String value) {
        return name + ":" + unfolded(value);
    }

    /** RFC 5322 §2.2.3; space around a body is no content (§2.2). */
    private static String unfolded(String value) {
        return value.replace("\r", "").replace("\n", "").strip();
    }
}

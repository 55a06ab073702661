package fr.mssgw.core.report;

import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.Part;
import fr.mssgw.core.mail.Structure;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.report.ReportMail.Role;
import fr.mssgw.core.text.Ascii;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;

/**
 * The form of a report that another operator's server writes (RFC 6522 §3): {@code multipart/report} with words, the
 * machine part that its report-type announces, and at most what came back, which may be the whole message. Unlike
 * {@link ExactReport} it is of a server that is listed, so that its words and what it sends back have no bounds here.
 */
public final class WellFormedReport {
    private static final int MOST_OF_MACHINE = 64 * 1024;

    private WellFormedReport() {}

    /** Whether a mail is one: its machine part says what became of a message for somebody, and nobody reads it otherwise. */
    public static boolean is(RawMessage mail, HeaderSection header) throws IOException {
        if (!header.contentType().is("MULTIPART", "REPORT")) {
            return false;
        }
        Part root;
        try {
            root = Structure.read(mail).unambiguous().root();
        } catch (MalformedMessage ambiguous) {
            return false;
        }
        List<Part> parts = root.children();
        boolean formed = root.type().is("MULTIPART", "REPORT")
                && (parts.size() == 2 || parts.size() == 3 && Role.of(parts.get(2)) == Role.RETURNED)
                && parts.stream().noneMatch(WellFormedReport::isFile)
                && isWords(parts.get(0));
        return formed && tells(root, parts.get(1), mail);
    }

    /** What came back may have a name. */
    private static boolean isFile(Part part) {
        return Role.of(part) != Role.RETURNED
                && (part.isAttachment() || !part.names().isEmpty());
    }

    private static boolean isWords(Part part) {
        Role role = Role.of(part);
        return role == Role.PLAIN
                || role == Role.HTML
                || part.type().is("MULTIPART", "ALTERNATIVE")
                        && part.children().stream()
                                .allMatch(form -> !isFile(form) && !form.isMultipart() && isWords(form));
    }

    private static boolean tells(Part root, Part machine, RawMessage mail) throws IOException {
        String type = Ascii.lower(root.type().parameter("report-type").orElse(""));
        Role role = Role.of(machine);
        ReportFields fields;
        try (InputStream content = machine.content(mail)) {
            fields = ReportFields.parse(content.readNBytes(MOST_OF_MACHINE));
        }
        return role == Role.STATUS && type.equals("delivery-status") && tells(fields, StatusField.ACTION.text())
                || role == Role.DISPOSITION && type.equals("disposition-notification") && tells(fields, "Disposition");
    }

    /** Whether a block names somebody and what became of the message for him (RFC 3464 §2.3, RFC 8098 §3.1). */
    private static boolean tells(ReportFields fields, String outcome) {
        return fields.blocks().stream().anyMatch(block -> Stream.of(StatusField.FINAL_RECIPIENT.text(), outcome)
                .allMatch(block::has));
    }
}

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
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The exact list of what a report may hold (RFC 6522 §3) that passes where a letter would not: {@code multipart/report}
 * with its human part, its machine part and at most a header section sent back, each within its bound, and not a word
 * beside them. Whatever differs is no report.
 *
 * <ol>
 *   <li>{@code text/plain}, {@code text/html}, or both as {@code multipart/alternative}: a few lines
 *   <li>the machine part that report-type announces: fields of RFC 3464 or RFC 8098, each once in its block
 *   <li>{@code text/rfc822-headers} or its like, or a message without a body: fields
 * </ol>
 *
 * No part has a name, nothing stands before, between or after the parts, and no two readers see different parts.
 */
final class ExactReport {
    private static final int MOST_OCTETS = 64 * 1024;
    private static final int MOST_OF_MACHINE = 2_000;
    private static final int LONGEST_VALUE = 256;

    /** Octets of the header section of one part. */
    private static final int LONGEST_PART_HEADER = 500;

    private static final Set<String> DISPOSITION_FIELDS = Set.of(
            "reporting-ua",
            "mdn-gateway",
            "original-recipient",
            "final-recipient",
            "original-message-id",
            "disposition",
            "failure",
            "error",
            "warning");

    private final RawMessage mail;
    private final Structure structure;
    private final Map<Part, byte[]> contents = new IdentityHashMap<>();

    private ExactReport(RawMessage mail, Structure structure) {
        this.mail = mail;
        this.structure = structure;
    }

    /** Null for any other mail. */
    static @Nullable ReportMail read(RawMessage mail, HeaderSection header) throws IOException {
        if (mail.size() > MOST_OCTETS || !FewWords.Header.OWN.holds(header)) {
            return null;
        }
        Structure structure = Structure.read(mail);
        try {
            structure.unambiguous();
            return new ExactReport(mail, structure).of(header);
        } catch (MalformedMessage ambiguous) {
            return null;
        }
    }

    private @Nullable ReportMail of(HeaderSection header) throws MalformedMessage, IOException {
        Part root = structure.root();
        List<Part> parts = root.children();
        boolean listed = root.type().is("MULTIPART", "REPORT")
                && isBare(root)
                && (parts.size() == 2 || parts.size() == 3)
                && announces(root, Role.of(parts.get(1)))
                && structure.count() <= 7
                && partsAreBare(parts);
        if (!listed || structure.leaves(mail, (leaf, content) -> contents.put(leaf, content.readNBytes(MOST_OCTETS)))) {
            return null;
        }
        String plain = plain(parts.get(0));
        ReportFields machine = ReportFields.parse(content(parts.get(1)));
        boolean status = Role.of(parts.get(1)) == Role.STATUS;
        HeaderSection returned = parts.size() < 3 ? HeaderSection.EMPTY : returned(parts.get(2));
        if (plain == null || !isExact(machine, content(parts.get(1)), status) || returned == null) {
            return null;
        }
        return new ReportMail(
                header, plain, status ? machine : ReportFields.NONE, status ? ReportFields.NONE : machine, returned);
    }

    /** Whether report-type names the machine part (RFC 6522 §3, RFC 6533 §5). */
    private static boolean announces(Part root, Role machine) {
        String type = Ascii.lower(root.type().parameter("report-type").orElse(""));
        return type.equals("delivery-status") && machine == Role.STATUS
                || type.equals("disposition-notification") && machine == Role.DISPOSITION;
    }

    private static boolean partsAreBare(List<Part> parts) {
        for (Part part : parts) {
            if (part.bodyStart() - part.headerStart() > LONGEST_PART_HEADER
                    || !isBare(part)
                    || part.isMultipart() && !partsAreBare(part.children())) {
                return false;
            }
        }
        return true;
    }

    /** Nameless, and without text around its parts. */
    private static boolean isBare(Part part) {
        return part.names().isEmpty()
                && !part.isAttachment()
                && (!part.isMultipart() || part.isClosed() && !part.hasStrayText());
    }

    /** The human part's words; null where they are too many, or not words alone. */
    private @Nullable String plain(Part human) throws IOException {
        boolean alternative = human.type().is("MULTIPART", "ALTERNATIVE");
        List<Part> forms = alternative ? human.children() : List.of(human);
        boolean both = forms.size() == 2 && Role.of(forms.get(1)) == Role.HTML;
        if (alternative ? !both || Role.of(forms.get(0)) != Role.PLAIN : !human.isLeaf()) {
            return null;
        }
        String plain = "";
        String html = "";
        for (Part form : forms) {
            String text = ReportMail.text(form, content(form));
            switch (Role.of(form)) {
                case PLAIN -> plain = text;
                case HTML -> html = text;
                default -> {
                    return null;
                }
            }
        }
        String text = plain.replace("\r", "");
        return PlainHtml.of(html)
                .filter(read -> FewWords.are(text, read))
                .map(read -> text)
                .orElse(null);
    }

    /** Of a message in the mail all of it, header section and body. */
    private byte[] content(Part part) throws IOException {
        byte[] read = contents.get(part);
        if (read != null) {
            return read;
        }
        try (InputStream content = part.content(mail)) {
            return content.readNBytes(MOST_OCTETS);
        }
    }

    private static boolean isExact(ReportFields machine, byte[] octets, boolean status) {
        int blocks = machine.blocks().size();
        if (octets.length > MOST_OF_MACHINE || !machine.exact() || blocks == 0 || !status && blocks > 1) {
            return false;
        }
        Set<String> known = status ? StatusField.KNOWN : DISPOSITION_FIELDS;
        for (HeaderSection block : machine.blocks()) {
            Set<String> seen = new HashSet<>();
            for (HeaderSection.Field field : block.fields()) {
                String name = Ascii.lower(field.name());
                String value = field.value();
                if (!known.contains(name)
                        || !seen.add(name)
                        || value.length() > LONGEST_VALUE
                        || value.contains("=?")) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The header section that was sent back; null where anything stands beside it. */
    private @Nullable HeaderSection returned(Part part) throws IOException {
        if (Role.of(part) != Role.RETURNED) {
            return null;
        }
        ReportFields fields = ReportFields.parse(content(part));
        return fields.exact() && fields.blocks().size() == 1 && FewWords.Header.RETURNED.holds(fields.first())
                ? fields.first()
                : null;
    }
}

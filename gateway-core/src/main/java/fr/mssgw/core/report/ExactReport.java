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
import java.util.Optional;
import java.util.Set;

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

    /** Tells what a mail has that the list has not. */
    static final class Differs extends Exception {
        private static final long serialVersionUID = 1;

        private final Difference difference;

        Differs(Difference difference) {
            super(difference.name(), null, false, false);
            this.difference = difference;
        }

        Difference difference() {
            return difference;
        }
    }

    /** @throws Differs for any other mail, with the first difference */
    static ReportMail read(RawMessage mail, HeaderSection header) throws Differs, IOException {
        require(mail.size() <= MOST_OCTETS, Difference.LARGE);
        Optional<Difference> excess = FewWords.Header.OWN.excess(header);
        if (excess.isPresent()) {
            throw new Differs(excess.get());
        }
        Structure structure = Structure.read(mail);
        try {
            structure.unambiguous();
            return new ExactReport(mail, structure).of(header);
        } catch (MalformedMessage ambiguous) {
            throw new Differs(Difference.AMBIGUOUS);
        }
    }

    private static void require(boolean listed, Difference otherwise) throws Differs {
        if (!listed) {
            throw new Differs(otherwise);
        }
    }

    private ReportMail of(HeaderSection header) throws Differs, MalformedMessage, IOException {
        Part root = structure.root();
        List<Part> parts = root.children();
        require(root.type().is("MULTIPART", "REPORT"), Difference.AMBIGUOUS);
        require(isNoFile(root) && parts.stream().allMatch(ExactReport::isNoFile), Difference.FILE);
        require((parts.size() == 2 || parts.size() == 3) && structure.count() <= 7, Difference.PARTS);
        Role machine = Role.of(parts.get(1));
        require(machine == Role.STATUS || machine == Role.DISPOSITION, Difference.PARTS);
        require(announces(root, machine), Difference.UNANNOUNCED);
        bare(root);
        boolean broken = structure
                .leaves(mail, (leaf, content) -> contents.put(leaf, content.readNBytes(MOST_OCTETS)))
                .isPresent();
        require(!broken, Difference.ENCODING);
        String plain = plain(parts.get(0));
        ReportFields fields = ReportFields.parse(content(parts.get(1)));
        boolean status = machine == Role.STATUS;
        require(isExact(fields, content(parts.get(1)), status), Difference.MACHINE_FIELDS);
        HeaderSection returned = parts.size() < 3 ? HeaderSection.EMPTY : returned(parts.get(2));
        return new ReportMail(
                header, plain, status ? fields : ReportFields.NONE, status ? ReportFields.NONE : fields, returned);
    }

    /** Whether report-type names the machine part (RFC 6522 §3, RFC 6533 §5). */
    private static boolean announces(Part root, Role machine) {
        String type = Ascii.lower(root.type().parameter("report-type").orElse(""));
        return type.equals("delivery-status") && machine == Role.STATUS
                || type.equals("disposition-notification") && machine == Role.DISPOSITION;
    }

    private static boolean isNoFile(Part part) {
        return part.names().isEmpty() && !part.isAttachment();
    }

    /** Checks that no part has a name, and that nothing stands around the parts. */
    private static void bare(Part part) throws Differs {
        require(isNoFile(part), Difference.FILE);
        if (part.isMultipart()) {
            require(part.isClosed() && !part.hasStrayText(), Difference.STRAY_TEXT);
            for (Part child : part.children()) {
                require(child.bodyStart() - child.headerStart() <= LONGEST_PART_HEADER, Difference.LONG_PART_HEADER);
                bare(child);
            }
        }
    }

    /** The human part's words. */
    private String plain(Part human) throws Differs, IOException {
        boolean alternative = human.type().is("MULTIPART", "ALTERNATIVE");
        List<Part> forms = alternative ? human.children() : List.of(human);
        boolean both = forms.size() == 2 && Role.of(forms.get(1)) == Role.HTML;
        require(alternative ? both && Role.of(forms.get(0)) == Role.PLAIN : human.isLeaf(), Difference.NO_TEXT);
        String plain = "";
        String html = "";
        for (Part form : forms) {
            String text = ReportMail.text(form, content(form));
            switch (Role.of(form)) {
                case PLAIN -> plain = text;
                case HTML -> html = text;
                default -> throw new Differs(Difference.NO_TEXT);
            }
        }
        String text = plain.replace("\r", "");
        PlainHtml read = PlainHtml.of(html).orElseThrow(() -> new Differs(Difference.RICH_TEXT));
        require(FewWords.are(text, read), Difference.LONG_TEXT);
        return text;
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

    /** The header section that was sent back, with nothing beside it. */
    private HeaderSection returned(Part part) throws Differs, IOException {
        require(Role.of(part) == Role.RETURNED, Difference.RETURNED_PART);
        ReportFields fields = ReportFields.parse(content(part));
        boolean alone = fields.exact()
                && fields.blocks().size() == 1
                && FewWords.Header.RETURNED.excess(fields.first()).isEmpty();
        require(alone, Difference.RETURNED_PART);
        return fields.first();
    }
}

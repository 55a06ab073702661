package fr.mssgw.core.mail;

import fr.mssgw.core.text.Ascii;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes a mail apart in one pass, line by line (RFC 2046 §5.1).
 *
 * <p>A line is a delimiter of a multipart when it is its boundary after two hyphens, with white space at the most behind
 * it; the innermost open multipart comes first. RFC 2046 lets readers accept more (a boundary that merely begins the
 * line) and less (no white space), and they do: every such line is noted as an {@link Ambiguity}.
 */
final class StructureReader {
    private static final int MOST_AMBIGUITIES = 20;
    private static final String NO_EMPTY_LINE = "sans ligne vide à sa fin";

    private static final Set<String> CONTENT = Set.of(
            "content-type",
            "content-transfer-encoding",
            "content-disposition",
            "content-name",
            "content-id",
            "content-description",
            "content-md5",
            "content-language",
            "content-location");

    /** What lists and signatures ask of an attached message. */
    private static final Set<String> MESSAGE = Set.of(
            "date",
            "subject",
            "from",
            "sender",
            "reply-to",
            "to",
            "cc",
            "bcc",
            "in-reply-to",
            "message-id",
            "mime-version");

    /** RFC 5322 §3.6 and RFC 2045 §3: at most one of each. */
    private static final List<String> SINGLE = List.of(
            "Content-Type",
            "Content-Transfer-Encoding",
            "Content-Disposition",
            "From",
            "Sender",
            "Reply-To",
            "To",
            "Cc",
            "Subject",
            "Date",
            "Message-ID",
            "In-Reply-To");

    private final LineReader lines;
    private final Bounds bounds;
    private final Part root = new Part(null, 0, false);
    private final ByteArrayOutputStream header = new ByteArrayOutputStream(512);
    private final List<Ambiguity> ambiguities = new ArrayList<>();
    private Optional<Excess> excess = Optional.empty();
    private Part current = root;
    private @Nullable Part noted;
    private boolean inHeader;
    private boolean delimited;
    private int count = 1;
    private long kept;
    private long bareFeedsOfHeader;

    StructureReader(InputStream mail, Bounds bounds) {
        this.lines = new LineReader(mail);
        this.bounds = bounds;
    }

    Structure read() throws IOException {
        begin(root);
        while (lines.next()) {
            if (delimited && lines.length() > 2 && lines.octet(0) == '-' && lines.octet(1) == '-' && delimiter()) {
                continue;
            }
            if (inHeader) {
                if (lines.octets() - current.headerStart() > bounds.headerOctets()) {
                    passes(Bounds.Passed.HEADER_OCTETS);
                }
                if (lines.isEmpty()) {
                    endHeader(true);
                } else {
                    headerLine();
                }
            } else if (current.isMultipart() && !lines.isBlank(0)) {
                stray();
            }
        }
        if (inHeader) {
            endHeader(current == root);
        }
        for (Part part = current; part != null; part = part.parent()) {
            end(part, lines.octets(), lines.lines());
        }
        long bareFeeds = lines.bareFeeds() - bareFeedsOfHeader;
        if (bareFeeds > 0 && bareFeeds < root.lines()) {
            note(Ambiguity.Kind.LINE_ENDS, root);
        }
        return new Structure(root, count, ambiguities, excess);
    }

    private void headerLine() {
        if (lines.length() > bounds.headerLine() && excess.isEmpty()) {
            passes(Bounds.Passed.HEADER_LINE, current, fieldOfLine());
        }
        if (header.size() + lines.length() <= bounds.headerOctets()) {
            lines.appendTo(header);
        }
    }

    /** The field that the line begins or goes on with. */
    private String fieldOfLine() {
        byte[] line = lines.text().getBytes(StandardCharsets.ISO_8859_1);
        if (line[0] != ' ' && line[0] != '\t') {
            return Place.field(line, 0);
        }
        byte[] before = header.toByteArray();
        int start = before.length;
        do {
            start--;
            while (start > 0 && before[start - 1] != '\n') {
                start--;
            }
        } while (start > 0 && (before[start] == ' ' || before[start] == '\t'));
        return start < 0 ? "" : Place.field(before, start);
    }

    /** Whether the line delimits parts of a multipart that is open; takes it then. */
    private boolean delimiter() {
        for (Part part = current; part != null; part = part.parent()) {
            byte[] boundary = part.boundary;
            if (boundary == null || !lines.startsWith(boundary, 2)) {
                continue;
            }
            int after = 2 + boundary.length;
            boolean last = lines.length() >= after + 2 && lines.octet(after) == '-' && lines.octet(after + 1) == '-';
            int end = last ? after + 2 : after;
            boolean exact = lines.isBlank(end);
            if (lines.length() > end) {
                note(Ambiguity.Kind.DELIMITER, part);
            }
            if (part.isClosed() && exact) {
                note(Ambiguity.Kind.DELIMITER, part); // some readers go on after the end
                return false;
            }
            if (exact) {
                delimited(part, last);
                return true;
            }
        }
        return false;
    }

    private void delimited(Part part, boolean last) {
        if (inHeader) {
            endHeader(false);
        }
        inHeader = false; // nor does that of a message which this began go on
        for (Part inner = current; inner != part; inner = parentOf(inner)) {
            end(inner, lines.octetsBefore(true), lines.linesBefore(true));
        }
        current = part;
        if (last) {
            part.close(); // what follows is its epilogue
        } else {
            open(part);
        }
    }

    /** A line of a multipart that stands in none of its parts. */
    private void stray() {
        current.stray();
        if (current != noted
                && (StrayText.looksLikeAPart(lines) || !current.saysMime() && !StrayText.isNotice(lines))) {
            noted = current;
            note(Ambiguity.Kind.STRAY_TEXT, current);
        }
    }

    private void end(Part part, long offset, long line) {
        part.end(offset, line);
        boolean undelimited = part.boundary != null && part.children().isEmpty() && count < bounds.parts();
        if (undelimited && part.hasStrayText()) {
            note(Ambiguity.Kind.BOUNDARY, part);
            part.becomeText(); // as most readers show it
        }
    }

    private static Part parentOf(Part part) {
        Part parent = part.parent();
        if (parent == null) {
            throw new IllegalStateException("a delimiter of a multipart that is not around the part");
        }
        return parent;
    }

    /** Begins a part of a multipart. Beyond the bound, parts are passed over. */
    private void open(Part multipart) {
        Part child = new Part(
                multipart, multipart.children().size() + 1, multipart.type().is("MULTIPART", "DIGEST"));
        if (enters(child)) {
            begin(child);
        }
    }

    private boolean enters(Part child) {
        if (count == bounds.parts()) {
            passes(Bounds.Passed.PARTS);
            return false;
        }
        count++;
        parentOf(child).add(child);
        return true;
    }

    private void begin(Part part) {
        current = part;
        inHeader = true;
        header.reset();
        part.begin(lines.octets(), lines.lines());
    }

    /** @param ended whether by an empty line; without one, readers disagree on what is header and what is body */
    private void endHeader(boolean ended) {
        inHeader = false;
        HeaderSection section = section();
        if (current == root) {
            bareFeedsOfHeader = lines.bareFeeds();
        }
        current.read(section, bounds);
        current.beginBody(lines.octets(), lines.lines());
        judge(section, ended);
        beginBody();
    }

    private HeaderSection section() {
        boolean message = current.parent() == null || parentOf(current).type().isMessage();
        Predicate<String> wanted =
                current == root ? name -> true : message ? StructureReader::ofMessage : StructureReader::ofContent;
        if (header.size() == 0) {
            return HeaderSection.EMPTY;
        }
        byte[] octets = header.toByteArray();
        HeaderSection section = HeaderScan.lenient(octets, bounds, wanted);
        if (current != root) {
            for (HeaderSection.Field field : section.fields()) {
                kept += 100 + field.octets().length;
            }
            if (kept > bounds.keptHeaders()) {
                passes(Bounds.Passed.KEPT_HEADERS);
                return HeaderSection.EMPTY;
            }
        }
        return section;
    }

    private static boolean ofMessage(String name) {
        return MESSAGE.contains(Ascii.lower(name)) || ofContent(name);
    }

    private static boolean ofContent(String name) {
        return CONTENT.contains(Ascii.lower(name));
    }

    /** Notes what of the section of the current part can be read in two ways. */
    private void judge(HeaderSection section, boolean ended) {
        if (section.irregular() || !ended && header.size() > 0) {
            note(
                    Ambiguity.Kind.HEADER,
                    current,
                    section.irregular() ? section.facts().problem() : NO_EMPTY_LINE);
        }
        for (String name : SINGLE) {
            if (section.count(name) > 1) {
                note(Ambiguity.Kind.REPEATED_FIELD, current, "champ " + name);
                break;
            }
        }
        if (section.facts().exceeding()) {
            passes(Bounds.Passed.HEADER_FIELDS);
        }
        if (section.facts().encodedWords() > bounds.encodedWords()) {
            passes(Bounds.Passed.ENCODED_WORDS);
        }
        if (current.type().parameters().exceeding()) {
            passes(Bounds.Passed.PARAMETERS, current, "champ Content-Type");
        }
        if (current.dispositions().stream().anyMatch(one -> one.parameters().exceeding())) {
            passes(Bounds.Passed.PARAMETERS, current, "champ Content-Disposition");
        }
        if (current.type().ambiguous()) {
            note(Ambiguity.Kind.CONTENT_TYPE, current);
        }
        if (current.dispositions().stream().anyMatch(Disposition::ambiguous)) {
            note(Ambiguity.Kind.CONTENT_DISPOSITION, current);
        }
        if (current.encodingIsAmbiguous()) {
            note(Ambiguity.Kind.ENCODING, current);
        }
    }

    private void beginBody() {
        Part part = current;
        boolean container = part.isMultipart() || part.type().isMessage();
        if (!container) {
            return;
        }
        if (part.encoding() != TransferEncoding.IDENTITY) {
            note(Ambiguity.Kind.ENCODED_CONTAINER, part);
        }
        if (part.depth() >= bounds.depth()) {
            passes(Bounds.Passed.DEPTH);
            part.becomeFile();
        } else if (part.isMultipart()) {
            beginMultipart(part);
        } else if (part.encoding() == TransferEncoding.IDENTITY) {
            Part message = new Part(part, 0, false);
            if (enters(message)) {
                begin(message);
            }
        }
    }

    private void beginMultipart(Part part) {
        String boundary = part.type().boundary().orElse("");
        if (!ContentType.isClearBoundary(boundary) || resemblesOpen(boundary)) {
            note(Ambiguity.Kind.BOUNDARY, part);
        }
        if (boundary.isEmpty()) {
            part.becomeFile(); // nothing says where its parts begin
        } else {
            part.boundary = boundary.getBytes(StandardCharsets.ISO_8859_1);
            delimited = true;
        }
    }

    /** Whether one that is open begins like it: readers that compare the beginning of a line take one for the other. */
    private boolean resemblesOpen(String boundary) {
        for (Part outer = current.parent(); outer != null; outer = outer.parent()) {
            byte @Nullable [] other = outer.boundary;
            if (other != null) {
                String text = new String(other, StandardCharsets.ISO_8859_1);
                if (text.startsWith(boundary) || boundary.startsWith(text)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void note(Ambiguity.Kind kind, Part part) {
        note(kind, part, "");
    }

    private void note(Ambiguity.Kind kind, Part part, String detail) {
        if (ambiguities.size() < MOST_AMBIGUITIES) {
            ambiguities.add(new Ambiguity(kind, part.number(), detail));
        }
    }

    private void passes(Bounds.Passed bound) {
        passes(bound, current, "");
    }

    private void passes(Bounds.Passed bound, Part part, String detail) {
        if (excess.isEmpty()) {
            excess = Optional.of(new Excess(bound, part.number(), detail));
        }
    }
}

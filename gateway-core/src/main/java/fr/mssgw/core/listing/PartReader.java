package fr.mssgw.core.listing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Takes a body apart in one pass, line by line (RFC 2046 §5.1). Depth, number and header size of parts are bounded. */
final class PartReader {
    /** What lies deeper, or comes after so many parts, is described as one file. */
    static final int DEEPEST = 20;

    static final int MOST_PARTS = 2_000;
    private static final int LONGEST_HEADER = 256 * 1024;

    private final LineReader lines;
    private final Part root = new Part(null, false);
    private final ByteArrayOutputStream header = new ByteArrayOutputStream(512);
    private Part current = root;
    private boolean inHeader;
    private int depth;
    private int parts = 1;
    private boolean delimited;

    PartReader(PartFields fields, LineReader lines) {
        this.lines = lines;
        root.fields = fields;
    }

    Part read() throws IOException {
        beginBody(root);
        while (lines.next()) {
            if (delimited && lines.length() > 2 && lines.octet(0) == '-' && lines.octet(1) == '-' && delimiter()) {
                continue;
            }
            if (inHeader) {
                if (lines.isEmpty()) {
                    endHeader();
                } else if (header.size() < LONGEST_HEADER) {
                    lines.appendTo(header);
                }
            }
        }
        if (inHeader) {
            endHeader();
        }
        close(root, false);
        return root;
    }

    /** How many entities there are, the message and what is enclosed included. */
    int parts() {
        return parts;
    }

    /** Whether the line delimits parts of a multipart that is open; takes it then. */
    private boolean delimiter() {
        for (Part part = current; part != null; part = part.parent) {
            byte[] boundary = part.boundary;
            if (boundary != null && lines.startsWith(boundary, 2) && endsWell(2 + boundary.length)) {
                boolean last = isLast(2 + boundary.length);
                if (inHeader) {
                    endHeader();
                }
                close(part, true);
                current = part;
                inHeader = false;
                if (last) {
                    part.boundary = null; // what follows is its epilogue
                    delimited = isDelimited(part.parent);
                } else {
                    open(part);
                }
                return true;
            }
        }
        return false;
    }

    private static boolean isDelimited(@Nullable Part part) {
        for (Part outer = part; outer != null; outer = outer.parent) {
            if (outer.boundary != null) {
                return true;
            }
        }
        return false;
    }

    private boolean isLast(int end) {
        return lines.length() >= end + 2 && lines.octet(end) == '-' && lines.octet(end + 1) == '-';
    }

    private boolean endsWell(int end) {
        if (isLast(end)) {
            return true;
        }
        for (int i = end; i < lines.length(); i++) {
            if (lines.octet(i) != ' ' && lines.octet(i) != '\t') {
                return false;
            }
        }
        return true;
    }

    /** Begins a part of a multipart. Beyond the bound, parts are passed over. */
    private void open(Part multipart) {
        if (parts == MOST_PARTS) {
            return;
        }
        parts++;
        Part child = new Part(multipart, multipart.type.is("multipart", "digest"));
        multipart.children.add(child);
        begin(child);
    }

    private void begin(Part part) {
        current = part;
        inHeader = true;
        header.reset();
        part.headerOctets = lines.octets();
        part.startOctets = lines.octets();
        part.startLines = lines.lines();
    }

    private void endHeader() {
        inHeader = false;
        current.fields = PartFields.parse(header.toByteArray());
        current.startOctets = lines.octets();
        current.startLines = lines.lines();
        beginBody(current);
    }

    private void beginBody(Part part) {
        part.type = ContentType.of(part.fields, part.inDigest);
        depth = 0;
        for (Part outer = part; outer.parent != null; outer = outer.parent) {
            depth++;
        }
        if (depth >= DEEPEST) {
            part.type = part.type.is("multipart") || part.type.is("message", "rfc822") ? ContentType.FILE : part.type;
        }
        String boundary = part.type.parameter("boundary");
        if (part.type.is("multipart") && boundary != null && !boundary.isEmpty()) {
            part.boundary = boundary.getBytes(StandardCharsets.ISO_8859_1);
            delimited = true;
        } else if (part.type.is("multipart")) {
            part.type = ContentType.FILE; // nothing says where its parts begin
        } else if (part.type.is("message", "rfc822") && parts < MOST_PARTS && !part.fields.isEncoded()) {
            parts++;
            Part message = new Part(part, false);
            part.message = message;
            begin(message);
        } else if (part.type.is("message", "rfc822")) {
            part.type = ContentType.FILE;
        }
    }

    /** Says how large every part below this one is, and below the root the root too. */
    private void close(Part until, boolean delimiter) {
        for (Part part = current; part != null && part != until; part = part.parent) {
            measure(part, delimiter);
        }
        if (until == root && !delimiter) {
            measure(root, false);
        }
    }

    private void measure(Part part, boolean delimiter) {
        long endOctets = delimiter ? lines.octetsBefore(true) : lines.octets();
        long endLines = delimiter ? lines.linesBefore(true) : lines.lines();
        part.endOctets = endOctets;
        part.octets = Math.max(0, endOctets - part.startOctets);
        part.lines = Math.max(0, endLines - part.startLines);
    }
}

package fr.mssgw.core.report;

import fr.mssgw.core.mail.HeaderSection;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fields of a report's machine part: {@code message/delivery-status} (RFC 3464 §2.1), one block for the message and
 * one for each recipient with an empty line between, or {@code message/disposition-notification} (RFC 8098 §3.1), one
 * block; also of a header section that was sent back. Reading never fails.
 *
 * @param blocks without the empty ones, at most fifty
 * @param exact whether every line is one that a strict reader takes, and no block was left out
 */
record ReportFields(List<HeaderSection> blocks, boolean exact) {
    static final ReportFields NONE = new ReportFields(List.of(), true);

    private static final int MOST_BLOCKS = 50;
    private static final byte[] CRLF = {'\r', '\n'};

    ReportFields {
        blocks = List.copyOf(blocks);
    }

    /** @param octets decoded; lines may end with LF alone, as they may where they were encoded */
    static ReportFields parse(byte[] octets) {
        Reading reading = new Reading();
        int start = 0;
        for (int i = 0; i <= octets.length; i++) {
            if (i == octets.length ? start < i : octets[i] == '\n') {
                reading.line(octets, start, i);
                start = i + 1;
            }
        }
        reading.endBlock();
        return new ReportFields(reading.blocks, reading.exact);
    }

    /** The first block; an empty one without any. */
    HeaderSection first() {
        return blocks.isEmpty() ? HeaderSection.EMPTY : blocks.get(0);
    }

    /** The first field of that name in any block. */
    Optional<String> first(String name) {
        return blocks.stream().flatMap(block -> block.first(name).stream()).findFirst();
    }

    /** Cuts at the lines that are empty. */
    private static final class Reading {
        private final List<HeaderSection> blocks = new ArrayList<>();
        private final ByteArrayOutputStream block = new ByteArrayOutputStream();
        private boolean exact = true;

        /** @param end of the line, its LF excluded */
        void line(byte[] octets, int start, int end) {
            int length = end > start && octets[end - 1] == '\r' ? end - 1 - start : end - start;
            if (new String(octets, start, length, StandardCharsets.ISO_8859_1).isBlank()) {
                exact &= length == 0; // some readers take white space alone for a fold
                endBlock();
            } else if (blocks.size() == MOST_BLOCKS) {
                exact = false;
            } else {
                block.write(octets, start, length);
                block.writeBytes(CRLF);
            }
        }

        void endBlock() {
            if (block.size() > 0) {
                HeaderSection section = HeaderSection.lenient(block.toByteArray());
                exact &= !section.irregular();
                blocks.add(section);
                block.reset();
            }
        }
    }
}

package fr.mssgw.imap.james.fetch;

import fr.mssgw.core.text.Ascii;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The fields of a header section that a client names, or the others, octet for octet (RFC 3501 §6.4.5) but for their line
 * ends, which are CRLF also where the stored ones are not.
 */
final class HeaderSelection {
    private final Set<String> names;
    private final boolean named;

    /** @param named whether the fields of these names are wanted, or all others */
    HeaderSelection(Collection<String> names, boolean named) {
        this.names = names.stream().map(Ascii::lower).collect(Collectors.toUnmodifiableSet());
        this.named = named;
    }

    /** The chosen fields and the empty line after them. */
    byte[] of(byte[] header) {
        ByteArrayOutputStream chosen = new ByteArrayOutputStream(256);
        boolean taking = false;
        int line = 0;
        while (line < header.length) {
            int next = endOfLine(header, line);
            boolean continuation = header[line] == ' ' || header[line] == '\t';
            if (!continuation) {
                if (isEmpty(header, line, next)) {
                    break;
                }
                taking = names.contains(name(header, line, next)) == named;
            }
            if (taking) {
                write(header, line, next, chosen);
            }
            line = next;
        }
        chosen.write('\r');
        chosen.write('\n');
        return chosen.toByteArray();
    }

    /** A carriage return within a line would be another end of it. */
    private static void write(byte[] header, int line, int next, ByteArrayOutputStream to) {
        int end = next;
        while (end > line && (header[end - 1] == '\n' || header[end - 1] == '\r')) {
            end--;
        }
        for (int i = line; i < end; i++) {
            to.write(header[i] == '\r' ? ' ' : header[i]);
        }
        to.write('\r');
        to.write('\n');
    }

    private static int endOfLine(byte[] header, int line) {
        int at = line;
        while (at < header.length && header[at] != '\n') {
            at++;
        }
        return Math.min(at + 1, header.length);
    }

    private static boolean isEmpty(byte[] header, int line, int next) {
        return header[line] == '\n' || next - line == 2 && header[line] == '\r';
    }

    private static String name(byte[] header, int line, int next) {
        int colon = line;
        while (colon < next && header[colon] != ':') {
            colon++;
        }
        return Ascii.lower(new String(header, line, colon - line, StandardCharsets.ISO_8859_1).strip());
    }
}

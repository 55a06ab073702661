package fr.mssgw.imap.james.fetch;

import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.text.Ascii;
import java.io.ByteArrayOutputStream;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The fields of a header section that a client names, or the others, octet for octet (RFC 3501 §6.4.5) but for their line
 * ends, which are CRLF also where the stored ones are not. What the reader of mail takes for no field is none here.
 */
final class HeaderSelection {
    private final Set<String> names;
    private final boolean named;

    /** @param named whether the fields of these names are wanted, or all others */
    HeaderSelection(Collection<String> names, boolean named) {
        this.names = names.stream().map(Ascii::lower).collect(Collectors.toUnmodifiableSet());
        this.named = named;
    }

    boolean has(String name) {
        return names.contains(Ascii.lower(name)) == named;
    }

    /**
     * The chosen fields and the empty line after them.
     *
     * @param header which may lack fields that are not chosen
     */
    byte[] of(HeaderSection header) {
        ByteArrayOutputStream chosen = new ByteArrayOutputStream(256);
        for (HeaderSection.Field field : header.fields()) {
            if (has(field.name())) {
                write(field.octets(), chosen);
            }
        }
        chosen.write('\r');
        chosen.write('\n');
        return chosen.toByteArray();
    }

    /** A carriage return within a line would be another end of it. */
    private static void write(byte[] field, ByteArrayOutputStream to) {
        int line = 0;
        while (line < field.length) {
            int next = line;
            while (next < field.length && field[next] != '\n') {
                next++;
            }
            int end = next;
            while (end > line && field[end - 1] == '\r') {
                end--;
            }
            for (int i = line; i < end; i++) {
                to.write(field[i] == '\r' ? ' ' : field[i]);
            }
            to.write('\r');
            to.write('\n');
            line = next + 1;
        }
    }
}

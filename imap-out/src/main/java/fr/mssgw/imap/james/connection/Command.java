package fr.mssgw.imap.james.connection;

import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.text.Ascii;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A command as it arrived, complete: line, literal, line, literal … line. Closing it deletes what the literals hold on
 * disk.
 *
 * @param lines each with its line end; one more than {@code literals}
 */
record Command(List<byte[]> lines, List<RawMessage> literals, Runnable release) implements AutoCloseable {
    Command {
        lines = List.copyOf(lines);
        literals = List.copyOf(literals);
    }

    /** Its tag; {@code *} when it has none that could be repeated. */
    String tag() {
        byte[] first = lines.get(0);
        String start = new String(first, 0, Math.min(first.length, 80), StandardCharsets.ISO_8859_1);
        int end = start.indexOf(' ');
        String tag = end < 0 ? "" : start.substring(0, end);
        return tag.matches("[A-Za-z0-9._-]{1,64}") ? tag : "*";
    }

    /** Whether it is SEARCH or UID SEARCH, as far as its first words tell. */
    boolean isSearch() {
        byte[] first = lines.get(0);
        String start = Ascii.upper(new String(first, 0, Math.min(first.length, 100), StandardCharsets.ISO_8859_1));
        String name = start.substring(start.indexOf(' ') + 1);
        return name.startsWith("SEARCH ") || name.startsWith("UID SEARCH ");
    }

    /** What answers a continuation: its last line, ended by CRLF as James wants it, who cuts two octets off. */
    byte[] answer() {
        byte[] line = lines.get(lines.size() - 1);
        if (line.length >= 2 && line[line.length - 2] == '\r') {
            return line;
        }
        byte[] withReturn = Arrays.copyOf(line, line.length + 1);
        withReturn[line.length - 1] = '\r';
        withReturn[line.length] = '\n';
        return withReturn;
    }

    @Override
    public void close() {
        literals.forEach(RawMessage::close);
        release.run();
    }
}

package fr.mssgw.certs.mime;

import fr.mssgw.core.mail.LineEnds;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Files that a text carries amid its lines, as Outlook and Thunderbird take them out of it: uuencoded ones
 * ({@code begin 644 name}, POSIX uuencode) and those of yEnc ({@code =ybegin … name=}). Told by their first line alone:
 * nobody writes such a line otherwise, and whoever makes it longer than is read hides the name. Linear in the text; holds
 * the beginning of one line.
 */
final class InlineFiles {
    private static final int LONGEST = 300;
    private static final int MOST = 100;
    private static final int BLOCK = 8192;
    private static final String YENC = "=ybegin ";
    private static final String YENC_NAME = " name=";

    private InlineFiles() {}

    /** Reads a text to its end. @return the names, a hundred at most */
    static List<String> in(InputStream text) throws IOException {
        List<String> names = new ArrayList<>();
        byte[] block = new byte[BLOCK];
        StringBuilder line = new StringBuilder();
        boolean other = false;
        for (int count = text.read(block); count >= 0; count = text.read(block)) {
            for (int i = 0; i < count; i++) {
                if (other) {
                    i = LineEnds.feedOrReturn(block, i, count);
                    if (i == count) {
                        break;
                    }
                }
                byte octet = block[i];
                if (octet == '\n' || octet == '\r') {
                    keep(line, names);
                    other = false;
                } else if (octet != 0 && line.length() < LONGEST) { // a zero: of UTF-16
                    other = line.length() == 0 && octet != 'b' && octet != '=';
                    if (!other) {
                        line.append((char) (octet & 0xff));
                    }
                }
            }
        }
        keep(line, names);
        return names;
    }

    private static void keep(StringBuilder line, List<String> names) {
        if (line.length() > 0 && names.size() < MOST) {
            name(line.toString()).ifPresent(names::add);
        }
        line.setLength(0);
    }

    private static Optional<String> name(String line) {
        if (line.startsWith(YENC)) {
            int name = line.indexOf(YENC_NAME);
            if (name < 0) {
                return line.length() < LONGEST ? Optional.empty() : Optional.of("");
            }
            return Optional.of(line.substring(name + YENC_NAME.length()).strip());
        }
        boolean base64 = line.startsWith("begin-base64 ");
        if (!base64 && !line.startsWith("begin ")) {
            return Optional.empty();
        }
        int at = pass(line, line.indexOf(' '), ' ');
        int mode = at;
        while (at < line.length() && line.charAt(at) >= '0' && line.charAt(at) <= '7') {
            at++;
        }
        int name = pass(line, at, ' ');
        boolean formed = at - mode >= 3 && at - mode <= 4 && name > at && (name < line.length() || name == LONGEST);
        return formed ? Optional.of(line.substring(name).strip()) : Optional.empty();
    }

    private static int pass(String line, int from, char sign) {
        int at = from;
        while (at < line.length() && line.charAt(at) == sign) {
            at++;
        }
        return at;
    }
}

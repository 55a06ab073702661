package fr.mssgw.core.mail;

import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.message.MalformedMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * The one scanner of header sections, with two policies: strict, where whatever two readers may see differently is an
 * error, and lenient, where it is noted and the fields around it are read all the same.
 */
final class HeaderScan {
    private final byte[] octets;
    private final boolean strict;
    private final Bounds bounds;
    private final Predicate<String> wanted;
    private final List<Field> fields = new ArrayList<>();
    private int number;
    private int line;
    private int start;
    private int count;
    private int encodedWords;
    private String problem = "";
    private boolean exceeding;
    private boolean bareFeeds;

    private HeaderScan(byte[] octets, boolean strict, Bounds bounds, Predicate<String> wanted) {
        this.octets = octets;
        this.strict = strict;
        this.bounds = bounds;
        this.wanted = wanted;
    }

    /** Of a whole section, its closing empty line included where there is one. */
    static HeaderSection strict(byte[] octets) throws MalformedMessage {
        HeaderScan scan = new HeaderScan(octets, true, Bounds.MAIL, name -> true);
        scan.run();
        return scan.section();
    }

    /** @param wanted which fields are kept, by their name as it is written */
    static HeaderSection lenient(byte[] octets, Bounds bounds, Predicate<String> wanted) {
        HeaderScan scan = new HeaderScan(octets, false, bounds, wanted);
        try {
            scan.run();
        } catch (MalformedMessage never) {
            throw new IllegalStateException("the lenient policy refuses nothing", never);
        }
        return scan.section();
    }

    private HeaderSection section() {
        return new HeaderSection(
                fields, octets.length, new HeaderSection.Facts(problem, exceeding, bareFeeds, encodedWords));
    }

    private void run() throws MalformedMessage {
        int nameLength = 0;
        while (line < octets.length) {
            number++;
            int next = endOfLine();
            int end = contentEnd(next);
            if (continues(end)) {
                if (line == 0) {
                    problem("ligne de continuation sans champ");
                } else if (isBlank(line, end)) {
                    problem("ligne de continuation vide");
                }
            } else {
                add(line, nameLength);
                start = line;
                nameLength = end > line ? nameLength(end) : 0;
            }
            line = next;
        }
        add(octets.length, nameLength);
    }

    /** Whether the line goes on with a field (RFC 5322 §2.2.3). */
    private boolean continues(int end) {
        return end > line && (octets[line] == ' ' || octets[line] == '\t');
    }

    private void add(int end, int nameLength) throws MalformedMessage {
        if (nameLength == 0) {
            return;
        }
        if (count == bounds.headerFields()) {
            exceeding = true;
            problem(Bounds.Passed.HEADER_FIELDS.french(), "");
            return;
        }
        count++;
        String name = new String(octets, start, nameLength, StandardCharsets.ISO_8859_1);
        if (wanted.test(name)) {
            fields.add(new Field(name, Arrays.copyOfRange(octets, start, end)));
        }
    }

    private void problem(String french) throws MalformedMessage {
        problem(french, problem.isEmpty() ? place() : "");
    }

    private void problem(String french, String place) throws MalformedMessage {
        if (problem.isEmpty()) {
            problem = french + place;
        }
        if (strict) {
            throw new MalformedMessage("en-tête du message illisible : " + problem);
        }
    }

    private String place() {
        boolean begun = line < octets.length && octets[line] != ' ' && octets[line] != '\t';
        String field = Place.field(octets, begun ? line : start);
        return ", ligne " + number + (field.isEmpty() ? "" : ", " + field);
    }

    /** Where the next line begins. Looks at every octet. */
    private int endOfLine() throws MalformedMessage {
        for (int i = line; i < octets.length; i++) {
            int octet = octets[i];
            if (octet == '\n') {
                if (i == line || octets[i - 1] != '\r') {
                    bareFeed();
                }
                if (i - line - 1 > bounds.headerLine()) {
                    problem(Bounds.Passed.HEADER_LINE.french());
                }
                return i + 1;
            }
            if (octet == '?' && i > line && octets[i - 1] == '=') {
                encodedWords++;
            } else if (octet == '\r') {
                if (i + 1 == octets.length || octets[i + 1] != '\n') {
                    problem("retour chariot (CR) isolé");
                }
            } else if (octet >= 0 && octet < ' ' && octet != '\t' || octet == 127) {
                // octets above 127 are negative
                problem("caractère de contrôle");
            }
        }
        problem("dernière ligne inachevée");
        return octets.length;
    }

    /** A line may end with LF alone where nothing is judged: how the lines of the whole mail end is told elsewhere. */
    private void bareFeed() throws MalformedMessage {
        bareFeeds = true;
        if (strict) {
            problem("saut de ligne (LF) isolé");
        }
    }

    private int contentEnd(int next) {
        int end = next;
        if (end > line && octets[end - 1] == '\n') {
            end--;
        }
        if (end > line && octets[end - 1] == '\r') {
            end--;
        }
        return end;
    }

    /** Octets of the field's name; 0 for a line that is no field. */
    private int nameLength(int end) throws MalformedMessage {
        int at = line;
        while (at < end && isNameOctet(octets[at])) {
            at++;
        }
        int nameEnd = at;
        while (!strict && at < end && (octets[at] == ' ' || octets[at] == '\t')) {
            at++; // some readers take "Name : value" for a field
        }
        if (nameEnd == line || at == end || octets[at] != ':') {
            problem("ligne qui n'est pas un champ « Nom: valeur »");
            return 0;
        }
        if (at > nameEnd) {
            problem("espace avant les deux-points");
        }
        return nameEnd - line;
    }

    static boolean isNameOctet(int octet) {
        return octet > ' ' && octet < 127 && octet != ':';
    }

    private boolean isBlank(int line, int end) {
        for (int i = line; i < end; i++) {
            if (octets[i] != ' ' && octets[i] != '\t') {
                return false;
            }
        }
        return true;
    }
}

package fr.mssgw.patient.exchange;

import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.EncodedWords;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.text.Ascii;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Takes the addresses of all other patients out of the header section of a patient's copy (docs/adr/0021): a matricule
 * tells who somebody is, and so who else is treated. Lists of addresses lose those alone and keep the professionals as
 * they are written; any other field that spells one goes, but for what the author says (Subject, X-MSS-…) and what
 * describes the signed content. Pure.
 */
public final class OtherPatients {
    private static final Set<String> LISTS = Set.of(
            "to",
            "cc",
            "reply-to",
            "resent-to",
            "resent-cc",
            "resent-reply-to",
            "disposition-notification-to",
            "return-receipt-to",
            "mail-followup-to",
            "mail-reply-to",
            "apparently-to");
    private static final Pattern KEPT = Pattern.compile("from|sender|subject|content-.*|mime-version|x-mss-.*");

    private static final String DOMAIN = "@" + InsAddress.DOMAIN.name();
    private static final int MATRICULE = 15;

    private final String own;

    private OtherPatients(MssAddress own) {
        this.own = Ascii.lower(own.wireForm());
    }

    /** The section as this patient may read it; the same one where it names no other. */
    public static HeaderSection hiddenFrom(MssAddress patient, HeaderSection header) {
        OtherPatients others = new OtherPatients(patient);
        List<Field> kept = new ArrayList<>(header.fields().size());
        boolean changed = false;
        for (Field field : header.fields()) {
            Optional<Field> left = others.left(field);
            left.ifPresent(kept::add);
            changed |= left.isEmpty() || left.get() != field;
        }
        if (!changed) {
            return header;
        }
        if (kept.stream().noneMatch(field -> field.is("To") || field.is("Cc"))) {
            kept.add(Field.of("To", "undisclosed-recipients:;"));
        }
        return header.without(name -> true).prepend(kept);
    }

    private Optional<Field> left(Field field) {
        String name = Ascii.lower(field.name());
        if (KEPT.matcher(name).matches()) {
            return Optional.of(field);
        }
        String written = new String(field.octets(), StandardCharsets.ISO_8859_1);
        if (!LISTS.contains(name)) {
            return names(written, true) ? Optional.empty() : Optional.of(field);
        }
        if (!namesInList(written)) {
            return Optional.of(field);
        }
        List<String> elements = elements(written.substring(field.name().length() + 1, written.length() - 2));
        elements.removeIf(this::namesInList);
        return elements.isEmpty()
                ? Optional.empty()
                : Optional.of(new Field(
                        field.name(),
                        (field.name() + ":" + String.join(",", elements) + "\r\n")
                                .getBytes(StandardCharsets.ISO_8859_1)));
    }

    private boolean namesInList(String text) {
        return names(text, false) || names(withoutComments(text), false);
    }

    /**
     * Whether it spells the address of another patient, also with white space, quotes or encoded words between.
     *
     * @param matriculeOnly whether only what has the form of a matricule counts before the at sign
     */
    private boolean names(String text, boolean matriculeOnly) {
        for (String reading : EncodedWords.readings(text.replace("\r\n", ""))) {
            String lower = Ascii.lower(reading);
            if (finds(lower, matriculeOnly) || finds(withoutSpaceAndQuotes(lower), matriculeOnly)) {
                return true;
            }
        }
        return false;
    }

    /** Goes from one domain to the next, and back from each to where its local part begins: no octet is seen thrice. */
    private boolean finds(String text, boolean matriculeOnly) {
        int from = 0;
        for (int at = text.indexOf(DOMAIN); at >= 0; at = text.indexOf(DOMAIN, from)) {
            int start = at;
            while (start > from && isLocal(text.charAt(start - 1))) {
                start--;
            }
            String local = text.substring(start, at);
            boolean counts = !matriculeOnly || endsWithMatricule(local);
            from = at + DOMAIN.length();
            if (counts && !(local + DOMAIN).equals(own)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLocal(char c) {
        return !Character.isWhitespace(c) && "<>,;:\"()@".indexOf(c) < 0;
    }

    private static boolean endsWithMatricule(String local) {
        int start = local.length() - MATRICULE;
        if (start < 0 || !isDigit(local.charAt(start))) {
            return false;
        }
        for (int i = start + 1; i < local.length(); i++) {
            char c = local.charAt(i);
            if (!isDigit(c) && c != 'a' && c != 'b') {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static String withoutSpaceAndQuotes(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isWhitespace(c) && c != '"' && c != '\\') {
                kept.append(c);
            }
        }
        return kept.toString();
    }

    /**
     * The mailboxes of a list as they are written, folds included. Groups are taken apart, since a patient is not to
     * read who else is in one; a list without an end to its quotes, comments or brackets is one element.
     */
    private static List<String> elements(String list) {
        List<String> elements = new ArrayList<>();
        int from = 0;
        for (Scanner scanner = new Scanner(list); scanner.next(); ) {
            char c = scanner.atTop();
            if (c == ',' || c == ';' || c == ':') {
                if (c != ':') {
                    elements.add(list.substring(from, scanner.at));
                }
                from = scanner.at + 1;
            }
        }
        elements.add(list.substring(from));
        elements.removeIf(String::isBlank);
        return elements;
    }

    private static String withoutComments(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        for (Scanner scanner = new Scanner(text); scanner.next(); ) {
            if (scanner.depth == 0 && text.charAt(scanner.at) != ')') {
                kept.append(text.charAt(scanner.at));
            }
        }
        return kept.toString();
    }

    /** Goes through structured text (RFC 5322 §3.2) and knows what is quoted, in a comment or between brackets. */
    private static final class Scanner {
        private final String text;
        private int at = -1;
        private int depth;
        private boolean quoted;
        private boolean angle;
        private boolean escaped;

        Scanner(String text) {
            this.text = text;
        }

        boolean next() {
            at++;
            if (at >= text.length()) {
                return false;
            }
            char c = text.charAt(at);
            if (escaped) {
                escaped = false;
            } else if (c == '\\' && (quoted || depth > 0)) {
                escaped = true;
            } else if (quoted) {
                quoted = c != '"';
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && depth > 0) {
                depth--;
            } else if (depth == 0) {
                quoted = c == '"';
                angle = c == '<' || angle && c != '>';
            }
            return true;
        }

        /** The character where it stands outside of all these, else a space. */
        char atTop() {
            return quoted || angle || depth > 0 || escaped ? ' ' : text.charAt(at);
        }
    }
}

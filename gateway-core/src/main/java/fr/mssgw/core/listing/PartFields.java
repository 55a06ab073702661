package fr.mssgw.core.listing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The fields of a header section, unfolded, each character one octet. Lines that are no field are passed over. */
final class PartFields {
    static final PartFields NONE = new PartFields(List.of());
    private static final int MOST_FIELDS = 1_000;

    private final List<Field> fields;

    private record Field(String name, String value) {}

    private PartFields(List<Field> fields) {
        this.fields = fields;
    }

    static PartFields parse(byte[] section) {
        String text = new String(section, StandardCharsets.ISO_8859_1);
        List<Field> fields = new ArrayList<>();
        int line = 0;
        while (line < text.length() && fields.size() < MOST_FIELDS) {
            int end = endOfLine(text, line);
            int next = end + 1;
            while (next < text.length() && isSpace(text.charAt(next))) { // a continuation
                next = endOfLine(text, next) + 1;
            }
            int colon = text.indexOf(':', line);
            if (colon > line && colon < end && !isSpace(text.charAt(line))) {
                fields.add(new Field(text.substring(line, colon).strip(), unfolded(text, colon + 1, next)));
            }
            line = next;
        }
        return new PartFields(fields);
    }

    private static int endOfLine(String text, int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    private static String unfolded(String text, int from, int to) {
        StringBuilder value = new StringBuilder(Math.max(0, Math.min(to, text.length()) - from));
        for (int i = from; i < to && i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\r' && c != '\n') {
                value.append(c);
            }
        }
        int start = 0;
        int end = value.length();
        while (start < end && isSpace(value.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(value.charAt(end - 1))) {
            end--;
        }
        return value.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    /** The first field of that name; null without one. */
    @Nullable String first(String name) {
        for (Field field : fields) {
            if (field.name.equalsIgnoreCase(name)) {
                return field.value;
            }
        }
        return null;
    }

    /** All fields of that name as one list of addresses. */
    @Nullable String joined(String name) {
        String all = null;
        for (Field field : fields) {
            if (field.name.equalsIgnoreCase(name)) {
                all = all == null ? field.value : all + ", " + field.value;
            }
        }
        return all;
    }

    /** Content-Transfer-Encoding without comments, upper case; {@code 7BIT} without the field. */
    String encoding() {
        String value = first("Content-Transfer-Encoding");
        String token = value == null ? "" : new HeaderTokens(value).token();
        return token.isEmpty() ? "7BIT" : token.toUpperCase(Locale.ROOT);
    }

    /** Whether the body must be decoded before anything can be seen in it. */
    boolean isEncoded() {
        return encoding().equals("BASE64") || encoding().equals("QUOTED-PRINTABLE");
    }
}

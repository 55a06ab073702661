package fr.mssgw.store.sql;

import java.util.Map;
import java.util.stream.Collectors;

/** Text as PostgreSQL takes it: its columns hold neither NUL nor half of a surrogate pair. */
public final class Texts {
    private Texts() {}

    /** Puts U+FFFD for what cannot be stored. */
    public static String storable(String text) {
        StringBuilder clean = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (c == 0 || Character.isSurrogate(c) && !pair) {
                if (clean == null) {
                    clean = new StringBuilder(text);
                }
                clean.setCharAt(i, '\uFFFD');
            } else if (pair) {
                i++;
            }
        }
        return clean == null ? text : clean.toString();
    }

    /** A JSON object (RFC 8259) of strings, in the order of the map. */
    public static String json(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> quoted(entry.getKey()) + ":" + quoted(entry.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** A JSON string, in its quotes. */
    public static String quoted(String value) {
        String text = storable(value);
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}

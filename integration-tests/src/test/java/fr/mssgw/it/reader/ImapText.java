package fr.mssgw.it.reader;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the values of FETCH responses (RFC 3501 §9). A list is a {@link List}; a string is its content after a quotation
 * mark, whether it was quoted or a literal; all else is its text, such as {@code NIL} or {@code 12}. Each character is one
 * octet.
 */
final class ImapText {
    private final String text;
    private int at;

    private ImapText(String text) {
        this.text = text;
    }

    static Object value(String text) {
        return new ImapText(text).next();
    }

    /** The items of every FETCH response in what a server sent, by sequence number and name. */
    static Map<Integer, Map<String, Object>> fetched(String session) {
        Map<Integer, Map<String, Object>> fetched = new HashMap<>();
        ImapText reader = new ImapText(session);
        while (reader.at < session.length()) {
            int end = session.indexOf("\r\n", reader.at);
            String[] words = session.substring(reader.at, end).split(" ", 4);
            if (words.length == 4 && words[0].equals("*") && words[2].equals("FETCH")) {
                reader.at += words[0].length() + words[1].length() + words[2].length() + 3;
                List<?> items = (List<?>) reader.next();
                for (int i = 0; i + 1 < items.size(); i += 2) {
                    fetched.computeIfAbsent(Integer.valueOf(words[1]), n -> new HashMap<>())
                            .put((String) items.get(i), items.get(i + 1));
                }
                end = session.indexOf("\r\n", reader.at);
            }
            reader.at = end + 2;
        }
        return fetched;
    }

    private Object next() {
        char first = text.charAt(at);
        return first == '(' ? list() : first == '"' ? quoted() : first == '{' ? literal() : atom();
    }

    private List<Object> list() {
        List<Object> values = new ArrayList<>();
        at++;
        while (text.charAt(at) != ')') {
            if (text.charAt(at) == ' ') {
                at++;
            } else {
                values.add(next());
            }
        }
        at++;
        return values;
    }

    private String quoted() {
        StringBuilder content = new StringBuilder("\"");
        for (at++; text.charAt(at) != '"'; at++) {
            if (text.charAt(at) == '\\') {
                at++;
            }
            content.append(text.charAt(at));
        }
        at++;
        return content.toString();
    }

    private String literal() {
        int end = text.indexOf("}\r\n", at);
        int from = end + 3;
        at = from + Integer.parseInt(text.substring(text.indexOf('{', at) + 1, end));
        return "\"" + text.substring(from, at);
    }

    private String atom() {
        int from = at;
        while (at < text.length() && " ()\r".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(from, at);
    }
}

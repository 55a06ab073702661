package fr.mssgw.it.reader;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What ENVELOPE and BODYSTRUCTURE list of a mail (RFC 3501 §7.4.2), one named value beside another, so that two readings
 * are compared value by value. Names that have no case are in lower case.
 */
final class Listed {
    private static final List<String> ENVELOPE =
            List.of("date", "subject", "from", "sender", "reply-to", "to", "cc", "bcc", "in-reply-to", "message-id");
    private static final List<String> EXTENSION = List.of("disposition", "language", "location");

    private final Map<String, String> values = new TreeMap<>();
    private final List<String> sections = new ArrayList<>();
    private final StringBuilder shape = new StringBuilder();

    Listed(Object envelope, Object structure) {
        envelope("", (List<?>) envelope);
        List<?> root = (List<?>) structure;
        if (isMultipart(root)) {
            body("", root);
        } else {
            sections.add("1");
            body("1", root);
        }
    }

    Map<String, String> values() {
        return values;
    }

    /** The numbers of all parts, such as 2.1. */
    List<String> sections() {
        return sections;
    }

    /** How the parts lie in each other, and which of them are messages. */
    String shape() {
        return shape.toString();
    }

    private static boolean isMultipart(List<?> body) {
        return body.get(0) instanceof List;
    }

    private void envelope(String place, List<?> envelope) {
        for (int i = 0; i < ENVELOPE.size(); i++) {
            String key = place + " " + ENVELOPE.get(i);
            if (envelope.get(i) instanceof List<?> addresses) {
                addresses(key, addresses);
            } else {
                values.put(key, envelope.get(i).toString());
            }
        }
    }

    /** Names apart, since readers agree less on them. */
    private void addresses(String key, List<?> addresses) {
        List<Object> names = new ArrayList<>();
        List<Object> others = new ArrayList<>();
        for (Object address : addresses) {
            List<?> four = (List<?>) address;
            names.add(four.get(0));
            others.add(four.subList(1, 4));
        }
        values.put(key, others.toString());
        values.put(key + "-names", names.toString());
    }

    private void body(String place, List<?> body) {
        shape.append('(');
        int at = isMultipart(body) ? multipart(place, body) : single(place, body);
        for (int i = 0; i < EXTENSION.size() && at + i < body.size(); i++) {
            Object value = body.get(at + i);
            values.put(place + " " + EXTENSION.get(i), i == 0 ? disposition(value) : value.toString());
        }
        shape.append(')');
    }

    private int multipart(String place, List<?> body) {
        int parts = 0;
        for (; body.get(parts) instanceof List<?> part; parts++) {
            String inner = (place.isEmpty() ? "" : place + ".") + (parts + 1);
            sections.add(inner);
            body(inner, part);
        }
        values.put(place + " type", "multipart/" + word(body.get(parts)));
        if (body.size() == parts + 1) {
            return parts + 1; // no extension data, as in answers to BODY
        }
        values.put(place + " parameters", parameters(body.get(parts + 1)));
        return parts + 2;
    }

    private int single(String place, List<?> body) {
        String type = word(body.get(0)) + "/" + word(body.get(1));
        values.put(place + " type", type);
        values.put(place + " parameters", parameters(body.get(2)));
        values.put(place + " id", body.get(3).toString());
        values.put(place + " description", body.get(4).toString());
        values.put(place + " encoding", word(body.get(5)));
        values.put(place + " size", body.get(6).toString());
        int at = 7;
        if (body.get(7) instanceof List<?> envelope && body.get(8) instanceof List<?> message) {
            shape.append('m');
            envelope(place, envelope);
            if (isMultipart(message)) {
                multipartOf(place, message);
            } else {
                sections.add(place + ".1");
                body(place + ".1", message);
            }
            at = 9;
        }
        if (at == 9 || type.startsWith("text/")) {
            values.put(place + " lines", body.get(at++).toString());
        }
        if (at < body.size()) {
            values.put(place + " md5", body.get(at).toString());
        }
        return at + 1;
    }

    /** A multipart in a message has the message's number: its own values stand under another name. */
    private void multipartOf(String place, List<?> multipart) {
        Map<String, String> ofMessage = Map.copyOf(values);
        body(place, multipart);
        for (String name : List.of("type", "parameters", "disposition", "language", "location")) {
            String key = place + " " + name;
            String value = values.remove(key);
            if (value != null) {
                values.put(place + " inner-" + name, value);
            }
            if (ofMessage.containsKey(key)) {
                values.put(key, ofMessage.get(key));
            }
        }
    }

    private static String word(Object string) {
        return string.toString().substring(1).toLowerCase(Locale.ROOT);
    }

    private static String parameters(Object list) {
        if (!(list instanceof List<?> texts)) {
            return list.toString();
        }
        List<String> written = new ArrayList<>();
        for (int i = 0; i + 1 < texts.size(); i += 2) {
            written.add(word(texts.get(i)) + "=" + texts.get(i + 1));
        }
        Collections.sort(written); // their order means nothing (RFC 2045 §5.1)
        return String.join("; ", written);
    }

    private static String disposition(Object value) {
        return value instanceof List<?> list ? word(list.get(0)) + " " + parameters(list.get(1)) : value.toString();
    }
}

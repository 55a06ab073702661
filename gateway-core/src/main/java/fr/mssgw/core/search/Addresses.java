package fr.mssgw.core.search;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;

/**
 * The addresses of a header field as people write them, {@code local@domain}, whatever comments, white space and quotes
 * its author put inside (RFC 5322 §3.4.1, §4.4): a search for an address finds it in either form.
 */
public final class Addresses {
    private Addresses() {}

    /** Those that the field does not spell so, each once, in order; any text is taken. */
    public static List<String> spelledOut(String field) {
        Set<String> found = new LinkedHashSet<>();
        Set<String> spelled = new HashSet<>();
        StringTokenizer words = new StringTokenizer(field, " \t\r\n<>,;:");
        while (words.hasMoreTokens()) {
            spelled.add(words.nextToken());
        }
        StringBuilder address = new StringBuilder();
        boolean at = false;
        boolean apart = false;
        int i = 0;
        while (i <= field.length()) {
            char c = i < field.length() ? field.charAt(i) : ',';
            if (c == '(') {
                i = afterComment(field, i);
                apart = true;
                continue;
            } else if (c == '"') {
                int end = afterQuoted(field, i);
                if (apart && !joined(address)) {
                    address.setLength(0);
                    at = false;
                }
                apart = false;
                address.append(unquoted(field.substring(i, end)));
                i = end;
                continue;
            } else if (Character.isWhitespace(c)) {
                apart = true;
            } else if (c == '<' || c == '>' || c == ',' || c == ';' || c == ':') {
                keep(address, at, spelled, found);
                address.setLength(0);
                at = false;
                apart = false;
            } else {
                boolean joins = c == '@' || c == '.';
                if (apart && !joins && !joined(address)) { // a word of a name, the address begins after it
                    keep(address, at, spelled, found);
                    address.setLength(0);
                    at = false;
                }
                at |= c == '@';
                address.append(c);
                apart = false;
            }
            i++;
        }
        return new ArrayList<>(found);
    }

    private static boolean joined(StringBuilder address) {
        int last = address.length() - 1;
        return last >= 0 && (address.charAt(last) == '@' || address.charAt(last) == '.');
    }

    private static void keep(StringBuilder address, boolean at, Set<String> spelled, Set<String> found) {
        String written = address.toString();
        if (at && !spelled.contains(written)) {
            found.add(written);
        }
    }

    /** Comments nest; one that does not end is as long as the field. */
    private static int afterComment(String field, int from) {
        int depth = 0;
        for (int i = from; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return i + 1;
            }
        }
        return field.length();
    }

    private static int afterQuoted(String field, int from) {
        for (int i = from + 1; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                return i + 1;
            }
        }
        return field.length();
    }

    private static String unquoted(String quoted) {
        return quoted.replace("\"", "").replace("\\", "");
    }
}

package fr.mssgw.core.mail;

import fr.mssgw.core.mail.HeaderSection.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** By which fields a letter is shown below what it answers (RFC 5322 §3.6.4). */
final class Threading {
    private static final int MOST = 20;
    private static final int LONGEST_ID = 252;

    private Threading() {}

    /** Under a message and what that one answered, the newest references only; nothing where it has not one good name. */
    static List<Field> answering(HeaderSection answered) {
        List<String> own = ids(answered, "Message-ID");
        if (own.size() != 1) {
            return List.of();
        }
        List<String> references = new ArrayList<>(ids(answered, "References"));
        if (references.isEmpty() && ids(answered, "In-Reply-To").size() == 1) {
            references.addAll(ids(answered, "In-Reply-To"));
        }
        references.remove(own.get(0));
        references.add(own.get(0));
        return fields(own.get(0), references.subList(Math.max(0, references.size() - MOST), references.size()));
    }

    /** Under the message of that name, given with its angle brackets; nothing where that is no name. */
    static List<Field> about(String messageId) {
        List<String> ids = ids(messageId);
        return ids.size() == 1 ? fields(ids.get(0), ids) : List.of();
    }

    private static List<Field> fields(String parent, List<String> references) {
        return List.of(Field.of("In-Reply-To", parent), Field.of("References", String.join("\r\n ", references)));
    }

    private static List<String> ids(HeaderSection header, String field) {
        return header.values(field).stream()
                .flatMap(value -> ids(value).stream())
                .toList();
    }

    /** Names in angle brackets without blanks inside. Many that occur lack the {@code @}, and thread all the same. */
    private static List<String> ids(String value) {
        List<String> ids = new ArrayList<>();
        StringTokenizer tokens = new StringTokenizer(value);
        while (tokens.hasMoreTokens()) {
            String token = tokens.nextToken();
            int end = token.length() - 1;
            if (end >= 2
                    && token.length() <= LONGEST_ID
                    && token.charAt(0) == '<'
                    && token.charAt(end) == '>'
                    && token.substring(1, end).chars().allMatch(c -> c > ' ' && c < 127 && c != '<' && c != '>')) {
                ids.add(token);
            }
        }
        return ids;
    }
}

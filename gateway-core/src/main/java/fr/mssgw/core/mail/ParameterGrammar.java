package fr.mssgw.core.mail;

import fr.mssgw.core.mail.Parameters.Parameter;
import java.util.Set;

/**
 * Whether every reader takes a parameter for the same, and begins the next one at the same place (RFC 2045 §5.1, RFC 2231).
 * Readers without the whole grammar are many: some take a quote anywhere for the beginning of a quoted string, some know
 * no backslash, some cut at each semicolon. So quotes, backslashes, commas, parentheses and controls count wherever they
 * are not where each of these readers has them. In time linear in the value.
 */
final class ParameterGrammar {
    /** Those by which a structure is read; all others say how something is called. */
    private static final Set<String> STRUCTURAL = Set.of("boundary", "charset", "protocol", "smime-type", "micalg");

    private ParameterGrammar() {}

    static boolean isStructural(Parameter parameter) {
        return STRUCTURAL.contains(parameter.base());
    }

    static boolean isClear(Parameter parameter) {
        String raw = parameter.raw();
        if (!isToken(parameter.name()) || !Continuations.isRegular(parameter.name())) {
            return false;
        }
        if (isStructural(parameter)) {
            boolean plain =
                    parameter.name().indexOf('*') < 0 && !parameter.value().contains("=?");
            return plain && (parameter.isQuoted() ? isPlain(raw) : isToken(raw));
        }
        return parameter.isQuoted() ? isClearQuoted(raw) : isClearBare(raw);
    }

    static boolean isToken(String value) {
        return value.chars().allMatch(c -> c > ' ' && c < 127 && "()<>@,;:\\\"/[]?=".indexOf(c) < 0)
                && !value.isEmpty();
    }

    /** A quoted string that every reader takes whole and as it stands. */
    private static boolean isPlain(String raw) {
        return raw.chars().allMatch(c -> c >= ' ' && c < 127 && c != '\\' && c != ';');
    }

    /**
     * A value without quotes that is no token, as real writers leave names of files: with spaces, with a comment such as
     * {@code report(1).pdf}, with an encoded word, with octets above 127.
     */
    private static boolean isClearBare(String raw) {
        boolean inComment = false;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (isControl(c) || c == '"' || c == '\\' || c == ',') {
                return false;
            }
            if (c == '(' || c == ')') {
                if (inComment == (c == '(')) {
                    return false;
                }
                inComment = !inComment;
            }
        }
        return !inComment;
    }

    /** A reader that knows no backslash must still find the end, and one that cuts at semicolons no other parameter. */
    private static boolean isClearQuoted(String raw) {
        int quotes = 0;
        int semicolon = -1;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (isControl(c) || c == '=' && semicolon >= 0) {
                return false;
            }
            if (c == ';') {
                semicolon = i;
            } else if (c == '\\') {
                i++;
                boolean escaped = i < raw.length() && raw.charAt(i) == '\\';
                boolean beforeQuote = i + 1 >= raw.length() || raw.startsWith("\\\"", i + 1);
                if (escaped && beforeQuote) {
                    return false; // others take the second backslash and the quote for a pair
                }
                quotes += raw.startsWith("\"", i) ? 1 : 0;
            }
        }
        return quotes == 0 || quotes % 2 == 0 && semicolon < 0;
    }

    private static boolean isControl(char c) {
        return c < ' ' && c != '\t' || c == 127;
    }
}

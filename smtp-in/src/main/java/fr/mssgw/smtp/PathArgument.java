package fr.mssgw.smtp;

import fr.mssgw.core.text.Ascii;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The argument of MAIL or RCPT: {@code FROM:<address> KEY=value …} (RFC 5321 §4.1.1.2, §4.1.2).
 *
 * @param address the text between the angle brackets, whatever it is; the flow judges it
 * @param parameters by keyword in upper case; empty for a keyword without value
 */
public record PathArgument(String address, Map<String, Optional<String>> parameters) {
    private static final Pattern PARAMETER =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9-]*)(?:=([\\x21-\\x3c\\x3e-\\x7e]+))?");
    private static final int LONGEST_PATH = 256;

    public PathArgument {
        parameters = Map.copyOf(parameters);
    }

    /** @param direction {@code FROM} or {@code TO} */
    public static PathArgument parse(String argument, String direction) throws SyntaxFault {
        String usage = "Usage: " + (direction.equals("FROM") ? "MAIL FROM:<sender>" : "RCPT TO:<recipient>");
        int colon = argument.indexOf(':');
        if (colon < 0 || !Ascii.same(argument.substring(0, colon).strip(), direction)) {
            throw new SyntaxFault(Replies.syntax(usage));
        }
        String rest = argument.substring(colon + 1).strip(); // a space after the colon is common and harmless
        int end = rest.startsWith("<") ? closing(rest) : -1;
        if (end < 0 || end > LONGEST_PATH) {
            throw new SyntaxFault(Replies.syntax(usage));
        }
        String after = rest.substring(end + 1);
        if (!after.isEmpty() && !after.startsWith(" ")) {
            throw new SyntaxFault(Replies.syntax(usage));
        }
        return new PathArgument(rest.substring(1, end), parameters(after.strip()));
    }

    /** The bracket that closes the path; those in a quoted local part do not count. */
    private static int closing(String path) {
        boolean quoted = false;
        for (int i = 1; i < path.length(); i++) {
            switch (path.charAt(i)) {
                case '"' -> quoted = !quoted;
                case '\\' -> i++;
                case '>' -> {
                    if (!quoted) {
                        return i;
                    }
                }
                default -> {}
            }
        }
        return -1;
    }

    private static Map<String, Optional<String>> parameters(String text) throws SyntaxFault {
        Map<String, Optional<String>> found = new LinkedHashMap<>();
        if (text.isEmpty()) {
            return found;
        }
        for (String word : text.split(" +")) {
            Matcher parts = PARAMETER.matcher(word);
            if (!parts.matches()) {
                throw new SyntaxFault(Replies.syntax("A parameter is KEYWORD or KEYWORD=value"));
            }
            String keyword = Ascii.upper(parts.group(1));
            if (found.put(keyword, Optional.ofNullable(parts.group(2))) != null) {
                throw new SyntaxFault(Replies.syntax("Parameter given twice"));
            }
        }
        return found;
    }
}

package fr.mssgw.smtp;

import java.util.regex.Pattern;

/** The encoding of DSN parameters: printable ASCII, with {@code +HH} for what may not stand for itself (RFC 3461 §4). */
final class Xtext {
    private static final Pattern FORM = Pattern.compile("(?:[!-*,-<>-~]|\\+[0-9A-F]{2})+");

    private Xtext() {}

    /**
     * The text as given.
     *
     * @throws SyntaxFault also when it encodes what is not printable ASCII: decoded, it will stand in a report's header
     */
    static String checked(String encoded, int longest, String parameter) throws SyntaxFault {
        if (encoded.length() > longest || !FORM.matcher(encoded).matches()) {
            throw new SyntaxFault(Replies.syntax(parameter + " is xtext of at most " + longest + " characters"));
        }
        for (int plus = encoded.indexOf('+'); plus >= 0; plus = encoded.indexOf('+', plus + 3)) {
            int octet = Integer.parseInt(encoded, plus + 1, plus + 3, 16);
            if (octet < ' ' || octet > '~') {
                throw new SyntaxFault(Replies.syntax(parameter + " encodes characters that are not printable"));
            }
        }
        return encoded;
    }
}

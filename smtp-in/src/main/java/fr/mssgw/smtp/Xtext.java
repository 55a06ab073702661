package fr.mssgw.smtp;

import java.util.regex.Pattern;

/** The encoding of DSN parameters: printable ASCII, with {@code +HH} for what may not stand for itself (RFC 3461 §4). */
final class Xtext {
    private static final Pattern FORM = Pattern.compile("(?:[!-*,-<>-~]|\\+[0-9A-F]{2})+");

    private Xtext() {}

    /** @throws SyntaxFault also when what comes out is not printable ASCII: it will stand in a header of a report */
    static String decode(String encoded, int longest, String parameter) throws SyntaxFault {
        if (encoded.length() > longest || !FORM.matcher(encoded).matches()) {
            throw new SyntaxFault(Replies.syntax(parameter + " is xtext of at most " + longest + " characters"));
        }
        StringBuilder text = new StringBuilder(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '+') {
                c = (char) Integer.parseInt(encoded, i + 1, i + 3, 16);
                i += 2;
            }
            if (c < ' ' || c > '~') {
                throw new SyntaxFault(Replies.syntax(parameter + " encodes characters that are not printable"));
            }
            text.append(c);
        }
        return text.toString();
    }
}

package fr.mssgw.smtp;

import fr.mssgw.core.mail.Xtext;

/** A parameter of a command that is written in xtext (RFC 3461 §4). */
final class XtextParameter {
    private XtextParameter() {}

    /**
     * The text as given.
     *
     * @throws SyntaxFault also when it encodes what is not printable ASCII: decoded, it will stand in a report's header
     */
    static String checked(String encoded, int longest, String parameter) throws SyntaxFault {
        if (encoded.isEmpty() || encoded.length() > longest || !Xtext.isXtext(encoded)) {
            throw new SyntaxFault(Replies.syntax(parameter + " is xtext of at most " + longest + " characters"));
        }
        if (Xtext.decode(encoded).isEmpty()) {
            throw new SyntaxFault(Replies.syntax(parameter + " encodes characters that are not printable"));
        }
        return encoded;
    }
}

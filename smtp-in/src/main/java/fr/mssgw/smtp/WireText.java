package fr.mssgw.smtp;

import fr.mssgw.core.masking.Matricules;
import fr.mssgw.core.policy.AsciiText;
import fr.mssgw.core.policy.Reply;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * French in a protocol that only speaks ASCII: without SMTPUTF8 a reply is printable ASCII (RFC 5321 §4.2), one line of
 * at most 512 octets with its code and CRLF (§4.5.3.1.5).
 */
public final class WireText {
    private static final int LONGEST = 512 - "250 \r\n".length();
    private static final Pattern RULE_ID = Pattern.compile(" \\[[A-Z0-9-]{1,20}\\]$");

    private WireText() {}

    /** What follows the code on the line; when it must be cut, the rule's id at its end is kept. */
    public static String of(Reply reply) {
        // masked again: letters that separated numbers are question marks now, and marks are gone
        String french = Matricules.masked(AsciiText.of(reply.text()));
        String text = reply.enhanced().isEmpty() ? french : reply.enhanced() + " " + french;
        if (text.length() <= LONGEST) {
            return text;
        }
        Matcher id = RULE_ID.matcher(text);
        String end = id.find() ? id.group() : "";
        return text.substring(0, LONGEST - end.length() - 3) + "..." + end;
    }
}

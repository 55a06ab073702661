package fr.mssgw.imap.james;

import fr.mssgw.core.policy.AsciiText;
import fr.mssgw.imap.james.connection.Octets;
import java.nio.charset.StandardCharsets;
import org.apache.james.imap.api.message.request.ImapRequest;

/**
 * Why a command is refused, with a code that James 3.8.1 does not know: LIMIT for what is more than is kept, CANNOT for what is
 * never done (RFC 5530), TOOBIG for a message that is larger than APPENDLIMIT (RFC 7889 §4).
 *
 * @param code without its brackets
 * @param french for a person, in any characters; the wire takes ASCII
 */
record ResponseText(String code, String french) {
    /** The tagged NO. */
    Octets refusing(ImapRequest request) {
        String line = request.getTag().asString() + " NO [" + code + "] "
                + request.getCommand().getName() + " " + AsciiText.of(french) + "\r\n";
        return writer -> writer.write(line.getBytes(StandardCharsets.US_ASCII));
    }
}

package fr.mssgw.imap.james.id;

import fr.mssgw.core.text.Ascii;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.james.imap.api.ImapConstants;
import org.apache.james.imap.api.ImapMessage;
import org.apache.james.imap.api.Tag;
import org.apache.james.imap.api.display.HumanReadableText;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.decode.DecodingException;
import org.apache.james.imap.decode.ImapRequestLineReader;
import org.apache.james.imap.decode.base.AbstractImapCommandParser;
import org.apache.james.imap.message.request.IDRequest;

/**
 * Reads ID within the bounds of RFC 2971 §3.3: 30 fields at most, their names of 30 octets, their values of 1,024 or NIL.
 * James 3.8.1 knows neither literals nor values that are NIL, and ends the connection where a field comes twice.
 */
public final class IdParser extends AbstractImapCommandParser {
    private static final int MOST_FIELDS = 30;
    private static final int LONGEST_NAME = 30;
    private static final int LONGEST_VALUE = 1_024;

    public IdParser(StatusResponseFactory responses) {
        super(ImapConstants.ID_COMMAND, responses);
    }

    @Override
    protected ImapMessage decode(ImapRequestLineReader request, Tag tag, ImapSession session) throws DecodingException {
        if (request.nextWordChar() != '(') {
            nil(request);
            request.eol();
            return new IDRequest(tag, Optional.empty());
        }
        request.consume();
        Map<String, String> fields = new LinkedHashMap<>();
        while (request.nextWordChar() != ')') {
            String name = Ascii.lower(string(request, LONGEST_NAME));
            char next = request.nextWordChar();
            String value = "";
            if (next == '"' || next == '{') {
                value = string(request, LONGEST_VALUE);
            } else {
                nil(request);
            }
            if (fields.size() == MOST_FIELDS || fields.put(name, value) != null) {
                throw refused("ID takes " + MOST_FIELDS + " fields at most, each once");
            }
        }
        request.consume();
        request.eol();
        return new IDRequest(tag, Optional.of(com.google.common.collect.ImmutableMap.copyOf(fields)));
    }

    private static void nil(ImapRequestLineReader request) throws DecodingException {
        for (char expected : new char[] {'N', 'I', 'L'}) {
            if (Character.toUpperCase(request.consume()) != expected) {
                throw refused("ID takes strings and NIL");
            }
        }
    }

    private static String string(ImapRequestLineReader request, int longest) throws DecodingException {
        String string = request.nextWordChar() == '{'
                ? request.consumeLiteral(java.nio.charset.StandardCharsets.UTF_8)
                : request.consumeQuoted();
        if (string.length() > longest) {
            throw refused("longer than " + longest + " octets");
        }
        return string;
    }

    private static DecodingException refused(String why) {
        return new DecodingException(HumanReadableText.ILLEGAL_ARGUMENTS, why);
    }
}

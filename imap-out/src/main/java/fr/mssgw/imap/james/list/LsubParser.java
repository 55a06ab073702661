package fr.mssgw.imap.james.list;

import org.apache.james.imap.api.ImapConstants;
import org.apache.james.imap.api.ImapMessage;
import org.apache.james.imap.api.Tag;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.decode.DecodingException;
import org.apache.james.imap.decode.ImapRequestLineReader;
import org.apache.james.imap.decode.base.AbstractImapCommandParser;
import org.apache.james.imap.message.request.LsubRequest;

/** Reads LSUB (RFC 3501 §6.3.9), whose reference and pattern are decoded here. */
public final class LsubParser extends AbstractImapCommandParser {
    public LsubParser(StatusResponseFactory responses) {
        super(ImapConstants.LSUB_COMMAND, responses);
    }

    @Override
    protected ImapMessage decode(ImapRequestLineReader request, Tag tag, ImapSession session) throws DecodingException {
        String reference = ListParser.reference(request);
        String pattern = ListParser.pattern(request);
        request.eol();
        return new LsubRequest(reference, pattern, tag);
    }
}

package fr.mssgw.smtp.james;

import fr.mssgw.core.policy.Reply;
import fr.mssgw.core.text.Ascii;
import fr.mssgw.smtp.Replies;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.CommandDispatcher;

/** James' dispatcher, behind a check of the line's form and with an end to endless errors. */
final class CommandLines extends CommandDispatcher<GatewaySession> {
    /** RFC 5321 §4.5.3.1.4: 512, and what SIZE, BODY, AUTH, RET, ENVID, ORCPT add (RFC 1870, 6152, 4954, 3461). */
    private static final int LONGEST = 2048;

    private static final int MOST_FAULTS = 100;

    @Override
    public Response onLine(GatewaySession session, byte[] line) {
        if (session.isLoginOver()) {
            session.resetState();
            return GatewaySession.last(Replies.LOGIN_ENDED);
        }
        Optional<Reply> fault = fault(line);
        Response response = fault.isPresent() ? GatewaySession.response(fault.get()) : super.onLine(session, line);
        if (response != null && response.getRetCode().startsWith("50") && session.fault() > MOST_FAULTS) {
            return GatewaySession.last(Replies.TOO_MANY_ERRORS);
        }
        return response;
    }

    private static Optional<Reply> fault(byte[] line) {
        int length = line.length - 2;
        if (length < 1 || line[length] != '\r' || !Character.isLetter(line[0])) {
            return Optional.of(Replies.UNREADABLE_LINE);
        }
        String verb = Ascii.upper(new String(line, 0, Math.min(4, length), StandardCharsets.ISO_8859_1));
        for (int i = 0; i < length; i++) {
            if (line[i] < ' ' || line[i] > '~') {
                boolean address = line[i] < 0 && (verb.equals("MAIL") || verb.equals("RCPT"));
                return Optional.of(address ? Replies.NOT_ASCII_ADDRESS : Replies.UNREADABLE_LINE);
            }
        }
        return length > LONGEST && !verb.equals("AUTH") ? Optional.of(Replies.LINE_TOO_LONG) : Optional.empty();
    }
}

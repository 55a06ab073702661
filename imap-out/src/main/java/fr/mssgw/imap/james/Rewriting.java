package fr.mssgw.imap.james;

import java.util.function.UnaryOperator;
import org.apache.james.imap.api.message.response.ImapResponseMessage;
import org.apache.james.imap.api.process.ImapProcessor.Responder;

/** Passes answers on to a client as it should have them. */
final class Rewriting implements Responder {
    private final Responder client;
    private final UnaryOperator<ImapResponseMessage> rewritten;

    Rewriting(Responder client, UnaryOperator<ImapResponseMessage> rewritten) {
        this.client = client;
        this.rewritten = rewritten;
    }

    @Override
    public void respond(ImapResponseMessage message) {
        client.respond(rewritten.apply(message));
    }

    @Override
    public void flush() {
        client.flush();
    }
}

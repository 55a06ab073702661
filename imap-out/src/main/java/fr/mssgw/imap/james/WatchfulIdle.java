package fr.mssgw.imap.james;

import org.apache.james.imap.api.display.HumanReadableText;
import org.apache.james.imap.api.message.response.ImapResponseMessage;
import org.apache.james.imap.api.message.response.StatusResponse;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.api.process.ImapProcessor;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.message.request.IdleRequest;
import org.apache.james.imap.processor.IdleProcessor;
import org.apache.james.mailbox.MailboxManager;
import org.apache.james.metrics.api.MetricFactory;
import reactor.core.publisher.Mono;

/**
 * IDLE that also tells of changed flags. James 3.8.1 asks which flags changed when it puts its answer together, which is
 * before the event has reached the session: it found none, and then forgot them, so that no client saw the change, not
 * even at its next command. Here the question is asked when the answer is written.
 */
final class WatchfulIdle extends IdleProcessor {
    private static final HumanReadableText NOT_DONE =
            new HumanReadableText("fr.mssgw.imap.not-done", "DONE etait attendu");

    private final StatusResponseFactory responses;

    WatchfulIdle(MailboxManager mailboxes, StatusResponseFactory responses, MetricFactory metrics) {
        super(mailboxes, responses, metrics);
        this.responses = responses;
    }

    @Override
    protected Mono<Void> processRequestReactive(IdleRequest request, ImapSession session, Responder responder) {
        return super.processRequestReactive(request, session, new Responder() {
            @Override
            public void respond(ImapResponseMessage message) {
                boolean refusal = message instanceof StatusResponse status
                        && status.getServerResponseType() == StatusResponse.Type.BAD;
                responder.respond(
                        refusal ? responses.taggedBad(request.getTag(), request.getCommand(), NOT_DONE) : message);
            }

            @Override
            public void flush() {
                responder.flush();
            }
        });
    }

    @Override
    protected Mono<Void> unsolicitedResponses(ImapSession session, ImapProcessor.Responder responder, boolean useUids) {
        return Mono.defer(() -> super.unsolicitedResponses(session, responder, useUids));
    }
}

package fr.mssgw.imap.james;

import fr.mssgw.imap.james.mailbox.TimelyFolder;
import org.apache.james.imap.api.display.HumanReadableText;
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
 * IDLE that tells all news in their order, by one thread at a time. James 3.8.1 asks which flags changed when it puts its
 * answer together, which is before the event has reached the session: it found none, and then forgot them, so that no client
 * saw the change, not even at its next command.
 */
final class WatchfulIdle extends IdleProcessor {
    private static final HumanReadableText NOT_DONE =
            new HumanReadableText("fr.mssgw.imap.not-done", "DONE etait attendu");

    private final StatusResponseFactory responses;
    private final ClientNews news;

    WatchfulIdle(MailboxManager mailboxes, StatusResponseFactory responses, MetricFactory metrics) {
        super(mailboxes, responses, metrics);
        this.responses = responses;
        this.news = new ClientNews(responses);
    }

    @Override
    protected Mono<Void> processRequestReactive(IdleRequest request, ImapSession session, Responder responder) {
        return super.processRequestReactive(
                request,
                session,
                new Rewriting(
                        responder,
                        message -> message instanceof StatusResponse status
                                        && status.getServerResponseType() == StatusResponse.Type.BAD
                                ? responses.taggedBad(request.getTag(), request.getCommand(), NOT_DONE)
                                : message));
    }

    /** Asked for when IDLE begins, and at each event. */
    @Override
    protected Mono<Void> unsolicitedResponses(ImapSession session, ImapProcessor.Responder responder, boolean useUids) {
        return Mono.fromRunnable(() -> {
            if (session.getSelected() instanceof TimelyFolder folder) {
                folder.whileNobodyTells(() -> news.tell(session, responder, true, useUids));
            }
        });
    }
}

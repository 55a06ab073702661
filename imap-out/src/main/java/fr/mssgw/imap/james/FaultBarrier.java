package fr.mssgw.imap.james;

import fr.mssgw.imap.james.connection.NoLongerWanted;
import fr.mssgw.imap.james.connection.ReadOnly;
import java.io.IOException;
import java.util.Optional;
import org.apache.james.imap.api.ImapConfiguration;
import org.apache.james.imap.api.ImapMessage;
import org.apache.james.imap.api.display.HumanReadableText;
import org.apache.james.imap.api.message.request.ImapRequest;
import org.apache.james.imap.api.message.response.ImapResponseMessage;
import org.apache.james.imap.api.message.response.StatusResponse;
import org.apache.james.imap.api.message.response.StatusResponse.ResponseCode;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.api.process.ImapProcessor;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.main.DeniedAccessOnSharedMailboxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Answers a tagged NO where James 3.8.1 throws past its own error handling and drops the connection: a mailbox name of
 * another namespace is one line of it (docs/james.md §6).
 */
final class FaultBarrier implements ImapProcessor {
    private static final Logger LOG = LoggerFactory.getLogger(FaultBarrier.class);
    private static final HumanReadableText FAILED =
            new HumanReadableText("fr.mssgw.imap.failed", "la commande a echoue");

    private static final HumanReadableText FULL = new HumanReadableText(
            "fr.mssgw.imap.full", "la boite est pleine, supprimez des messages puis videz la corbeille");

    private final ImapProcessor processor;
    private final StatusResponseFactory responses;
    private final AppendLimits appends;
    private final ClientNews news;

    FaultBarrier(ImapProcessor processor, StatusResponseFactory responses, AppendLimits appends) {
        this.appends = appends;
        this.processor = processor;
        this.responses = responses;
        this.news = new ClientNews(responses);
    }

    @Override
    public Mono<Void> processReactive(ImapMessage message, Responder client, ImapSession session) {
        Responder responder = new Rewriting(new NewsBeforeTag(news, message, session, client), this::inFrench);
        Optional<HumanReadableText> refusal = Refusals.of(message, ReadOnly.is(session));
        if (message instanceof ImapRequest request && refusal.isPresent()) {
            return Mono.fromRunnable(
                    () -> responder.respond(responses.taggedNo(request.getTag(), request.getCommand(), refusal.get())));
        }
        if (message instanceof ImapRequest request && Refusals.setsTooManyKeywords(message)) {
            return Mono.fromRunnable(() -> responder.respond(Refusals.KEYWORDS.refusing(request)));
        }
        return Mono.defer(() -> {
                    try {
                        return processor.processReactive(
                                Uploads.kept(message, appends.of(session)), responder, session);
                    } catch (IOException e) {
                        return Mono.error(e);
                    }
                })
                .onErrorResume(fault -> {
                    if (fault instanceof NoLongerWanted || !(message instanceof ImapRequest request)) {
                        return Mono.error(fault);
                    }
                    responder.respond(refusing(request, fault));
                    return Mono.empty();
                });
    }

    private ImapResponseMessage refusing(ImapRequest request, Throwable fault) {
        if (fault instanceof Uploads.Refused refused) {
            return refused.text().refusing(request);
        } else if (fault instanceof DeniedAccessOnSharedMailboxException) {
            return responses.taggedNo(request.getTag(), request.getCommand(), HumanReadableText.DENIED_SHARED_MAILBOX);
        }
        LOG.error("IMAP {} failed", request.getCommand().getName(), fault);
        return responses.taggedNo(request.getTag(), request.getCommand(), FAILED);
    }

    /** What a user gets to read; the rest is for programs. */
    private ImapResponseMessage inFrench(ImapResponseMessage message) {
        return message instanceof StatusResponse status
                        && HumanReadableText.FAILURE_OVERQUOTA.equals(status.getTextKey())
                ? responses.taggedNo(status.getTag(), status.getCommand(), FULL, ResponseCode.overQuota())
                : message;
    }

    @Override
    public void configure(ImapConfiguration configuration) {
        processor.configure(configuration);
    }
}

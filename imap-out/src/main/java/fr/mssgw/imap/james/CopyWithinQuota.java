package fr.mssgw.imap.james;

import fr.mssgw.imap.james.connection.NoMetrics;
import org.apache.james.imap.api.display.HumanReadableText;
import org.apache.james.imap.api.message.response.ImapResponseMessage;
import org.apache.james.imap.api.message.response.StatusResponse;
import org.apache.james.imap.api.message.response.StatusResponse.ResponseCode;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.api.process.SelectedMailbox;
import org.apache.james.imap.message.request.CopyRequest;
import org.apache.james.imap.processor.CopyProcessor;
import org.apache.james.mailbox.MailboxManager;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.exception.OverQuotaException;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MessageRange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** COPY, which tells a full BAL (RFC 9208 §4.3) from a failure of ours; James 3.8.1 answers both alike. */
final class CopyWithinQuota extends CopyProcessor {
    private static final String FULL = "fr.mssgw.imap.full";

    private final StatusResponseFactory responses;

    CopyWithinQuota(MailboxManager mailboxes, StatusResponseFactory responses) {
        super(mailboxes, responses, new NoMetrics());
        this.responses = responses;
    }

    @Override
    protected Flux<MessageRange> process(
            MailboxId target, SelectedMailbox current, MailboxSession session, MessageRange messages) {
        return super.process(target, current, session, messages)
                .doOnError(OverQuotaException.class, full -> session.getAttributes()
                        .put(FULL, true));
    }

    @Override
    protected Mono<Void> processRequestReactive(CopyRequest request, ImapSession session, Responder client) {
        return super.processRequestReactive(request, session, new Responder() {
            @Override
            public void respond(ImapResponseMessage message) {
                boolean full = message instanceof StatusResponse status
                        && status.getServerResponseType() == StatusResponse.Type.NO
                        && session.getMailboxSession().getAttributes().remove(FULL) != null;
                client.respond(
                        full
                                ? responses.taggedNo(
                                        request.getTag(),
                                        request.getCommand(),
                                        HumanReadableText.FAILURE_OVERQUOTA,
                                        ResponseCode.overQuota())
                                : message);
            }

            @Override
            public void flush() {
                client.flush();
            }
        });
    }
}

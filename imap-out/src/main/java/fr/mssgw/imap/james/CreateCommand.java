package fr.mssgw.imap.james;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.james.imap.api.display.HumanReadableText;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.message.request.CreateRequest;
import org.apache.james.imap.processor.CreateProcessor;
import org.apache.james.mailbox.MailboxManager;
import org.apache.james.mailbox.exception.MailboxNameException;
import org.apache.james.metrics.api.MetricFactory;
import reactor.core.publisher.Mono;

/** CREATE that always answers: James 3.8.1 says nothing where a name comes to nothing, such as {@code #private}. */
final class CreateCommand extends CreateProcessor {
    CreateCommand(MailboxManager mailboxes, StatusResponseFactory responses, MetricFactory metrics) {
        super(mailboxes, responses, metrics);
    }

    @Override
    protected Mono<Void> processRequestReactive(CreateRequest request, ImapSession session, Responder responder) {
        AtomicBoolean answered = new AtomicBoolean();
        Responder noting = new Rewriting(responder, message -> {
            answered.set(true);
            return message;
        });
        return super.processRequestReactive(request, session, noting)
                .onErrorResume(MailboxNameException.class, wrong -> Mono.empty())
                .then(Mono.fromRunnable(() -> {
                    if (!answered.get()) {
                        no(request, responder, HumanReadableText.FAILURE_MAILBOX_NAME);
                    }
                }));
    }
}

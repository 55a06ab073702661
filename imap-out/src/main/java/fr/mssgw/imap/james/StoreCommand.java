package fr.mssgw.imap.james;

import fr.mssgw.imap.james.connection.Octets;
import fr.mssgw.imap.james.mailbox.TimelyFolder;
import fr.mssgw.store.mailbox.TooManyKeywords;
import java.nio.charset.StandardCharsets;
import org.apache.james.imap.api.message.response.StatusResponse;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.message.request.StoreRequest;
import org.apache.james.imap.message.response.FetchResponse;
import org.apache.james.imap.processor.StoreProcessor;
import org.apache.james.mailbox.MailboxManager;
import org.apache.james.metrics.api.MetricFactory;
import reactor.core.publisher.Mono;

/**
 * STORE whose MODIFIED names the messages and nothing else (RFC 7162 §3.1.3), where James 3.8.1 writes a 0 before them; and
 * which refuses keywords of which a message has too many already.
 */
final class StoreCommand extends StoreProcessor {
    private final ClientNews news;

    StoreCommand(MailboxManager mailboxes, StatusResponseFactory responses, MetricFactory metrics) {
        super(mailboxes, responses, metrics);
        this.news = new ClientNews(responses);
    }

    @Override
    protected Mono<Void> processRequestReactive(StoreRequest request, ImapSession session, Responder responder) {
        return super.processRequestReactive(request, session, new Rewriting(responder, message -> {
                    if (message instanceof FetchResponse && session.getSelected() instanceof TimelyFolder folder) {
                        folder.catchUp();
                        news.tellKeywords(folder, session, responder); // James tells of them after it
                    }
                    return message instanceof StatusResponse status && isModified(status.getResponseCode())
                            ? modified(status)
                            : message;
                }))
                .onErrorResume(TooManyKeywords.class, full -> {
                    responder.respond(Refusals.KEYWORDS.refusing(request));
                    return Mono.empty();
                });
    }

    private static boolean isModified(StatusResponse.@org.jspecify.annotations.Nullable ResponseCode code) {
        return code != null && code.getCode().equals("MODIFIED");
    }

    private static Octets modified(StatusResponse status) {
        String line = status.getTag().asString() + " "
                + status.getServerResponseType().getCode() + " [MODIFIED "
                + String.join(",", status.getResponseCode().getParameters()) + "] "
                + status.getTextKey().getDefaultValue() + "\r\n";
        return writer -> writer.write(line.getBytes(StandardCharsets.US_ASCII));
    }
}

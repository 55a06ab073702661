package fr.mssgw.imap.james.id;

import fr.mssgw.imap.james.connection.Octets;
import java.nio.charset.StandardCharsets;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.message.request.IDRequest;
import org.apache.james.imap.processor.IdProcessor;
import org.apache.james.mailbox.MailboxManager;
import org.apache.james.metrics.api.MetricFactory;
import reactor.core.publisher.Mono;

/**
 * ID. We say what we are and never which version, since anybody may ask before login. What the client says is neither
 * logged, as it may be anything, nor does it change how it is served (RFC 2971 §2).
 */
public final class IdCommand extends IdProcessor {
    private static final byte[] OURS = "* ID (\"name\" \"MSSante gateway\")\r\n".getBytes(StandardCharsets.US_ASCII);

    public IdCommand(MailboxManager mailboxes, StatusResponseFactory responses, MetricFactory metrics) {
        super(mailboxes, responses, metrics);
    }

    @Override
    protected Mono<Void> processRequestReactive(IDRequest request, ImapSession session, Responder responder) {
        Octets ours = writer -> writer.write(OURS);
        return Mono.fromRunnable(() -> {
            responder.respond(ours);
            okComplete(request, responder);
        });
    }
}

package fr.mssgw.imap.james.list;

import fr.mssgw.imap.james.mailbox.BalMailboxManager;
import java.util.Set;
import java.util.TreeSet;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.message.request.LsubRequest;
import org.apache.james.imap.message.response.LSubResponse;
import org.apache.james.imap.processor.AbstractMailboxProcessor;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.util.MDCBuilder;
import reactor.core.publisher.Mono;

/** LSUB, whose patterns James 3.8.1 matches by a regular expression that some of them keep busy for hours. */
public final class LsubCommand extends AbstractMailboxProcessor<LsubRequest> {
    private final BalMailboxManager mailboxes;

    public LsubCommand(BalMailboxManager mailboxes, StatusResponseFactory responses, MetricFactory metrics) {
        super(LsubRequest.class, mailboxes, responses, metrics);
        this.mailboxes = mailboxes;
    }

    @Override
    protected Mono<Void> processRequestReactive(LsubRequest request, ImapSession session, Responder responder) {
        return Mono.fromRunnable(() -> {
            NamePattern pattern = NamePattern.of(request.getBaseReferenceName(), request.getMailboxPattern());
            TreeSet<String> subscribed = new TreeSet<>(mailboxes.subscribedNames(session.getMailboxSession()));
            Set<String> above = pattern.endsWithinLevel() ? Listing.above(subscribed) : Set.of();
            TreeSet<String> names = new TreeSet<>(subscribed);
            names.addAll(above);
            for (String name : names) {
                if (pattern.matches(name)) {
                    responder.respond(new LSubResponse(name, !subscribed.contains(name), NamePattern.DELIMITER));
                }
            }
            okComplete(request, responder);
        });
    }

    @Override
    protected MDCBuilder mdc(LsubRequest request) {
        return MDCBuilder.create().addToContext(MDCBuilder.ACTION, "LSUB");
    }
}

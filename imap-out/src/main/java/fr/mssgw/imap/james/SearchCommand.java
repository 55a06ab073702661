package fr.mssgw.imap.james;

import fr.mssgw.imap.james.mailbox.BalMailboxManager;
import fr.mssgw.imap.james.mailbox.SearchTooBroad;
import fr.mssgw.imap.james.mailbox.StoredMailboxId;
import fr.mssgw.store.mailbox.ListedMessage;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.james.imap.api.message.request.SearchResultOption;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.api.process.SelectedMailbox;
import org.apache.james.imap.message.request.SearchRequest;
import org.apache.james.imap.message.response.ESearchResponse;
import org.apache.james.imap.processor.SearchProcessor;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.metrics.api.MetricFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * SEARCH whose MODSEQ is that of the messages which the answer names: with MIN or MAX alone of that one, with both the
 * higher of the two (RFC 4731 §3.2, RFC 7162 §3.1.10). James 3.8.1 gives the highest of all found in each case. One with
 * more keys than {@link SearchBounds} allow is refused.
 */
final class SearchCommand extends SearchProcessor {
    private static final Set<SearchResultOption> ONE_EACH = EnumSet.of(SearchResultOption.MIN, SearchResultOption.MAX);

    private final BalMailboxManager mailboxes;

    SearchCommand(BalMailboxManager mailboxes, StatusResponseFactory responses, MetricFactory metrics) {
        super(mailboxes, responses, metrics);
        this.mailboxes = mailboxes;
    }

    @Override
    protected Mono<Void> processRequestReactive(SearchRequest request, ImapSession session, Responder responder) {
        if (SearchBounds.arePassedBy(request.getSearchOperation().getSearchKey())) {
            return Mono.fromRunnable(() -> responder.respond(SearchBounds.TOO_MUCH.refusing(request)));
        }
        Responder rewriting = new Rewriting(
                responder,
                message -> message instanceof ESearchResponse found
                                && found.getHighestModSeq() != null
                                && namesOnly(found.getSearchResultOptions())
                        ? withOwnModseq(found, session)
                        : message);
        return super.processRequestReactive(request, session, rewriting)
                .onErrorResume(
                        SearchTooBroad.class,
                        tooBroad ->
                                Mono.fromRunnable(() -> responder.respond(SearchBounds.TOO_BROAD.refusing(request))));
    }

    /** Whether nothing but the first or the last message is named; SAVE names none. */
    private static boolean namesOnly(List<SearchResultOption> options) {
        return options.stream().anyMatch(ONE_EACH::contains)
                && options.stream().allMatch(option -> ONE_EACH.contains(option) || option == SearchResultOption.SAVE);
    }

    private ESearchResponse withOwnModseq(ESearchResponse found, ImapSession session) {
        SelectedMailbox selected = session.getSelected();
        List<Long> uids = LongStream.of(
                        found.getSearchResultOptions().contains(SearchResultOption.MIN) ? found.getMinUid() : -1,
                        found.getSearchResultOptions().contains(SearchResultOption.MAX) ? found.getMaxUid() : -1)
                .filter(number -> number > 0)
                .mapToObj(number ->
                        found.getUseUid() ? Optional.of(MessageUid.of(number)) : selected.uid(Math.toIntExact(number)))
                .flatMap(Optional::stream)
                .map(MessageUid::asLong)
                .toList();
        @Nullable ModSeq highest = mailboxes
                .listing(session.getMailboxSession())
                .some(StoredMailboxId.of(selected.getMailboxId()), uids, Set.of())
                .stream()
                .map(ListedMessage::modseq)
                .max(Long::compare)
                .map(ModSeq::of)
                .orElse(null);
        return new ESearchResponse(
                found.getMinUid(),
                found.getMaxUid(),
                found.getCount(),
                found.getAll(),
                highest,
                found.getTag(),
                found.getUseUid(),
                found.getSearchResultOptions());
    }
}

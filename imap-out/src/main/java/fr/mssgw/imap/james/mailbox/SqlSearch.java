package fr.mssgw.imap.james.mailbox;

import fr.mssgw.core.mail.ReadableText;
import fr.mssgw.imap.james.connection.NoLongerWanted;
import fr.mssgw.store.mailbox.MessageFilter;
import fr.mssgw.store.mailbox.MessageReading;
import fr.mssgw.store.mailbox.MessageRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.james.mailbox.MailboxManager.MessageCapabilities;
import org.apache.james.mailbox.MailboxManager.SearchCapabilities;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.model.SearchQuery;
import org.apache.james.mailbox.model.SearchQuery.Criterion;
import org.apache.james.mailbox.store.search.MessageSearchIndex;
import reactor.core.publisher.Flux;

/**
 * SEARCH. What columns and indexes know is one query: flags, dates, sizes, UIDs, the usual header fields and words of the
 * text. Other fields, and texts for what is no word, are then looked at in what that query left, page by page; of texts
 * only so many are read for one search.
 */
final class SqlSearch implements MessageSearchIndex {
    private static final int PAGE = 200;
    private static final int MOST_TEXT = 1_000_000;

    /** Of all criteria together that a query decides within others. */
    private static final long MOST_UIDS_HELD = 100_000;

    /** Of messages whose text is read for one search: a second or so. */
    private static final long MOST_OCTETS_READ = 32L << 20;

    /** What a message counts for at least: it is a query too. */
    private static final long LEAST_OF_ONE = 16 * 1024;

    private final MessageReading reading;
    private final TextIndexer indexer;

    SqlSearch(MessageReading reading, TextIndexer indexer) {
        this.reading = reading;
        this.indexer = indexer;
    }

    @Override
    public Flux<MessageUid> search(MailboxSession session, Mailbox mailbox, SearchQuery query) {
        return Flux.defer(() -> Flux.fromIterable(uids(StoredMailboxId.of(mailbox.getMailboxId()), query)))
                .map(MessageUid::of);
    }

    private List<Long> uids(long mailboxId, SearchQuery query) {
        SearchPlan plan = SearchPlan.of(query);
        if (plan.filter().readsText()) {
            indexer.catchUp(mailboxId);
        }
        if (plan.exact()) {
            return reading.uids(mailboxId, plan.filter());
        }
        try {
            return looked(mailboxId, query, plan);
        } catch (IOException e) {
            throw new UncheckedIOException("reading messages for a search", e);
        }
    }

    /** What the filter decides alone has held for each message that comes through it. */
    private List<Long> looked(long mailboxId, SearchQuery query, SearchPlan plan) throws IOException {
        List<Criterion> open = query.getCriteria().stream()
                .filter(criterion ->
                        !SearchPlan.of(criterion, query.getRecentMessageUids()).exact())
                .toList();
        long[] octetsLeft = {MOST_OCTETS_READ};
        SearchMatcher matcher = new SearchMatcher(decided(mailboxId, open, query), row -> text(row, octetsLeft));
        List<Long> found = new ArrayList<>();
        long from = 1;
        List<MessageRow> page;
        do {
            page = reading.page(mailboxId, from, Long.MAX_VALUE - 1, PAGE, true, plan.filter());
            for (MessageRow row : page) {
                NoLongerWanted.check();
                if (matcher.matches(row, open)) {
                    found.add(row.uid());
                }
                from = row.uid() + 1;
            }
        } while (page.size() == PAGE);
        return found;
    }

    private Map<Criterion, DecidedByQuery> decided(long mailboxId, List<Criterion> open, SearchQuery query) {
        Map<Criterion, MessageFilter> filters = new LinkedHashMap<>();
        open.forEach(criterion -> collect(criterion, query.getRecentMessageUids(), filters));
        long stretch = Math.max(PAGE, MOST_UIDS_HELD / Math.max(1, filters.size()));
        Map<Criterion, DecidedByQuery> decided = new HashMap<>();
        filters.forEach((criterion, filter) -> decided.put(
                criterion,
                new DecidedByQuery(
                        stretch,
                        (from, to) -> reading.uids(
                                mailboxId, MessageFilter.and(List.of(MessageFilter.uids(from, to), filter))))));
        return decided;
    }

    /** The outermost criteria that a query decides, and their filters. */
    private static void collect(
            Criterion criterion, Collection<MessageUid> recent, Map<Criterion, MessageFilter> filters) {
        SearchPlan plan = SearchPlan.of(criterion, recent);
        if (plan.exact()) {
            filters.put(criterion, plan.filter());
        } else if (criterion instanceof SearchQuery.ConjunctionCriterion group) {
            group.getCriteria().forEach(part -> collect(part, recent, filters));
        }
    }

    private String text(MessageRow row, long[] octetsLeft) throws IOException {
        octetsLeft[0] -= Math.max(LEAST_OF_ONE, Math.min(row.size(), 4L * MOST_TEXT));
        if (octetsLeft[0] < 0) {
            throw new SearchTooBroad();
        }
        StoredMessage message = new StoredMessage(row, reading);
        ReadableText text = ReadableText.of(new StoredOctets(row.size(), message::getFullContent), MOST_TEXT);
        return text.text() + " " + text.fileNames();
    }

    @Override
    public Flux<MessageId> search(
            MailboxSession session, Collection<MailboxId> mailboxes, SearchQuery query, long limit) {
        return Flux.fromIterable(mailboxes)
                .concatMapIterable(mailbox -> {
                    long id = StoredMailboxId.of(mailbox);
                    return uids(id, query).stream()
                            .flatMap(uid -> reading.page(id, uid, uid, 1, false).stream())
                            .map(row -> (MessageId) new StoredMessageId(row.messageId()))
                            .toList();
                })
                .distinct()
                .take(limit);
    }

    @Override
    public EnumSet<SearchCapabilities> getSupportedCapabilities(EnumSet<MessageCapabilities> capabilities) {
        return EnumSet.of(SearchCapabilities.Text, SearchCapabilities.PartialEmailMatch);
    }
}

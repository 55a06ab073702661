package fr.mssgw.imap.james.mailbox;

import java.util.Collection;
import java.util.EnumSet;
import org.apache.james.mailbox.MailboxManager.MessageCapabilities;
import org.apache.james.mailbox.MailboxManager.SearchCapabilities;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.model.SearchQuery;
import org.apache.james.mailbox.store.search.MessageSearchIndex;
import reactor.core.publisher.Flux;

/** SEARCH among flags as the person who searches sees them: {@code UNSEEN} may be each person's own. */
final class SearchAsSeen implements MessageSearchIndex {
    private final SqlMapperFactory mappers;

    SearchAsSeen(SqlMapperFactory mappers) {
        this.mappers = mappers;
    }

    private SqlSearch of(MailboxSession session) {
        return new SqlSearch(mappers.reading(session), mappers.indexer());
    }

    @Override
    public Flux<MessageUid> search(MailboxSession session, Mailbox mailbox, SearchQuery query) {
        return of(session).search(session, mailbox, query);
    }

    @Override
    public Flux<MessageId> search(
            MailboxSession session, Collection<MailboxId> mailboxes, SearchQuery query, long limit) {
        return of(session).search(session, mailboxes, query, limit);
    }

    @Override
    public EnumSet<SearchCapabilities> getSupportedCapabilities(EnumSet<MessageCapabilities> capabilities) {
        return EnumSet.of(SearchCapabilities.Text, SearchCapabilities.PartialEmailMatch);
    }
}

package fr.mssgw.imap.james.mailbox;

import fr.mssgw.core.mailbox.MailboxSettings;
import fr.mssgw.store.mailbox.MailboxRow;
import fr.mssgw.store.mailbox.MailboxTable;
import fr.mssgw.store.mailbox.OtherNodes;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.TestDatabase;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.james.mailbox.Authorizator.AuthorizationState;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MessageIdManager;
import org.apache.james.mailbox.MessageManager;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.manager.IntegrationResources;
import org.apache.james.mailbox.model.ComposedMessageIdWithMetaData;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.model.MessageRange;
import org.apache.james.mailbox.quota.MaxQuotaManager;
import org.apache.james.mailbox.quota.QuotaManager;
import org.apache.james.mailbox.quota.QuotaRootResolver;
import org.apache.james.mailbox.store.SessionProviderImpl;
import org.apache.james.mailbox.store.search.MessageSearchIndex;
import org.apache.james.utils.UpdatableTickingClock;
import reactor.core.publisher.Flux;

/** Feeds James' suites of managers (docs/imap-contract-suites.md) our mailbox manager. */
public final class ContractManager implements IntegrationResources<BalMailboxManager> {
    private static final Database DATABASE = TestDatabase.fresh(12);

    private final UpdatableTickingClock clock = new UpdatableTickingClock(Instant.parse("2026-11-22T08:00:00Z"));
    private final SettableLimits limits = new SettableLimits();
    private final BalMailboxManager mailboxes;

    /** Without folders, as each case begins. */
    public ContractManager() {
        MailboxTable table = new MailboxTable(DATABASE);
        table.all().stream().map(MailboxRow::id).forEach(table::delete);
        DATABASE.jdbi().useHandle(handle -> handle.execute("DELETE FROM subscription"));
        this.mailboxes = BalMailboxManager.on(
                DATABASE,
                new SessionProviderImpl((user, password) -> true, (user, other) -> AuthorizationState.ALLOWED),
                new Trace(event -> {}, (bal, messages, actor) -> {}, InstantSource.system()),
                bal -> MailboxSettings.UNLIMITED,
                OtherNodes.NONE,
                (rows, roots) -> new BalQuota(rows, roots, limits::octets),
                clock);
    }

    public UpdatableTickingClock clock() {
        return clock;
    }

    /** What the suite of searches needs of James' manager for JMAP: files a message in folders, by COPY, and in no other. */
    public MessageIdManager filing() {
        return (MessageIdManager) Proxy.newProxyInstance(
                MessageIdManager.class.getClassLoader(),
                new Class<?>[] {MessageIdManager.class},
                (self, method, given) -> {
                    if (!method.getName().equals("setInMailboxes")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    file((MessageId) given[0], (Collection<?>) given[1], (MailboxSession) given[2]);
                    return null;
                });
    }

    private void file(MessageId message, Collection<?> folders, MailboxSession session) throws MailboxException {
        Map<MailboxId, MessageUid> places = new LinkedHashMap<>();
        for (MailboxPath path : mailboxes.list(session)) {
            if (!path.belongsTo(session)) {
                continue;
            }
            Flux.from(mailboxes.getMailbox(path, session).listMessagesMetadata(MessageRange.all(), session))
                    .map(ComposedMessageIdWithMetaData::getComposedMessageId)
                    .filter(one -> one.getMessageId().equals(message))
                    .toIterable()
                    .forEach(one -> places.put(one.getMailboxId(), one.getUid()));
        }
        Map.Entry<MailboxId, MessageUid> first = places.entrySet().iterator().next();
        for (Object folder : folders) {
            if (!places.containsKey(folder)) {
                mailboxes.copyMessages(first.getValue().toRange(), first.getKey(), (MailboxId) folder, session);
            }
        }
        for (Map.Entry<MailboxId, MessageUid> place : places.entrySet()) {
            if (!folders.contains(place.getKey())) {
                mailboxes.getMailbox(place.getKey(), session).delete(List.of(place.getValue()), session);
            }
        }
    }

    public MessageSearchIndex search() {
        return mailboxes.searchIndex();
    }

    public MessageId.Factory numbering() {
        return mailboxes.getMessageIdFactory();
    }

    public MessageManager create(MailboxPath path, MailboxSession session) throws MailboxException {
        mailboxes.createMailbox(path, session);
        return mailboxes.getMailbox(path, session);
    }

    @Override
    public BalMailboxManager getMailboxManager() {
        return mailboxes;
    }

    @Override
    public QuotaManager getQuotaManager() {
        return mailboxes.getQuotaComponents().getQuotaManager();
    }

    /** What stands for the configuration: limits of octets can be laid down, limits of messages do not exist. */
    @Override
    public MaxQuotaManager getMaxQuotaManager() {
        return limits;
    }

    @Override
    public QuotaRootResolver getQuotaRootResolver() {
        return mailboxes.getQuotaComponents().getQuotaRootResolver();
    }
}

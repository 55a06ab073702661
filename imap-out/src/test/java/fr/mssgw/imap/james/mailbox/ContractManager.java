package fr.mssgw.imap.james.mailbox;

import fr.mssgw.core.mailbox.MailboxSettings;
import fr.mssgw.store.mailbox.MailboxRow;
import fr.mssgw.store.mailbox.MailboxTable;
import fr.mssgw.store.mailbox.OtherNodes;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.TestDatabase;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.apache.james.events.EventBus;
import org.apache.james.mailbox.Authorizator.AuthorizationState;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MessageIdManager;
import org.apache.james.mailbox.MessageManager;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.extension.PreDeletionHook;
import org.apache.james.mailbox.manager.IntegrationResources;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.quota.MaxQuotaManager;
import org.apache.james.mailbox.quota.QuotaManager;
import org.apache.james.mailbox.quota.QuotaRootResolver;
import org.apache.james.mailbox.store.PreDeletionHooks;
import org.apache.james.mailbox.store.SessionProviderImpl;
import org.apache.james.mailbox.store.StoreMessageIdManager;
import org.apache.james.mailbox.store.search.MessageSearchIndex;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.james.utils.UpdatableTickingClock;

/**
 * Feeds James' suites of managers (docs/imap-contract-suites.md): our mailbox manager, and James' {@code
 * StoreMessageIdManager} on our mappers, which the gateway itself does not assemble.
 */
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

    /** Messages by their ids, with the events and the quota of our mailbox manager. */
    public MessageIdManager messageIds() {
        return messageIds(mailboxes.getEventBus(), getQuotaManager(), Set.of());
    }

    public MessageIdManager messageIds(EventBus events, QuotaManager quota, Set<PreDeletionHook> hooks) {
        return new StoreMessageIdManager(
                mailboxes.rights(),
                mailboxes.getMapperFactory(),
                events,
                quota,
                getQuotaRootResolver(),
                new PreDeletionHooks(hooks, new RecordingMetricFactory()));
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

    /** The one that clients meet. */
    public MaxQuotaManager assembledLimits() {
        return mailboxes.getQuotaComponents().getMaxQuotaManager();
    }

    @Override
    public QuotaRootResolver getQuotaRootResolver() {
        return mailboxes.getQuotaComponents().getQuotaRootResolver();
    }
}

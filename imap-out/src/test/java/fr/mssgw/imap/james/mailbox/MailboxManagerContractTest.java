package fr.mssgw.imap.james.mailbox;

import fr.mssgw.core.mailbox.MailboxSettings;
import fr.mssgw.store.mailbox.MailboxRow;
import fr.mssgw.store.mailbox.MailboxTable;
import fr.mssgw.store.mailbox.OtherNodes;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.TestDatabase;
import java.time.Clock;
import java.time.InstantSource;
import org.apache.james.events.EventBus;
import org.apache.james.mailbox.Authorizator;
import org.apache.james.mailbox.MailboxManagerTest;
import org.apache.james.mailbox.SubscriptionManager;
import org.apache.james.mailbox.store.SessionProviderImpl;
import org.apache.james.mailbox.store.quota.NoQuotaManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OtherwiseHere.class)
class MailboxManagerContractTest extends MailboxManagerTest<BalMailboxManager> {
    private static final Database DATABASE = TestDatabase.fresh(12);

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    @Override
    protected BalMailboxManager provideMailboxManager() {
        MailboxTable table = new MailboxTable(DATABASE);
        table.all().stream().map(MailboxRow::id).forEach(table::delete);
        DATABASE.jdbi().useHandle(handle -> handle.execute("DELETE FROM subscription"));
        return BalMailboxManager.on(
                DATABASE,
                new SessionProviderImpl(
                        (user, password) -> true, (user, other) -> Authorizator.AuthorizationState.ALLOWED),
                new Trace(event -> {}, (bal, messages, actor) -> {}, InstantSource.system()),
                bal -> MailboxSettings.UNLIMITED,
                OtherNodes.NONE,
                (mailboxes, roots) -> new NoQuotaManager(),
                Clock.systemUTC());
    }

    @Override
    protected SubscriptionManager provideSubscriptionManager() {
        return mailboxManager.subscriptions();
    }

    @Override
    protected EventBus retrieveEventBus(BalMailboxManager manager) {
        return manager.getEventBus();
    }
}

package org.apache.james.mailbox.store;

import fr.mssgw.imap.james.mailbox.ContractManager;
import java.util.Set;
import org.apache.james.events.EventBus;
import org.apache.james.mailbox.extension.PreDeletionHook;
import org.apache.james.mailbox.quota.QuotaManager;

class MessageIdManagerSideEffectContractTest extends AbstractMessageIdManagerSideEffectTest {
    @Override
    protected MessageIdManagerTestSystem createTestSystem(
            QuotaManager quota, EventBus events, Set<PreDeletionHook> hooks) {
        ContractManager manager = new ContractManager();
        return new MessageIdManagerTestSystem(
                manager.messageIds(events, quota, hooks),
                manager.numbering(),
                manager.getMailboxManager().getMapperFactory(),
                manager.getMailboxManager());
    }
}

package fr.mssgw.imap.james.mailbox;

import org.apache.james.events.EventBus;
import org.apache.james.mailbox.MailboxManagerStressContract;

class MailboxManagerStressContractTest implements MailboxManagerStressContract<BalMailboxManager> {
    private final BalMailboxManager manager = new ContractManager().getMailboxManager();

    @Override
    public BalMailboxManager getManager() {
        return manager;
    }

    @Override
    public EventBus retrieveEventBus() {
        return manager.getEventBus();
    }
}

package fr.mssgw.imap.james.mailbox;

import org.apache.james.mailbox.SubscriptionManager;
import org.apache.james.mailbox.SubscriptionManagerContract;

class SubscriptionManagerContractTest implements SubscriptionManagerContract {
    private final SubscriptionManager subscriptions =
            new ContractManager().getMailboxManager().subscriptions();

    @Override
    public SubscriptionManager getSubscriptionManager() {
        return subscriptions;
    }
}

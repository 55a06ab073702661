package fr.mssgw.imap.james.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.james.core.quota.QuotaCountLimit;
import org.apache.james.mailbox.manager.IntegrationResources;
import org.apache.james.mailbox.manager.ManagerTestProvisionner;
import org.apache.james.mailbox.manager.QuotaMessageManagerContract;
import org.apache.james.mailbox.model.MessageRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuotaContractTest implements QuotaMessageManagerContract<BalMailboxManager> {
    private final ContractManager manager = new ContractManager();
    private ManagerTestProvisionner folders;

    @BeforeEach
    void provide() throws Exception {
        folders = new ManagerTestProvisionner(manager);
        folders.createMailboxes();
    }

    @Override
    public IntegrationResources<BalMailboxManager> getResources() {
        return manager;
    }

    @Override
    public ManagerTestProvisionner getProvisionner() {
        return folders;
    }

    // No BAL is limited to a number of messages (docs/imap-contract-suites.md, 7).

    @Test
    @Override
    public void testAppendOverQuotaMessages() throws Exception {
        manager.getMaxQuotaManager().setGlobalMaxMessage(QuotaCountLimit.count(8));
        folders.fillMailbox();
        assertThat(folders.getMessageManager().getMessageCount(folders.getSession()))
                .isEqualTo(16);
    }

    @Test
    @Override
    public void testCopyOverQuotaMessages() throws Exception {
        manager.getMaxQuotaManager().setGlobalMaxMessage(QuotaCountLimit.count(15));
        folders.fillMailbox();
        assertThat(manager.getMailboxManager()
                        .copyMessages(
                                MessageRange.all(),
                                ManagerTestProvisionner.INBOX,
                                folders.getSubFolder(),
                                folders.getSession()))
                .isNotEmpty();
    }
}

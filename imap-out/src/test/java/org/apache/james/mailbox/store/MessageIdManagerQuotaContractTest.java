package org.apache.james.mailbox.store;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.imap.james.mailbox.ContractManager;
import java.util.List;
import javax.mail.Flags;
import org.apache.james.core.quota.QuotaCountLimit;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MailboxSessionUtil;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.fixture.MailboxFixture;
import org.apache.james.mailbox.model.FetchGroup;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.quota.CurrentQuotaManager;
import org.apache.james.mailbox.quota.MaxQuotaManager;
import org.apache.james.mailbox.quota.QuotaManager;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

class MessageIdManagerQuotaContractTest extends AbstractMessageIdManagerQuotaTest {
    private final ContractManager manager = new ContractManager();
    private final MessageIdManagerTestSystem system = new MessageIdManagerTestSystem(
            manager.messageIds(),
            manager.numbering(),
            manager.getMailboxManager().getMapperFactory(),
            manager.getMailboxManager());

    @Override
    protected MaxQuotaManager createMaxQuotaManager() {
        return manager.getMaxQuotaManager();
    }

    /** Nobody is told to count: the transactions that store and remove do. */
    @Override
    protected CurrentQuotaManager createCurrentQuotaManager() {
        return Mockito.mock(CurrentQuotaManager.class);
    }

    @Override
    protected QuotaManager createQuotaManager(MaxQuotaManager limits, CurrentQuotaManager usage) {
        return manager.getQuotaManager();
    }

    @Override
    protected MessageIdManagerTestSystem createTestSystem(QuotaManager quota, CurrentQuotaManager usage) {
        return system;
    }

    // No BAL is limited to a number of messages (docs/imap-contract-suites.md, 9).

    @Test
    @Override
    void setInMailboxesShouldThrowWhenStorageMessageExceeded() throws Exception {
        manager.getMaxQuotaManager().setGlobalMaxMessage(QuotaCountLimit.count(2));
        MailboxSession alice = MailboxSessionUtil.create(MailboxFixture.ALICE);
        List<MailboxId> folders = List.of(
                folder(MailboxFixture.INBOX_ALICE, alice),
                folder(MailboxFixture.OUTBOX_ALICE, alice),
                folder(MailboxFixture.SENT_ALICE, alice));
        MessageId id = system.persist(folders.get(0), MessageUid.of(1), new Flags(), alice);
        system.getMessageIdManager().setInMailboxes(id, folders, alice);
        assertThat(system.getMessageIdManager().getMessage(id, FetchGroup.MINIMAL, alice))
                .hasSize(3);
    }

    private MailboxId folder(MailboxPath path, MailboxSession session) throws Exception {
        return manager.getMailboxManager().getMailbox(path, session).getId();
    }
}

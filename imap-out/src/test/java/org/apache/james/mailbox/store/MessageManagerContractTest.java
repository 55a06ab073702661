package org.apache.james.mailbox.store;

import fr.mssgw.imap.james.mailbox.ContractManager;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxPath;
import org.junit.jupiter.api.BeforeEach;

class MessageManagerContractTest extends AbstractMessageManagerTest {
    @BeforeEach
    void provide() throws Exception {
        ContractManager manager = new ContractManager();
        setup(new MessageManagerTestSystem(manager.getMailboxManager()) {
            @Override
            public Mailbox createMailbox(MailboxPath path, MailboxSession session) throws MailboxException {
                return manager.create(path, session).getMailboxEntity();
            }
        });
    }
}

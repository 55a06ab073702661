package fr.mssgw.imap.james.mailbox;

import org.apache.james.mailbox.store.mail.MailboxMapper;
import org.apache.james.mailbox.store.mail.model.MailboxMapperACLTest;
import org.junit.jupiter.api.AfterAll;

class MailboxMapperAclContractTest extends MailboxMapperACLTest {
    private static final ContractMappers MAPPERS = new ContractMappers();

    @AfterAll
    static void close() {
        MAPPERS.close();
    }

    @Override
    protected MailboxMapper createMailboxMapper() {
        return MAPPERS.emptied().createMailboxMapper();
    }
}

package fr.mssgw.imap.james.mailbox;

import org.apache.james.mailbox.store.mail.model.MapperProvider;
import org.apache.james.mailbox.store.mail.model.MessageMoveTest;
import org.junit.jupiter.api.AfterAll;

class MessageMoveContractTest extends MessageMoveTest {
    private static final ContractMappers MAPPERS = new ContractMappers();

    @AfterAll
    static void close() {
        MAPPERS.close();
    }

    @Override
    protected MapperProvider createMapperProvider() {
        return MAPPERS.emptied();
    }
}

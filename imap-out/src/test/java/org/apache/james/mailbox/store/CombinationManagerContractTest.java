package org.apache.james.mailbox.store;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.imap.james.mailbox.ContractManager;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MailboxSessionUtil;
import org.apache.james.mailbox.MessageIdManager;
import org.apache.james.mailbox.MessageManager;
import org.apache.james.mailbox.MessageManager.AppendCommand;
import org.apache.james.mailbox.MessageManager.MailboxMetaData;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.fixture.MailboxFixture;
import org.apache.james.mailbox.model.FetchGroup;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.model.MessageResult;
import org.apache.james.mailbox.model.SearchQuery;
import org.apache.james.mime4j.dom.Message;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class CombinationManagerContractTest extends AbstractCombinationManagerTest {
    private final ContractManager manager = new ContractManager();
    private final MessageIdManager messages = manager.messageIds();
    private final MailboxSession alice = MailboxSessionUtil.create(MailboxFixture.ALICE);

    @Override
    protected CombinationManagerTestSystem createTestingData() {
        return new CombinationManagerTestSystem(manager.getMailboxManager(), messages) {
            @Override
            public Mailbox createMailbox(MailboxPath path, MailboxSession session) throws MailboxException {
                return manager.create(path, session).getMailboxEntity();
            }

            @Override
            public MessageManager createMessageManager(Mailbox mailbox, MailboxSession session)
                    throws MailboxException {
                return manager.getMailboxManager().getMailbox(mailbox.getMailboxId(), session);
            }
        };
    }

    // The folder numbers what is filed; the number that James' manager drew before stays unused (4).

    @Test
    @Override
    void
            searchFromMessageManagerShouldReturnMessagesUsingSetInMailboxesFromMessageIdManagerWhenSearchByMailboxQueryWithMailboxPath()
                    throws Exception {
        MessageManager outbox = outbox();
        MessageUid uid = filedIn(outbox);
        assertThat(Flux.from(outbox.search(SearchQuery.of(SearchQuery.all()), alice))
                        .toStream())
                .containsExactly(uid);
    }

    @Test
    @Override
    void getMetadataFromMessageManagerShouldReturnFirstUnseenMessageWhenSetInMailboxesFromMessageIdManager()
            throws Exception {
        MessageManager outbox = outbox();
        MessageUid uid = filedIn(outbox);
        assertThat(outbox.getMetaData(MailboxMetaData.RecentMode.RESET, alice, MailboxMetaData.FetchGroup.FIRST_UNSEEN)
                        .getFirstUnseen())
                .isEqualTo(uid);
    }

    private MessageManager outbox() throws MailboxException {
        return manager.getMailboxManager().getMailbox(MailboxFixture.OUTBOX_ALICE, alice);
    }

    private MessageUid filedIn(MessageManager outbox) throws Exception {
        MessageManager inbox = manager.getMailboxManager().getMailbox(MailboxFixture.INBOX_ALICE, alice);
        Message message = Message.Builder.of()
                .setSubject("test")
                .setBody("testmail", StandardCharsets.UTF_8)
                .build();
        MessageId id =
                inbox.appendMessage(AppendCommand.from(message), alice).getId().getMessageId();
        messages.setInMailboxes(id, List.of(inbox.getId(), outbox.getId()), alice);
        return messages.getMessage(id, FetchGroup.MINIMAL, alice).stream()
                .filter(copy -> copy.getMailboxId().equals(outbox.getId()))
                .map(MessageResult::getUid)
                .findFirst()
                .orElseThrow();
    }
}

package org.apache.james.mailbox.store;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.imap.james.mailbox.ContractManager;
import java.util.List;
import javax.mail.Flags;
import javax.mail.Flags.Flag;
import org.apache.james.mailbox.FlagsBuilder;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MailboxSessionUtil;
import org.apache.james.mailbox.MessageIdManager;
import org.apache.james.mailbox.MessageManager.FlagsUpdateMode;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.fixture.MailboxFixture;
import org.apache.james.mailbox.model.FetchGroup;
import org.apache.james.mailbox.model.MailboxACL;
import org.apache.james.mailbox.model.MailboxACL.Rfc4314Rights;
import org.apache.james.mailbox.model.MailboxACL.Right;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.model.MessageResult;
import org.junit.jupiter.api.Test;

class MessageIdManagerStorageContractTest extends AbstractMessageIdManagerStorageTest {
    private final ContractManager manager = new ContractManager();
    private final MessageIdManagerTestSystem system = new MessageIdManagerTestSystem(
            manager.messageIds(),
            manager.numbering(),
            manager.getMailboxManager().getMapperFactory(),
            manager.getMailboxManager());
    private final MessageIdManager messages = system.getMessageIdManager();
    private final MailboxSession alice = MailboxSessionUtil.create(MailboxFixture.ALICE);
    private final MailboxSession bob = MailboxSessionUtil.create(MailboxFixture.BOB);

    @Override
    protected MessageIdManagerTestSystem createTestingData() {
        return system;
    }

    // What comes into a folder is recent there, and no caller takes that away (docs/imap-contract-suites.md, 2).

    @Test
    @Override
    void setFlagsShouldChangeFlagsInAllMailboxes() throws Exception {
        MailboxId inbox = folder(MailboxFixture.INBOX_ALICE, alice);
        MailboxId outbox = folder(MailboxFixture.OUTBOX_ALICE, alice);
        MessageId id = system.persist(inbox, MessageUid.of(1), new Flags(), alice);
        messages.setInMailboxes(id, List.of(inbox, outbox), alice);
        messages.setFlags(new Flags(Flag.SEEN), FlagsUpdateMode.ADD, id, List.of(inbox, outbox), alice);
        assertThat(flags(id, inbox)).isEqualTo(new Flags(Flag.SEEN));
        assertThat(flags(id, outbox)).isEqualTo(recent(Flag.SEEN));
    }

    @Test
    @Override
    void setInMailboxesShouldReplaceFlagsOfMessageInAddedMailboxes() throws Exception {
        MailboxId inbox = folder(MailboxFixture.INBOX_ALICE, alice);
        MailboxId outbox = folder(MailboxFixture.OUTBOX_ALICE, alice);
        MailboxId sent = folder(MailboxFixture.SENT_ALICE, alice);
        MessageId id = system.persist(inbox, MessageUid.of(1), new Flags(), alice);
        messages.setInMailboxes(id, List.of(inbox, outbox), alice);
        messages.setFlags(new Flags(Flag.SEEN), FlagsUpdateMode.ADD, id, List.of(inbox, outbox), alice);
        messages.setInMailboxes(id, List.of(inbox, sent), alice);
        assertThat(flags(id, sent)).isEqualTo(recent(Flag.SEEN));
    }

    @Test
    @Override
    void setInMailboxesShouldSanitizeFlagsWhenNoWriteRight() throws Exception {
        assertThat(filedByBob(new Rfc4314Rights(Right.Read, Right.Lookup, Right.Insert)))
                .isEqualTo(recent());
    }

    @Test
    @Override
    void setInMailboxesShouldPreserveFlagsWhenWriteRight() throws Exception {
        assertThat(filedByBob(new Rfc4314Rights(Right.Read, Right.Lookup, Right.Insert, Right.Write)))
                .isEqualTo(recent(Flag.FLAGGED));
    }

    private Flags filedByBob(Rfc4314Rights rights) throws MailboxException {
        MailboxId inbox = folder(MailboxFixture.INBOX_ALICE, alice);
        MailboxACL.ACLCommand command =
                MailboxACL.command().forUser(MailboxFixture.BOB).rights(rights).asAddition();
        try {
            system.setACL(inbox, MailboxACL.EMPTY.apply(command), alice);
        } catch (org.apache.james.mailbox.exception.UnsupportedRightException impossible) {
            throw new AssertionError(impossible);
        }
        MessageId id =
                system.persist(folder(MailboxFixture.INBOX_BOB, bob), MessageUid.of(1), new Flags(Flag.FLAGGED), bob);
        messages.setInMailboxes(id, List.of(inbox), bob);
        return flags(id, inbox);
    }

    private MailboxId folder(MailboxPath path, MailboxSession session) throws MailboxException {
        return manager.getMailboxManager().getMailbox(path, session).getId();
    }

    private Flags flags(MessageId id, MailboxId folder) throws MailboxException {
        return messages.getMessage(id, FetchGroup.MINIMAL, alice).stream()
                .filter(message -> message.getMailboxId().equals(folder))
                .map(MessageResult::getFlags)
                .findFirst()
                .orElseThrow();
    }

    private static Flags recent(Flag... more) {
        return new FlagsBuilder().add(Flag.RECENT).add(more).build();
    }
}

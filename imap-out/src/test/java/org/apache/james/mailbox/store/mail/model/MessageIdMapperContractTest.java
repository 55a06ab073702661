package org.apache.james.mailbox.store.mail.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Iterables;
import com.google.common.collect.Multimap;
import fr.mssgw.imap.james.mailbox.ContractMappers;
import java.util.List;
import javax.mail.Flags;
import javax.mail.Flags.Flag;
import org.apache.james.mailbox.FlagsBuilder;
import org.apache.james.mailbox.MessageManager.FlagsUpdateMode;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.UpdatedFlags;
import org.apache.james.mailbox.store.mail.MessageMapper.FetchType;
import org.apache.james.utils.UpdatableTickingClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MessageIdMapperContractTest extends MessageIdMapperTest {
    private static final ContractMappers MAPPERS = new ContractMappers();

    @AfterAll
    static void close() {
        MAPPERS.close();
    }

    @Override
    protected MapperProvider provideMapper() {
        return MAPPERS.emptied();
    }

    @Override
    protected UpdatableTickingClock updatableTickingClock() {
        return MAPPERS.clock();
    }

    @BeforeEach
    void cutHeadersWhereTheyEnd() {
        message1 = MAPPERS.message(benwaInboxMailbox, 1);
        message2 = MAPPERS.message(benwaInboxMailbox, 2);
        message3 = MAPPERS.message(benwaInboxMailbox, 3);
        message4 = MAPPERS.message(MAPPERS.work(), 4);
    }

    // The folder numbers what is saved, not the caller (docs/imap-contract-suites.md, 4).

    @Test
    @Override
    void setFlagsShouldNotModifyModSeqWhenMailboxIdsIsEmpty() throws Exception {
        sut.save(message1);
        sut.setFlags(message1.getMessageId(), List.of(), new Flags(Flag.ANSWERED), FlagsUpdateMode.REMOVE)
                .block();
        assertThat(modSeqs()).containsExactly(message1.getModSeq());
    }

    @Test
    @Override
    void setFlagsShouldNotUpdateModSeqWhenNoop() throws Exception {
        message1.setFlags(new Flags(Flag.SEEN));
        sut.save(message1);
        addFlag(Flag.SEEN);
        assertThat(modSeqs()).containsExactly(message1.getModSeq());
    }

    @Test
    @Override
    void setFlagsShouldReturnUpdatedFlagsWhenNoop() throws Exception {
        message1.setFlags(new Flags(Flag.SEEN));
        sut.save(message1);
        UpdatedFlags updated = Iterables.getOnlyElement(addFlag(Flag.SEEN).values());
        assertThat(updated.getModSeq()).isEqualTo(message1.getModSeq());
        assertThat(updated.getUid()).isEqualTo(message1.getUid());
        assertThat(updated.getOldFlags()).isEqualTo(updated.getNewFlags()).isEqualTo(new Flags(Flag.SEEN));
    }

    // No caller takes \Recent away (2).

    @Test
    @Override
    void setFlagsShouldReturnUpdatedFlagsWhenReplaceMode() throws Exception {
        message1.setFlags(new FlagsBuilder().add(Flag.RECENT, Flag.FLAGGED).build());
        sut.save(message1);
        Flags flags = new FlagsBuilder().add(Flag.DELETED).add("userflag").build();
        UpdatedFlags updated = Iterables.getOnlyElement(
                sut.setFlags(message1.getMessageId(), List.of(message1.getMailboxId()), flags, FlagsUpdateMode.REPLACE)
                        .block()
                        .values());
        flags.add(Flag.RECENT);
        assertThat(updated.getNewFlags()).isEqualTo(flags);
        assertThat(updated.getModSeq()).isEqualTo(mapperProvider.highestModSeq(benwaInboxMailbox));
    }

    // One content twice in a folder is saved twice; adding it is storing it, which happens once (5).

    @Test
    @Override
    void setFlagsShouldUpdateTwoMessagesInTheSameMailboxWithTheSameMessageId() throws Exception {
        sut.save(message1);
        sut.save(message1);
        addFlag(Flag.ANSWERED);
        assertThat(sut.find(List.of(message1.getMessageId()), FetchType.METADATA))
                .extracting(MailboxMessage::createFlags)
                .containsExactly(new Flags(Flag.ANSWERED), new Flags(Flag.ANSWERED));
    }

    @Test
    @Override
    void setFlagsShouldReturnAllUp() throws Exception {
        sut.save(message1);
        sut.save(message1);
        Multimap<MailboxId, UpdatedFlags> updated = addFlag(Flag.ANSWERED);
        assertThat(updated.values()).hasSize(2);
        assertThat(updated.asMap()).hasSize(1);
    }

    private Multimap<MailboxId, UpdatedFlags> addFlag(Flag flag) {
        return sut.setFlags(
                        message1.getMessageId(), List.of(message1.getMailboxId()), new Flags(flag), FlagsUpdateMode.ADD)
                .block();
    }

    private List<ModSeq> modSeqs() throws MailboxException {
        return sut.find(List.of(message1.getMessageId()), FetchType.FULL).stream()
                .map(MailboxMessage::getModSeq)
                .toList();
    }
}

package org.apache.james.mailbox.store.mail.model;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.imap.james.mailbox.ContractMappers;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import javax.mail.Flags;
import javax.mail.Flags.Flag;
import org.apache.james.mailbox.FlagsBuilder;
import org.apache.james.mailbox.MessageManager.FlagsUpdateMode;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.ByteContent;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.model.MessageRange;
import org.apache.james.mailbox.model.ThreadId;
import org.apache.james.mailbox.model.UpdatedFlags;
import org.apache.james.mailbox.store.FlagsUpdateCalculator;
import org.apache.james.mailbox.store.mail.MessageMapper.FetchType;
import org.apache.james.mailbox.store.mail.model.impl.Properties;
import org.apache.james.mailbox.store.mail.model.impl.PropertyBuilder;
import org.apache.james.mailbox.store.mail.model.impl.SimpleMailboxMessage;
import org.apache.james.utils.UpdatableTickingClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MessageMapperContractTest extends MessageMapperTest {
    private static final ContractMappers MAPPERS = new ContractMappers();

    @AfterAll
    static void close() {
        MAPPERS.close();
    }

    @Override
    protected MapperProvider createMapperProvider() {
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
        message4 = MAPPERS.message(benwaInboxMailbox, 4);
        message5 = MAPPERS.message(benwaInboxMailbox, 5);
        message6 = MAPPERS.message(benwaWorkMailbox, 6);
    }

    // What James lets a caller say beside the octets, we read from the octets (docs/imap-contract-suites.md, 1).

    @Test
    @Override
    void messagePropertiesShouldBeStored() throws Exception {
        MailboxMessage found = stored("Content-Type: text/html; charset=US-ASCII\nContent-Transfer-Encoding: 7bit\n");
        Properties read = found.getProperties();
        assertThat(read.getMediaType()).isEqualTo("text");
        assertThat(read.getSubType()).isEqualTo("html");
        assertThat(read.getContentTypeParameters()).containsEntry("charset", "US-ASCII");
        assertThat(read.getContentTransferEncoding()).isEqualTo("7bit");
    }

    @Test
    @Override
    void messagePropertiesShouldBeStoredWhenDuplicateEntries() throws Exception {
        assertThat(stored("Content-Language: us, fr\n").getProperties().getContentLanguage())
                .containsExactly("us", "fr");
    }

    @Test
    @Override
    void messagePropertiesShouldBeStoredWhenNoProperty() throws Exception {
        Properties read = stored("").getProperties();
        assertThat(read.getMediaType()).isEqualTo("text"); // RFC 2045 §5.2
        assertThat(read.getSubType()).isEqualTo("plain");
        assertThat(read.getContentLanguage()).isEmpty();
    }

    @Test
    @Override
    void textualLineCountShouldBeWellStored() throws Exception {
        assertThat(stored("").getTextualLineCount()).isEqualTo(2);
    }

    @Test
    @Override
    void mediaTypeShouldBeWellStored() throws Exception {
        assertThat(stored("Content-Type: image/png\n").getMediaType()).isEqualTo("image");
    }

    @Test
    @Override
    void subTypeShouldBeWellStored() throws Exception {
        assertThat(stored("Content-Type: image/png\n").getSubType()).isEqualTo("png");
    }

    // No caller sets \Recent on a stored message (2); a message brings it, or gets it when it is copied.

    @Test
    @Override
    void findRecentUidsInMailboxShouldReturnListOfMessagesHoldingFlagsRecent() throws MailboxException {
        saveSomeRecent();
        messageMapper.updateFlags(
                benwaInboxMailbox,
                message1.getUid(),
                new FlagsUpdateCalculator(new Flags(Flag.RECENT), FlagsUpdateMode.ADD));
        assertThat(recent()).containsOnly(message2.getUid(), message4.getUid());
    }

    @Test
    @Override
    void resetRecentsShouldReturnUpdatedFlags() throws MailboxException {
        saveSomeRecent();
        assertThat(messageMapper.resetRecent(benwaInboxMailbox))
                .extracting(UpdatedFlags::getUid)
                .containsOnly(message2.getUid(), message4.getUid());
        assertThat(recent()).isEmpty();
    }

    @Test
    @Override
    void resetRecentsShouldRemoveAllRecentFlags() throws MailboxException {
        saveSomeRecent();
        assertThat(messageMapper.resetRecent(benwaInboxMailbox)).hasSize(2);
        assertThat(recent()).isEmpty();
    }

    @Test
    @Override
    void deleteShouldUpdateRecentWhenNeeded() throws MailboxException {
        saveSomeRecent();
        messageMapper.delete(benwaInboxMailbox, message2);
        assertThat(recent()).containsOnly(message4.getUid());
    }

    @Test
    @Override
    void deleteShouldNotUpdateRecentWhenNotNeeded() throws MailboxException {
        saveSomeRecent();
        messageMapper.delete(benwaInboxMailbox, message1);
        assertThat(recent()).containsOnly(message2.getUid(), message4.getUid());
    }

    // Applicable flags are those in use now (3).

    @Test
    @Override
    void getApplicableFlagShouldHaveNotEffectWhenUnsetMessageFlagThenIncrementalApplicableFlags() throws Exception {
        assertThat(applicableAfter(new Flags(), FlagsUpdateMode.REPLACE)).isEqualTo(system("custom2"));
    }

    @Test
    @Override
    void getApplicableFlagShouldHaveNotEffectWhenUpdateFlagsByReplaceThenIncrementalApplicableFlags() throws Exception {
        assertThat(applicableAfter(new Flags(Flag.SEEN), FlagsUpdateMode.REPLACE))
                .isEqualTo(system("custom2"));
    }

    @Test
    @Override
    void getApplicableFlagShouldHaveNotEffectWhenUpdateFlagsByRemoveThenIncrementalApplicableFlags() throws Exception {
        assertThat(applicableAfter(new Flags("custom1"), FlagsUpdateMode.REMOVE))
                .isEqualTo(system("custom2"));
    }

    @Test
    @Override
    void getApplicableFlagShouldHaveNotEffectWhenDeleteMessageThenIncrementalApplicableFlags() throws Exception {
        message1.setFlags(new Flags("custom1"));
        message2.setFlags(new Flags("custom2"));
        saveMessages();
        messageMapper.deleteMessages(benwaInboxMailbox, List.of(message1.getUid()));
        assertThat(messageMapper.getApplicableFlag(benwaInboxMailbox)).isEqualTo(system("custom2"));
    }

    // A mod-sequence is positive, an empty folder's too (8).

    @Test
    @Override
    void getHighestMoseqShouldBeEqualToZeroOnEmptyMailbox() throws MailboxException {
        assertThat(messageMapper.getHighestModSeq(benwaInboxMailbox)).isEqualTo(ModSeq.of(1));
    }

    private Flags applicableAfter(Flags change, FlagsUpdateMode mode) throws MailboxException {
        message1.setFlags(new Flags("custom1"));
        message2.setFlags(new Flags("custom2"));
        saveMessages();
        messageMapper.updateFlags(benwaInboxMailbox, message1.getUid(), new FlagsUpdateCalculator(change, mode));
        return messageMapper.getApplicableFlag(benwaInboxMailbox);
    }

    private static Flags system(String keyword) {
        return FlagsBuilder.builder()
                .add(Flag.DELETED, Flag.ANSWERED, Flag.DRAFT, Flag.FLAGGED, Flag.SEEN)
                .add(keyword)
                .build();
    }

    private void saveSomeRecent() throws MailboxException {
        message2.setFlags(new Flags(Flag.RECENT));
        message4.setFlags(new Flags(Flag.RECENT));
        message6.setFlags(new Flags(Flag.RECENT));
        saveMessages();
    }

    private List<MessageUid> recent() throws MailboxException {
        return messageMapper.findRecentMessageUidsInMailbox(benwaInboxMailbox);
    }

    private MailboxMessage stored(String fields) throws MailboxException {
        String header = "Subject: Test\n" + fields + "\n";
        String content = header + "Body\n.\n";
        MessageId id = mapperProvider.generateMessageId();
        MessageUid uid = messageMapper
                .add(
                        benwaInboxMailbox,
                        new SimpleMailboxMessage(
                                id,
                                ThreadId.fromBaseMessageId(id),
                                new Date(),
                                content.length(),
                                header.length(),
                                new ByteContent(content.getBytes(StandardCharsets.US_ASCII)),
                                new Flags(),
                                new PropertyBuilder().build(),
                                benwaInboxMailbox.getMailboxId()))
                .getUid();
        return messageMapper
                .findInMailbox(benwaInboxMailbox, MessageRange.one(uid), FetchType.FULL, 1)
                .next();
    }
}

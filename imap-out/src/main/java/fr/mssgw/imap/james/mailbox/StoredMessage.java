package fr.mssgw.imap.james.mailbox;

import fr.mssgw.core.text.Ascii;
import fr.mssgw.store.mailbox.MessageReading;
import fr.mssgw.store.mailbox.MessageRow;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.mail.Flags;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.model.ComposedMessageId;
import org.apache.james.mailbox.model.ComposedMessageIdWithMetaData;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MessageAttachmentMetadata;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.model.ThreadId;
import org.apache.james.mailbox.store.mail.model.MailboxMessage;
import org.apache.james.mailbox.store.mail.model.impl.Properties;
import org.jspecify.annotations.Nullable;

/** A row of the store as James' message. The body is read when somebody asks for it, slice by slice. */
final class StoredMessage implements MailboxMessage {
    private final MessageRow row;
    private final MessageReading reading;
    private final long mailboxId;
    private MessageUid uid;
    private ModSeq modseq;
    private Flags flags;
    private Date saveDate;
    private @Nullable ContentDescription description;

    StoredMessage(MessageRow row, MessageReading reading) {
        this(row, reading, row.mailboxId());
    }

    private StoredMessage(MessageRow row, MessageReading reading, long mailboxId) {
        this.row = row;
        this.reading = reading;
        this.mailboxId = mailboxId;
        this.uid = MessageUid.of(row.uid());
        this.modseq = ModSeq.of(row.modseq());
        this.flags = FlagBits.toJames(row.flags());
        this.saveDate = Date.from(row.saveDate());
    }

    @Override
    public MessageId getMessageId() {
        return new StoredMessageId(row.messageId());
    }

    @Override
    public ThreadId getThreadId() {
        return ThreadId.fromBaseMessageId(getMessageId());
    }

    @Override
    public MailboxId getMailboxId() {
        return new StoredMailboxId(mailboxId);
    }

    private byte[] header() throws IOException {
        byte[] header = row.header();
        return header != null
                ? header
                : reading.header(row.messageId()).orElseThrow(() -> new IOException("the message is gone"));
    }

    @Override
    public InputStream getHeaderContent() throws IOException {
        return new ByteArrayInputStream(header());
    }

    @Override
    public InputStream getBodyContent() {
        return reading.body(row.bodyId(), getBodyOctets());
    }

    @Override
    public InputStream getFullContent() throws IOException {
        return new WholeMessage(header(), getBodyContent());
    }

    @Override
    public long getHeaderOctets() {
        return row.headerOctets();
    }

    @Override
    public long getBodyOctets() {
        return row.size() - row.headerOctets();
    }

    @Override
    public long getFullContentOctets() {
        return row.size();
    }

    @Override
    public Date getInternalDate() {
        return Date.from(row.internalDate());
    }

    @Override
    public Optional<Date> getSaveDate() {
        return Optional.of(saveDate);
    }

    @Override
    public void setSaveDate(Date date) {
        saveDate = date;
    }

    @Override
    public MessageUid getUid() {
        return uid;
    }

    @Override
    public void setUid(MessageUid number) {
        uid = number;
    }

    @Override
    public ModSeq getModSeq() {
        return modseq;
    }

    @Override
    public void setModSeq(ModSeq number) {
        modseq = number;
    }

    @Override
    public Flags createFlags() {
        return new Flags(flags);
    }

    @Override
    public void setFlags(Flags newFlags) {
        flags = new Flags(newFlags);
    }

    @Override
    public boolean isAnswered() {
        return flags.contains(Flags.Flag.ANSWERED);
    }

    @Override
    public boolean isDeleted() {
        return flags.contains(Flags.Flag.DELETED);
    }

    @Override
    public boolean isDraft() {
        return flags.contains(Flags.Flag.DRAFT);
    }

    @Override
    public boolean isFlagged() {
        return flags.contains(Flags.Flag.FLAGGED);
    }

    @Override
    public boolean isRecent() {
        return flags.contains(Flags.Flag.RECENT);
    }

    @Override
    public boolean isSeen() {
        return flags.contains(Flags.Flag.SEEN);
    }

    @Override
    public ComposedMessageIdWithMetaData getComposedMessageIdWithMetaData() {
        return ComposedMessageIdWithMetaData.builder()
                .composedMessageId(new ComposedMessageId(getMailboxId(), getMessageId(), uid))
                .flags(createFlags())
                .modSeq(modseq)
                .threadId(getThreadId())
                .build();
    }

    /** As it would be in that folder; what is read or filed is still the row that it comes from. */
    @Override
    public MailboxMessage copy(org.apache.james.mailbox.model.Mailbox mailbox) {
        StoredMessage copy = new StoredMessage(row, reading, StoredMailboxId.of(mailbox.getMailboxId()));
        copy.setFlags(flags);
        return copy;
    }

    /** Where it was read, whatever James has made of it since. */
    MessageRow origin() {
        return row;
    }

    /** James keeps this beside a message; here it is read from the header section when somebody asks for it. */
    private ContentDescription description() {
        ContentDescription known = description;
        if (known == null) {
            try {
                known = ContentDescription.of(header());
            } catch (IOException e) {
                throw new UncheckedIOException("reading a header section", e);
            }
            description = known;
        }
        return known;
    }

    @Override
    public Properties getProperties() {
        return description().properties();
    }

    @Override
    public String getMediaType() {
        return description().mediaType();
    }

    @Override
    public String getSubType() {
        return description().subType();
    }

    /** Lines of a text, for BODYSTRUCTURE, which is the only one to ask. */
    @Override
    public @Nullable Long getTextualLineCount() {
        if (!Ascii.same(getMediaType(), "text")) {
            return null;
        }
        try (InputStream body = getBodyContent()) {
            long lines = 0;
            byte[] some = new byte[64 * 1024];
            for (int count = body.read(some); count >= 0; count = body.read(some)) {
                for (int i = 0; i < count; i++) {
                    lines += some[i] == '\n' ? 1 : 0;
                }
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException("counting the lines of a message", e);
        }
    }

    @Override
    public List<MessageAttachmentMetadata> getAttachments() {
        return List.of();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoredMessage message && message.mailboxId == mailboxId && message.uid.equals(uid);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(mailboxId) * 31 + uid.hashCode();
    }

    @Override
    public String toString() {
        return "message " + row.messageId() + " in folder " + mailboxId;
    }
}

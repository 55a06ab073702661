package fr.mssgw.imap.james.mailbox;

import fr.mssgw.store.mailbox.MailboxRow;
import fr.mssgw.store.mailbox.MailboxTable;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.mail.Flags;
import org.apache.james.core.Username;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MailboxSessionUtil;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.ByteContent;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.model.ThreadId;
import org.apache.james.mailbox.store.mail.AttachmentMapper;
import org.apache.james.mailbox.store.mail.MailboxMapper;
import org.apache.james.mailbox.store.mail.MessageIdMapper;
import org.apache.james.mailbox.store.mail.MessageMapper;
import org.apache.james.mailbox.store.mail.model.MapperProvider;
import org.apache.james.mailbox.store.mail.model.MessageUidProvider;
import org.apache.james.mailbox.store.mail.model.impl.Properties;
import org.apache.james.mailbox.store.mail.model.impl.PropertyBuilder;
import org.apache.james.mailbox.store.mail.model.impl.SimpleMailboxMessage;
import org.apache.james.utils.UpdatableTickingClock;

/** Feeds James' contract suites (docs/imap-contract-suites.md) with our mappers on a database of their own. */
public final class ContractMappers implements MapperProvider {
    private static final MailboxSession SESSION = MailboxSessionUtil.create(Username.of("benwa"));

    private final Database database = TestDatabase.fresh(12);
    private final MailboxTable table = new MailboxTable(database);
    private final UpdatableTickingClock clock = new UpdatableTickingClock(Instant.parse("2026-11-22T08:00:00Z"));
    private final SqlMapperFactory factory = new SqlMapperFactory(
            database,
            bal -> fr.mssgw.core.mailbox.MailboxSettings.UNLIMITED,
            new Trace(event -> {}, (bal, messages, actor) -> {}, InstantSource.system()),
            () -> clock.instant());
    private final MessageUidProvider uids = new MessageUidProvider();
    private final AtomicLong unknown = new AtomicLong(1L << 40);

    /** Without folders, as each case begins. */
    public ContractMappers emptied() {
        table.all().stream().map(MailboxRow::id).forEach(table::delete);
        return this;
    }

    SqlMapperFactory factory() {
        return factory;
    }

    MailboxTable table() {
        return table;
    }

    MailboxSession session() {
        return SESSION;
    }

    public UpdatableTickingClock clock() {
        return clock;
    }

    public void close() {
        database.close();
    }

    /** The suites' own message, its header cut where it ends: after the empty line, and not before it. */
    public SimpleMailboxMessage message(Mailbox mailbox, int number) {
        String header = "Subject: Test" + number + " \n\n";
        String content = header + "Body" + number + "\n.\n";
        MessageId id = generateMessageId();
        return new SimpleMailboxMessage(
                id,
                ThreadId.fromBaseMessageId(id),
                new Date(),
                content.length(),
                header.length(),
                new ByteContent(content.getBytes(StandardCharsets.US_ASCII)),
                new Flags(),
                described(),
                mailbox.getMailboxId());
    }

    /** What our reading of such a header section gives. */
    private static Properties described() {
        PropertyBuilder builder = new PropertyBuilder();
        builder.setMediaType("text");
        builder.setSubType("plain");
        return builder.build();
    }

    /** The suites' second folder, which one of them keeps to itself. */
    public Mailbox work() {
        return table.find("benwa", "INBOX.work").map(SqlMailboxMapper::mailbox).orElseThrow();
    }

    @Override
    public List<Capabilities> getSupportedCapabilities() {
        return List.of(
                Capabilities.MESSAGE,
                Capabilities.MAILBOX,
                Capabilities.ANNOTATION,
                Capabilities.MOVE,
                Capabilities.UNIQUE_MESSAGE_ID,
                Capabilities.THREAD_SAFE_FLAGS_UPDATE,
                Capabilities.ACL_STORAGE);
    }

    @Override
    public MailboxMapper createMailboxMapper() {
        return factory.createMailboxMapper(SESSION);
    }

    @Override
    public MessageMapper createMessageMapper() {
        return factory.createMessageMapper(SESSION);
    }

    @Override
    public MessageIdMapper createMessageIdMapper() {
        return factory.createMessageIdMapper(SESSION);
    }

    @Override
    public AttachmentMapper createAttachmentMapper() {
        throw new UnsupportedOperationException("attachments are not stored beside their message");
    }

    @Override
    public MailboxId generateId() {
        return new StoredMailboxId(unknown.incrementAndGet());
    }

    @Override
    public MessageUid generateMessageUid() {
        return uids.next();
    }

    /** Those of folders that do not exist are asked for too. */
    @Override
    public ModSeq generateModSeq(Mailbox mailbox) throws MailboxException {
        return table.find(StoredMailboxId.of(mailbox.getMailboxId())).isEmpty()
                ? ModSeq.first()
                : factory.getModSeqProvider().nextModSeq(mailbox);
    }

    @Override
    public ModSeq highestModSeq(Mailbox mailbox) throws MailboxException {
        return factory.getModSeqProvider().highestModSeq(mailbox);
    }

    @Override
    public boolean supportPartialAttachmentFetch() {
        return false;
    }

    @Override
    public MessageId generateMessageId() {
        return new StoredMessageId(factory.writing().nextMessageId());
    }
}

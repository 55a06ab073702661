package fr.mssgw.imap.james.mailbox;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimap;
import fr.mssgw.store.mailbox.FlagChange;
import fr.mssgw.store.mailbox.MailboxTable;
import fr.mssgw.store.mailbox.MessageFlags;
import fr.mssgw.store.mailbox.MessageReading;
import fr.mssgw.store.mailbox.MessageRow;
import fr.mssgw.store.mailbox.MessageWriting;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.mail.Flags;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MessageManager;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.exception.MailboxNotFoundException;
import org.apache.james.mailbox.model.ComposedMessageIdWithMetaData;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.model.UpdatedFlags;
import org.apache.james.mailbox.store.FlagsUpdateCalculator;
import org.apache.james.mailbox.store.mail.MessageIdMapper;
import org.apache.james.mailbox.store.mail.MessageMapper.FetchType;
import org.apache.james.mailbox.store.mail.model.MailboxMessage;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Messages by the id that all copies share. */
final class SqlMessageIdMapper implements MessageIdMapper {
    private final MailboxSession session;
    private final Actor actor;
    private final MessageReading reading;
    private final MessageWriting writing;
    private final MailboxTable mailboxes;
    private final Trace trace;
    private final InstantSource clock;

    SqlMessageIdMapper(
            MailboxSession session,
            Actor actor,
            MessageReading reading,
            MessageWriting writing,
            MailboxTable mailboxes,
            Trace trace,
            InstantSource clock) {
        this.session = session;
        this.actor = actor;
        this.reading = reading;
        this.writing = writing;
        this.mailboxes = mailboxes;
        this.trace = trace;
        this.clock = clock;
    }

    @Override
    public List<MailboxMessage> find(Collection<MessageId> ids, FetchType type) {
        return copies(ids, type != FetchType.METADATA).stream()
                .map(row -> (MailboxMessage) new StoredMessage(row, reading))
                .toList();
    }

    @Override
    public Flux<MailboxMessage> findReactive(Collection<MessageId> ids, FetchType type) {
        return Flux.defer(() -> Flux.fromIterable(find(ids, type)));
    }

    private List<MessageRow> copies(Collection<MessageId> ids, boolean withHeader) {
        return reading.copiesOf(ids.stream().map(StoredMessageId::of).toList(), withHeader);
    }

    @Override
    public Publisher<ComposedMessageIdWithMetaData> findMetadata(MessageId id) {
        return findReactive(List.of(id), FetchType.METADATA).map(MailboxMessage::getComposedMessageIdWithMetaData);
    }

    @Override
    public List<MailboxId> findMailboxes(MessageId id) {
        return copies(List.of(id), false).stream()
                .map(row -> (MailboxId) new StoredMailboxId(row.mailboxId()))
                .toList();
    }

    /** The folder gives UID and MODSEQ, whatever the message says; it then says the same. */
    @Override
    public void save(MailboxMessage message) throws MailboxException {
        long folder = StoredMailboxId.of(message.getMailboxId());
        Mailbox mailbox = mailboxes
                .find(folder)
                .map(SqlMailboxMapper::mailbox)
                .orElseThrow(() -> new MailboxNotFoundException(message.getMailboxId()));
        Optional<MessageRow> known = refer(message, folder, FlagBits.toStore(message.createFlags()));
        if (known.isPresent()) {
            number(message, known.get());
            return;
        }
        try {
            MessageRow row = writing.append(folder, SqlMessageMapper.fresh(message, actor, clock))
                    .orElseThrow(() -> new MailboxNotFoundException(message.getMailboxId()));
            number(message, row);
            trace.appended(session, mailbox, row.messageId(), row.size());
        } catch (IOException e) {
            throw new MailboxException("reading a message on its way into the store", e);
        }
    }

    @Override
    public void copyInMailbox(MailboxMessage message, Mailbox mailbox) throws MailboxException {
        MessageFlags before = FlagBits.toStore(message.createFlags());
        MessageFlags flags = new MessageFlags(before.system() | MessageFlags.RECENT, before.keywords());
        MessageRow row = refer(message, StoredMailboxId.of(mailbox.getMailboxId()), flags)
                .orElseThrow(() -> new MailboxException("the message or the folder is gone"));
        trace.filed(session, "copy", "?", mailbox, List.of(row.messageId()));
    }

    private Optional<MessageRow> refer(MailboxMessage message, long folder, MessageFlags flags) {
        return writing.refer(
                folder,
                StoredMessageId.of(message.getMessageId()),
                message.getInternalDate().toInstant(),
                clock.instant(),
                flags);
    }

    private static void number(MailboxMessage message, MessageRow row) {
        message.setUid(MessageUid.of(row.uid()));
        message.setModSeq(ModSeq.of(row.modseq()));
    }

    @Override
    public Mono<Void> copyInMailboxReactive(MailboxMessage message, Mailbox mailbox) {
        return Mono.fromCallable(() -> {
                    copyInMailbox(message, mailbox);
                    return mailbox;
                })
                .then();
    }

    @Override
    public void delete(MessageId id) {
        remove(copies(List.of(id), false));
    }

    @Override
    public void delete(MessageId id, Collection<MailboxId> mailboxIds) {
        remove(copies(List.of(id), false).stream()
                .filter(row -> mailboxIds.contains(new StoredMailboxId(row.mailboxId())))
                .toList());
    }

    private void remove(List<MessageRow> rows) {
        for (MessageRow row : rows) {
            List<MessageRow> gone = writing.remove(row.mailboxId(), List.of(row.uid()));
            mailboxes
                    .find(row.mailboxId())
                    .filter(folder -> !gone.isEmpty())
                    .ifPresent(folder ->
                            trace.removed(session, SqlMailboxMapper.mailbox(folder), List.of(row.messageId())));
        }
    }

    @Override
    public Mono<Multimap<MailboxId, UpdatedFlags>> setFlags(
            MessageId id, List<MailboxId> mailboxIds, Flags flags, MessageManager.FlagsUpdateMode mode) {
        return Mono.fromCallable(() -> {
            FlagsUpdateCalculator calculator = new FlagsUpdateCalculator(flags, mode);
            ImmutableListMultimap.Builder<MailboxId, UpdatedFlags> done = ImmutableListMultimap.builder();
            for (MessageRow row : copies(List.of(id), false)) {
                MailboxId mailbox = new StoredMailboxId(row.mailboxId());
                if (mailboxIds.contains(mailbox)) {
                    List<FlagChange> changes = writing.updateFlags(
                            row.mailboxId(), row.uid(), row.uid(), before -> actor.edited(calculator, before));
                    mailboxes
                            .find(row.mailboxId())
                            .ifPresent(folder -> trace.flagged(session, SqlMailboxMapper.mailbox(folder), changes));
                    changes.forEach(change -> done.put(mailbox, SqlMessageMapper.updated(change)));
                }
            }
            return done.build();
        });
    }
}

package fr.mssgw.imap.james.mailbox;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimap;
import fr.mssgw.store.mailbox.FlagChange;
import fr.mssgw.store.mailbox.MessageReading;
import fr.mssgw.store.mailbox.MessageRow;
import fr.mssgw.store.mailbox.MessageWriting;
import java.util.Collection;
import java.util.List;
import javax.mail.Flags;
import org.apache.james.mailbox.MessageManager;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.ComposedMessageIdWithMetaData;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.model.UpdatedFlags;
import org.apache.james.mailbox.store.FlagsUpdateCalculator;
import org.apache.james.mailbox.store.mail.MessageIdMapper;
import org.apache.james.mailbox.store.mail.MessageMapper;
import org.apache.james.mailbox.store.mail.MessageMapper.FetchType;
import org.apache.james.mailbox.store.mail.model.MailboxMessage;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Messages by the id that all copies share. */
final class SqlMessageIdMapper implements MessageIdMapper {
    private final MessageReading reading;
    private final MessageWriting writing;
    private final MessageMapper messages;

    SqlMessageIdMapper(MessageReading reading, MessageWriting writing, MessageMapper messages) {
        this.reading = reading;
        this.writing = writing;
        this.messages = messages;
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

    @Override
    public void save(MailboxMessage message) throws MailboxException {
        throw new MailboxException("a message enters a folder by APPEND, COPY or delivery");
    }

    @Override
    public void copyInMailbox(MailboxMessage message, Mailbox mailbox) throws MailboxException {
        messages.copy(mailbox, message);
    }

    @Override
    public Mono<Void> copyInMailboxReactive(MailboxMessage message, Mailbox mailbox) {
        return Mono.fromCallable(() -> messages.copy(mailbox, message)).then();
    }

    @Override
    public void delete(MessageId id) {
        copies(List.of(id), false).forEach(row -> writing.remove(row.mailboxId(), List.of(row.uid())));
    }

    @Override
    public void delete(MessageId id, Collection<MailboxId> mailboxIds) {
        copies(List.of(id), false).stream()
                .filter(row -> mailboxIds.contains(new StoredMailboxId(row.mailboxId())))
                .forEach(row -> writing.remove(row.mailboxId(), List.of(row.uid())));
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
                    for (FlagChange change : writing.updateFlags(
                            row.mailboxId(),
                            row.uid(),
                            row.uid(),
                            before -> FlagBits.toStore(calculator.buildNewFlags(FlagBits.toJames(before))))) {
                        done.put(mailbox, updated(change));
                    }
                }
            }
            return done.build();
        });
    }

    private static UpdatedFlags updated(FlagChange change) {
        return UpdatedFlags.builder()
                .uid(MessageUid.of(change.uid()))
                .messageId(new StoredMessageId(change.messageId()))
                .modSeq(ModSeq.of(change.modseq()))
                .oldFlags(FlagBits.toJames(change.before()))
                .newFlags(FlagBits.toJames(change.after()))
                .build();
    }
}

package fr.mssgw.imap.james.mailbox;

import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.Slice;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.store.mailbox.Filing;
import fr.mssgw.store.mailbox.FlagChange;
import fr.mssgw.store.mailbox.MailboxTable;
import fr.mssgw.store.mailbox.MessageFilter;
import fr.mssgw.store.mailbox.MessageFlags;
import fr.mssgw.store.mailbox.MessageReading;
import fr.mssgw.store.mailbox.MessageRow;
import fr.mssgw.store.mailbox.MessageWriting;
import fr.mssgw.store.mailbox.NewMessage;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.mail.Flags;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MessageManager;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.exception.MailboxNotFoundException;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxCounters;
import org.apache.james.mailbox.model.MessageMetaData;
import org.apache.james.mailbox.model.MessageRange;
import org.apache.james.mailbox.model.UpdatedFlags;
import org.apache.james.mailbox.store.FlagsUpdateCalculator;
import org.apache.james.mailbox.store.mail.model.MailboxMessage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * Messages of folders. Copies and moves are one transaction each, however many messages (docs/james.md §7). Reads go
 * page by page, and hold no connection between two pages.
 */
final class SqlMessageMapper implements OnCallersThread {
    private static final int METADATA_PAGE = 1_000;
    private static final int HEADER_PAGE = 100;

    private final MailboxSession session;
    private final Actor actor;
    private final MessageReading reading;
    private final MessageWriting writing;
    private final MailboxTable mailboxes;
    private final Trace trace;
    private final InstantSource clock;

    SqlMessageMapper(
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
    public Flux<MailboxMessage> findInMailboxReactive(Mailbox mailbox, MessageRange set, FetchType type, int limit) {
        boolean withHeader = type != FetchType.METADATA;
        int page = withHeader ? HEADER_PAGE : METADATA_PAGE;
        long to = lastUid(set);
        Flux<MailboxMessage> all = Flux.<List<MailboxMessage>, Long>generate(() -> firstUid(set), (from, sink) -> {
                    List<MessageRow> rows = from > to
                            ? List.of()
                            : reading.page(id(mailbox), from, to, page, withHeader, MessageFilter.all());
                    if (rows.isEmpty()) {
                        sink.complete();
                        return from;
                    }
                    sink.next(rows.stream().map(this::message).toList());
                    long last = rows.get(rows.size() - 1).uid();
                    return rows.size() < page ? Long.MAX_VALUE : last + 1;
                })
                .concatMapIterable(messages -> messages, 1);
        return limit == UNLIMITED ? all : all.take(limit, true);
    }

    @Override
    public Iterator<MailboxMessage> findInMailbox(Mailbox mailbox, MessageRange set, FetchType type, int limit) {
        return findInMailboxReactive(mailbox, set, type, limit).toIterable(1).iterator();
    }

    @Override
    public Flux<MessageUid> listAllMessageUids(Mailbox mailbox) {
        return Flux.defer(() -> Flux.fromIterable(reading.uids(id(mailbox), MessageFilter.all())))
                .map(MessageUid::of);
    }

    @Override
    public List<MessageUid> retrieveMessagesMarkedForDeletion(Mailbox mailbox, MessageRange set) {
        return uids(
                mailbox,
                MessageFilter.and(List.of(
                        MessageFilter.flag(MessageFlags.DELETED, true),
                        MessageFilter.uids(firstUid(set), lastUid(set)))));
    }

    @Override
    public long countMessagesInMailbox(Mailbox mailbox) {
        return reading.counts(id(mailbox)).total();
    }

    @Override
    public MailboxCounters getMailboxCounters(Mailbox mailbox) {
        MessageReading.Counts counts = reading.counts(id(mailbox));
        return MailboxCounters.builder()
                .mailboxId(mailbox.getMailboxId())
                .count(counts.total())
                .unseen(counts.unseen())
                .build();
    }

    @Override
    public @Nullable MessageUid findFirstUnseenMessageUid(Mailbox mailbox) {
        return reading.firstUnseen(id(mailbox)).map(MessageUid::of).orElse(null);
    }

    @Override
    public List<MessageUid> findRecentMessageUidsInMailbox(Mailbox mailbox) {
        return uids(mailbox, MessageFilter.flag(MessageFlags.RECENT, true));
    }

    private List<MessageUid> uids(Mailbox mailbox, MessageFilter filter) {
        return reading.uids(id(mailbox), filter).stream().map(MessageUid::of).toList();
    }

    @Override
    public void delete(Mailbox mailbox, MailboxMessage message) {
        deleteMessages(mailbox, List.of(message.getUid()));
    }

    @Override
    public Map<MessageUid, MessageMetaData> deleteMessages(Mailbox mailbox, List<MessageUid> uids) {
        List<MessageRow> removed = writing.remove(
                id(mailbox), uids.stream().map(MessageUid::asLong).toList());
        Map<MessageUid, MessageMetaData> found = new TreeMap<>();
        removed.forEach(row -> found.put(MessageUid.of(row.uid()), message(row).metaData()));
        if (!removed.isEmpty()) {
            trace.removed(
                    session,
                    mailbox,
                    removed.stream().map(MessageRow::messageId).toList());
        }
        return found;
    }

    @Override
    public MessageMetaData add(Mailbox mailbox, MailboxMessage message) throws MailboxException {
        try {
            MessageRow row = writing.append(id(mailbox), fresh(message, actor, clock))
                    .orElseThrow(() -> new MailboxNotFoundException(mailbox.getMailboxId()));
            message.setUid(MessageUid.of(row.uid()));
            message.setModSeq(ModSeq.of(row.modseq()));
            trace.appended(session, mailbox, row.messageId(), row.size());
            return message(row).metaData();
        } catch (IOException e) {
            throw new MailboxException("reading a message on its way into the store", e);
        }
    }

    static NewMessage fresh(MailboxMessage message, Actor actor, InstantSource clock) throws IOException {
        RawMessage whole = new StoredOctets(message.getFullContentOctets(), message::getFullContent);
        long end = HeaderSection.end(whole, HeaderSection.MAX_OCTETS);
        byte[] header;
        try (InputStream in = whole.open()) {
            // a longer one, which no upload has, is stored as a body without a header section
            header = in.readNBytes(end > HeaderSection.MAX_OCTETS ? 0 : (int) end);
        }
        Slice body = Slice.from(whole, header.length);
        return new NewMessage(
                StoredMessageId.of(message.getMessageId()),
                header,
                Math.toIntExact(body.size()),
                body::open,
                message.getInternalDate().toInstant(),
                message.getSaveDate().map(Date::toInstant).orElseGet(clock::instant),
                actor.initial(FlagBits.toStore(message.createFlags())));
    }

    @Override
    public Iterator<UpdatedFlags> updateFlags(Mailbox mailbox, FlagsUpdateCalculator calculator, MessageRange set) {
        List<FlagChange> changes = writing.updateFlags(
                id(mailbox), firstUid(set), lastUid(set), before -> actor.edited(calculator, before));
        trace.flagged(session, mailbox, changes);
        return changes.stream().map(SqlMessageMapper::updated).iterator();
    }

    /** Marks messages as read for the person of this session, in one transaction. @return those that are there */
    List<FlagChange> markRead(Mailbox mailbox, Collection<Long> uids) {
        FlagsUpdateCalculator reads =
                new FlagsUpdateCalculator(new Flags(Flags.Flag.SEEN), MessageManager.FlagsUpdateMode.ADD);
        List<FlagChange> changes = writing.updateFlags(id(mailbox), uids, before -> actor.edited(reads, before));
        trace.flagged(session, mailbox, changes);
        return changes;
    }

    static UpdatedFlags updated(FlagChange change) {
        return UpdatedFlags.builder()
                .uid(MessageUid.of(change.uid()))
                .messageId(new StoredMessageId(change.messageId()))
                .modSeq(ModSeq.of(change.modseq()))
                .oldFlags(FlagBits.toJames(change.before()))
                .newFlags(FlagBits.toJames(change.after()))
                .build();
    }

    @Override
    public List<UpdatedFlags> resetRecent(Mailbox mailbox) {
        return writing.resetRecent(id(mailbox)).stream()
                .map(SqlMessageMapper::updated)
                .toList();
    }

    @Override
    public MessageMetaData copy(Mailbox mailbox, MailboxMessage original) throws MailboxException {
        return one(copy(mailbox, List.of(original)));
    }

    @Override
    public List<MessageMetaData> copy(Mailbox mailbox, List<MailboxMessage> originals) {
        return file(mailbox, originals, false);
    }

    @Override
    public MessageMetaData move(Mailbox mailbox, MailboxMessage original) throws MailboxException {
        return one(move(mailbox, List.of(original)));
    }

    @Override
    public List<MessageMetaData> move(Mailbox mailbox, List<MailboxMessage> originals) {
        return file(mailbox, originals, true);
    }

    private static MessageMetaData one(List<MessageMetaData> filed) throws MailboxException {
        if (filed.isEmpty()) {
            throw new MailboxException("the message or the folder is gone");
        }
        return filed.get(0);
    }

    private List<MessageMetaData> file(Mailbox to, List<MailboxMessage> originals, boolean takeAway) {
        Map<Long, List<Long>> uidsByFolder = new LinkedHashMap<>();
        for (MailboxMessage original : originals) {
            MessageRow row = ((StoredMessage) original).origin();
            uidsByFolder
                    .computeIfAbsent(row.mailboxId(), folder -> new ArrayList<>())
                    .add(row.uid());
        }
        List<MessageMetaData> done = new ArrayList<>();
        uidsByFolder.forEach((from, uids) -> file(from, uids, to, takeAway).forEach(f -> done.add(metaData(f.now()))));
        return done;
    }

    /** In one transaction. @return what was still there, by UID */
    List<Filing> file(long from, Collection<Long> uids, Mailbox to, boolean takeAway) {
        List<Filing> filed = takeAway
                ? writing.move(from, uids, id(to), clock.instant())
                : writing.copy(from, uids, id(to), clock.instant());
        if (!filed.isEmpty()) {
            List<Long> ids = filed.stream().map(f -> f.now().messageId()).toList();
            String name = mailboxes.find(from).map(row -> row.name()).orElse("?");
            trace.filed(session, takeAway ? "move" : "copy", name, to, ids);
        }
        return filed;
    }

    MessageMetaData metaData(MessageRow row) {
        return message(row).metaData();
    }

    @Override
    public Optional<MessageUid> getLastUid(Mailbox mailbox) {
        return mailboxes.find(id(mailbox)).filter(row -> row.lastUid() > 0).map(row -> MessageUid.of(row.lastUid()));
    }

    @Override
    public ModSeq getHighestModSeq(Mailbox mailbox) {
        return mailboxes
                .find(id(mailbox))
                .map(row -> ModSeq.of(row.highestModseq()))
                .orElse(ModSeq.first());
    }

    @Override
    public Flags getApplicableFlag(Mailbox mailbox) {
        Flags flags = new Flags();
        for (Flags.Flag flag : List.of(
                Flags.Flag.ANSWERED, Flags.Flag.DELETED, Flags.Flag.DRAFT, Flags.Flag.FLAGGED, Flags.Flag.SEEN)) {
            flags.add(flag);
        }
        reading.keywords(id(mailbox)).forEach(flags::add);
        return flags;
    }

    private MailboxMessage message(MessageRow row) {
        return new StoredMessage(row, reading);
    }

    private static long id(Mailbox mailbox) {
        return StoredMailboxId.of(mailbox.getMailboxId());
    }

    private static long firstUid(MessageRange set) {
        return set.getType() == MessageRange.Type.ALL ? 1 : set.getUidFrom().asLong();
    }

    private static long lastUid(MessageRange set) {
        return switch (set.getType()) {
            case ALL, FROM -> Long.MAX_VALUE - 1;
            case ONE -> set.getUidFrom().asLong();
            case RANGE -> set.getUidTo().asLong();
        };
    }
}

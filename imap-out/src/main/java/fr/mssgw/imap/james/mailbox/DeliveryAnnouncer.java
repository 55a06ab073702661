package fr.mssgw.imap.james.mailbox;

import fr.mssgw.store.mailbox.MailboxListener;
import fr.mssgw.store.mailbox.MailboxRow;
import fr.mssgw.store.mailbox.MessageFilter;
import fr.mssgw.store.mailbox.MessageRow;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.mail.Flags;
import org.apache.james.core.Username;
import org.apache.james.events.Event;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.events.MailboxIdRegistrationKey;
import org.apache.james.mailbox.model.MessageMetaData;
import org.apache.james.mailbox.model.UpdatedFlags;
import org.apache.james.mailbox.store.event.EventFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes the sessions that have a folder open when a delivery changed it. A folder that nobody has open costs one look
 * into a map; the rest happens on a thread of its own, and under overload is left out: the client sees the message at
 * its next command.
 */
final class DeliveryAnnouncer implements MailboxListener {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryAnnouncer.class);
    private static final int WAITING = 10_000;

    private final SqlMapperFactory mappers;
    private final SessionEvents events;
    private final ThreadPoolExecutor thread;

    DeliveryAnnouncer(SqlMapperFactory mappers, SessionEvents events) {
        this.mappers = mappers;
        this.events = events;
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                task -> {
                    Thread announcer = new Thread(task, "imap-announcer");
                    announcer.setDaemon(true);
                    return announcer;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        thread.allowCoreThreadTimeOut(true);
    }

    @Override
    public void messagesAdded(long mailboxId, List<Long> uids) {
        announce(mailboxId, uids, rows -> added(mailboxId, rows));
    }

    @Override
    public void flagsChanged(long mailboxId, List<Long> uids) {
        announce(mailboxId, uids, rows -> flagged(mailboxId, rows));
    }

    private void announce(long mailboxId, List<Long> uids, Function<List<MessageRow>, List<Event>> toEvents) {
        MailboxIdRegistrationKey key = new MailboxIdRegistrationKey(new StoredMailboxId(mailboxId));
        if (uids.isEmpty() || !events.hasListener(key)) {
            return;
        }
        List<Long> wanted = List.copyOf(uids);
        thread.execute(() -> {
            try {
                Set<Long> those = Set.copyOf(wanted);
                List<MessageRow> rows = mappers
                        .reading()
                        .page(
                                mailboxId,
                                wanted.get(0),
                                wanted.get(wanted.size() - 1),
                                WAITING,
                                false,
                                MessageFilter.all())
                        .stream()
                        .filter(row -> those.contains(row.uid()))
                        .toList();
                toEvents.apply(rows)
                        .forEach(event -> events.dispatch(event, key).block());
            } catch (RuntimeException e) {
                LOG.warn("open IMAP sessions were not told of a delivery", e);
            }
        });
    }

    private List<Event> added(long mailboxId, List<MessageRow> rows) {
        TreeMap<MessageUid, MessageMetaData> metaData = new TreeMap<>();
        rows.forEach(
                row -> metaData.put(MessageUid.of(row.uid()), new StoredMessage(row, mappers.reading()).metaData()));
        return rows.isEmpty()
                ? List.of()
                : mappers.mailboxes()
                        .find(mailboxId)
                        .map(mailbox -> List.<Event>of(EventFactory.added()
                                .randomEventId()
                                .user(bal(mailbox))
                                .sessionId(SYSTEM)
                                .mailbox(SqlMailboxMapper.mailbox(mailbox))
                                .metaData(metaData)
                                .isDelivery(true)
                                .build()))
                        .orElse(List.of());
    }

    private List<Event> flagged(long mailboxId, List<MessageRow> rows) {
        List<UpdatedFlags> changes = rows.stream()
                .map(row -> UpdatedFlags.builder()
                        .uid(MessageUid.of(row.uid()))
                        .messageId(new StoredMessageId(row.messageId()))
                        .modSeq(ModSeq.of(row.modseq()))
                        .oldFlags(new Flags()) // unknown here; a session only asks whether something changed
                        .newFlags(FlagBits.toJames(row.flags()))
                        .build())
                .toList();
        return changes.isEmpty()
                ? List.of()
                : mappers.mailboxes()
                        .find(mailboxId)
                        .map(mailbox -> List.<Event>of(EventFactory.flagsUpdated()
                                .randomEventId()
                                .user(bal(mailbox))
                                .sessionId(SYSTEM)
                                .mailbox(SqlMailboxMapper.mailbox(mailbox))
                                .updatedFlags(changes)
                                .build()))
                        .orElse(List.of());
    }

    private static final MailboxSession.SessionId SYSTEM =
            MailboxSession.SessionId.of(MailboxSession.SYSTEM_SESSION_ID);

    private static Username bal(MailboxRow mailbox) {
        return Username.of(mailbox.bal());
    }
}

package fr.mssgw.imap.james.mailbox;

import fr.mssgw.store.mailbox.Filing;
import fr.mssgw.store.mailbox.FlagChange;
import java.time.Clock;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.mail.Flags;
import org.apache.james.events.EventBus;
import org.apache.james.mailbox.MailboxManager.MessageCapabilities;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.events.MailboxIdRegistrationKey;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.exception.ReadOnlyException;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxACL;
import org.apache.james.mailbox.model.MessageMetaData;
import org.apache.james.mailbox.store.MessageFactory;
import org.apache.james.mailbox.store.MessageStorer;
import org.apache.james.mailbox.store.PreDeletionHooks;
import org.apache.james.mailbox.store.StoreMessageManager;
import org.apache.james.mailbox.store.StoreRightManager;
import org.apache.james.mailbox.store.event.EventFactory;
import org.apache.james.mailbox.store.mail.NaiveThreadIdGuessingAlgorithm;
import org.apache.james.mailbox.store.quota.QuotaChecker;
import org.apache.james.mailbox.store.quota.QuotaComponents;

/** A folder, in which clients may set keywords of their own. */
final class BalFolder extends StoreMessageManager {
    private final SqlMapperFactory mappers;
    private final EventBus events;
    private final QuotaComponents quota;
    private final StoreRightManager rights;

    BalFolder(
            BalMailboxManager manager,
            SqlMapperFactory mappers,
            EnumSet<MessageCapabilities> capabilities,
            Mailbox mailbox,
            Clock clock) {
        super(
                capabilities,
                manager.getMapperFactory(),
                manager.searchIndex(),
                manager.getEventBus(),
                manager.locker(),
                mailbox,
                manager.getQuotaComponents().getQuotaManager(),
                manager.getQuotaComponents().getQuotaRootResolver(),
                org.apache.james.mailbox.store.BatchSizes.defaultValues(),
                manager.rights(),
                PreDeletionHooks.NO_PRE_DELETION_HOOK,
                new MessageStorer.WithoutAttachment(
                        manager.getMapperFactory(),
                        manager.getMessageIdFactory(),
                        new MessageFactory.StoreMessageFactory(),
                        new NaiveThreadIdGuessingAlgorithm(),
                        clock));
        this.mappers = mappers;
        this.events = manager.getEventBus();
        this.quota = manager.getQuotaComponents();
        this.rights = manager.rights();
    }

    @Override
    public Flags getPermanentFlags(MailboxSession session) {
        Flags flags = super.getPermanentFlags(session);
        flags.add(Flags.Flag.USER);
        return flags;
    }

    /** See {@link BalMailboxManager#file}. */
    List<Filing> file(Collection<Long> uids, BalFolder to, boolean takeAway, MailboxSession session)
            throws MailboxException {
        if (takeAway && !isWriteable(session)) {
            throw new ReadOnlyException(getMailboxPath());
        }
        if (!to.isWriteable(session)) {
            throw new ReadOnlyException(to.getMailboxPath());
        }
        if (uids.isEmpty()) {
            return List.of();
        }
        long folder = StoredMailboxId.of(getId());
        if (!takeAway) {
            new QuotaChecker(quota.getQuotaManager(), quota.getQuotaRootResolver(), to.getMailboxEntity())
                    .tryAddition(uids.size(), mappers.reading().octets(folder, uids));
        }
        SqlMessageMapper mapper = (SqlMessageMapper) mappers.getMessageMapper(session);
        List<Filing> filed = mapper.file(folder, uids, to.getMailboxEntity(), takeAway);
        if (!filed.isEmpty()) {
            tellAdded(mapper, filed, to, session);
            if (takeAway) {
                tellRemoved(mapper, filed, folder, session);
            }
        }
        return filed;
    }

    /** See {@link BalMailboxManager#markRead}. */
    List<FlagChange> markRead(Collection<Long> uids, MailboxSession session) throws MailboxException {
        if (!rights.hasRight(getMailboxEntity(), MailboxACL.Right.WriteSeenFlag, session)) {
            return List.of();
        }
        SqlMessageMapper mapper = (SqlMessageMapper) mappers.getMessageMapper(session);
        List<FlagChange> changes = mapper.markRead(getMailboxEntity(), uids);
        events.dispatch(
                        EventFactory.flagsUpdated()
                                .randomEventId()
                                .mailboxSession(session)
                                .mailbox(getMailboxEntity())
                                .updatedFlags(changes.stream()
                                        .map(SqlMessageMapper::updated)
                                        .toList())
                                .build(),
                        new MailboxIdRegistrationKey(getId()))
                .block();
        return changes;
    }

    private void tellAdded(SqlMessageMapper mapper, List<Filing> filed, BalFolder to, MailboxSession session) {
        SortedMap<MessageUid, MessageMetaData> added = new TreeMap<>();
        filed.forEach(one -> added.put(MessageUid.of(one.now().uid()), mapper.metaData(one.now())));
        events.dispatch(
                        EventFactory.added()
                                .randomEventId()
                                .mailboxSession(session)
                                .mailbox(to.getMailboxEntity())
                                .metaData(added)
                                .isDelivery(false)
                                .build(),
                        new MailboxIdRegistrationKey(to.getId()))
                .block();
    }

    private void tellRemoved(SqlMessageMapper mapper, List<Filing> filed, long folder, MailboxSession session) {
        List<MessageMetaData> removed = filed.stream()
                .map(one -> mapper.metaData(one.now().as(folder, one.formerUid())))
                .toList();
        events.dispatch(
                        EventFactory.expunged()
                                .randomEventId()
                                .mailboxSession(session)
                                .mailbox(getMailboxEntity())
                                .addMetaData(removed)
                                .build(),
                        new MailboxIdRegistrationKey(getId()))
                .block();
    }
}

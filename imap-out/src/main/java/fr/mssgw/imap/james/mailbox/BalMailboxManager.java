package fr.mssgw.imap.james.mailbox;

import fr.mssgw.core.port.MailboxPolicy;
import fr.mssgw.store.mailbox.Filing;
import fr.mssgw.store.mailbox.FlagChange;
import fr.mssgw.store.mailbox.FolderCounts;
import fr.mssgw.store.mailbox.FolderListing;
import fr.mssgw.store.mailbox.MailboxListener;
import fr.mssgw.store.mailbox.MailboxRow;
import fr.mssgw.store.mailbox.MailboxTable;
import fr.mssgw.store.mailbox.MessageReading;
import fr.mssgw.store.mailbox.OtherNodes;
import fr.mssgw.store.sql.Database;
import java.time.Clock;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import org.apache.james.imap.api.process.SelectedMailbox;
import org.apache.james.mailbox.MailboxPathLocker;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MessageManager;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.SessionProvider;
import org.apache.james.mailbox.acl.UnionMailboxACLResolver;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.quota.QuotaManager;
import org.apache.james.mailbox.quota.QuotaRootResolver;
import org.apache.james.mailbox.store.MailboxManagerConfiguration;
import org.apache.james.mailbox.store.NoMailboxPathLocker;
import org.apache.james.mailbox.store.PreDeletionHooks;
import org.apache.james.mailbox.store.StoreMailboxAnnotationManager;
import org.apache.james.mailbox.store.StoreMailboxManager;
import org.apache.james.mailbox.store.StoreMessageManager;
import org.apache.james.mailbox.store.StoreRightManager;
import org.apache.james.mailbox.store.StoreSubscriptionManager;
import org.apache.james.mailbox.store.mail.NaiveThreadIdGuessingAlgorithm;
import org.apache.james.mailbox.store.mail.model.impl.MessageParser;
import org.apache.james.mailbox.store.quota.DefaultUserQuotaRootResolver;
import org.apache.james.mailbox.store.quota.NoMaxQuotaManager;
import org.apache.james.mailbox.store.quota.QuotaComponents;
import org.apache.james.mailbox.store.search.MessageSearchIndex;

/**
 * James' mailboxes on our store. Rows are locked in the database, hence no lock by path here; thread ids are those of
 * the messages, since James' guess reads the whole folder at every append (docs/james.md §8).
 */
public final class BalMailboxManager extends StoreMailboxManager {
    private static final EnumSet<MailboxCapabilities> FOLDERS = EnumSet.of(
            MailboxCapabilities.Move,
            MailboxCapabilities.UserFlag,
            MailboxCapabilities.Namespace,
            MailboxCapabilities.Annotation,
            MailboxCapabilities.Quota);
    private static final EnumSet<MessageCapabilities> MESSAGES = EnumSet.of(MessageCapabilities.UniqueID);

    private final SqlMapperFactory mappers;
    private final SessionEvents events;
    private final FolderNews news;
    private final StoreRightManager rights;

    private BalMailboxManager(
            SqlMapperFactory mappers,
            SessionProvider sessions,
            SessionEvents events,
            FolderNews news,
            StoreRightManager rights,
            QuotaComponents quota,
            Clock clock) {
        super(
                mappers,
                sessions,
                new NoMailboxPathLocker(),
                new MessageParser(),
                new StoredMessageId.Numbering(mappers.writing()::nextMessageId),
                new StoreMailboxAnnotationManager(mappers, rights),
                events,
                rights,
                quota,
                new SearchAsSeen(mappers),
                MailboxManagerConfiguration.DEFAULT,
                PreDeletionHooks.NO_PRE_DELETION_HOOK,
                new NaiveThreadIdGuessingAlgorithm(),
                clock);
        this.mappers = mappers;
        this.events = events;
        this.news = news;
        this.rights = rights;
    }

    /**
     * @param policy what is laid down for each BAL
     * @param others told of every change that is made here
     */
    public static BalMailboxManager on(
            Database database, SessionProvider sessions, Trace trace, MailboxPolicy policy, OtherNodes others) {
        return on(
                database,
                sessions,
                trace,
                policy,
                others,
                (mailboxes, roots) -> BalQuota.laidDown(mailboxes, roots, policy),
                Clock.systemUTC());
    }

    /** The same with another account of who holds how much, and another time. */
    static BalMailboxManager on(
            Database database,
            SessionProvider sessions,
            Trace trace,
            MailboxPolicy policy,
            OtherNodes others,
            BiFunction<MailboxTable, QuotaRootResolver, QuotaManager> quota,
            Clock clock) {
        SqlMapperFactory mappers = new SqlMapperFactory(database, policy, trace, clock);
        SessionEvents events = new SessionEvents(others, id -> mappers.mailboxes()
                .find(id)
                .map(row -> row.highestModseq())
                .orElse(0L));
        DefaultUserQuotaRootResolver roots = new DefaultUserQuotaRootResolver(sessions, mappers);
        return new BalMailboxManager(
                mappers,
                sessions,
                events,
                new FolderNews(mappers, events, others),
                new StoreRightManager(mappers, new UnionMailboxACLResolver(), events),
                new QuotaComponents(new NoMaxQuotaManager(), quota.apply(mappers.mailboxes(), roots), roots),
                clock);
    }

    public StoreSubscriptionManager subscriptions() {
        return new StoreSubscriptionManager(mappers, mappers, events);
    }

    /** What a session sees of the folder that it opens: news when its client is told of them. */
    public SelectedMailbox timely(SelectedMailbox view) {
        return new TimelyFolder(view, events::outstanding);
    }

    /** Tells open sessions, here and on other nodes, of what SMTP delivers. */
    public MailboxListener announcer() {
        return news;
    }

    /** Tells open sessions of what another node did; true where it removed messages. */
    public void changedElsewhere(Map<Long, Boolean> folders) {
        news.changedElsewhere(folders);
    }

    /** Makes open sessions read again, since news may have been lost. */
    public void mayHaveChanged() {
        news.mayHaveChanged();
    }

    /** Reads folders for FETCH, with the flags as the person of this session sees them. */
    public FolderListing listing(MailboxSession session) {
        return mappers.listing(session);
    }

    /** The folders of the BAL of this session, by name. */
    public List<MailboxRow> folders(MailboxSession session) {
        return mappers.mailboxes().ofBal(session.getUser().asString());
    }

    /** Names to which the BAL of this session is subscribed, whether there are such folders or not. */
    public List<String> subscribedNames(MailboxSession session) {
        return mappers.mailboxes().subscriptions(session.getUser().asString());
    }

    /** Counts messages of several folders, as the person of this session sees them. */
    public FolderCounts counting(MailboxSession session) {
        return mappers.counting(session);
    }

    /** Reads the text of new messages for SEARCH; to be started and closed with the server. */
    public TextIndexer indexer() {
        return mappers.indexer();
    }

    public MessageReading reading() {
        return mappers.reading();
    }

    /**
     * UIDs that a client that knows the folder as it was at a MODSEQ must forget, ascending: those that left it since;
     * where that is too long ago to be known, all that are not in it (RFC 7162 §3.2.10 allows more than needed).
     */
    public List<Long> vanishedSince(SelectedMailbox selected, long modseq) {
        long folder = StoredMailboxId.of(selected.getMailboxId());
        Optional<List<Long>> known = mappers.expunges().since(folder, modseq);
        if (known.isPresent()) {
            return known.get().stream().filter(uid -> isGone(selected, uid)).toList();
        }
        long last = mappers.mailboxes().find(folder).map(row -> row.lastUid()).orElse(0L);
        return LongStream.rangeClosed(1, last)
                .filter(uid -> isGone(selected, uid))
                .boxed()
                .toList();
    }

    /**
     * Copies or moves messages, all of them that are still there or none.
     *
     * @param uids in the folder that they are in
     * @param to of this manager
     * @throws org.apache.james.mailbox.exception.OverQuotaException copies would not fit
     * @throws MailboxException a folder is gone or not this person's to write
     */
    public List<Filing> file(
            MailboxId from, NavigableSet<Long> uids, MessageManager to, boolean takeAway, MailboxSession session)
            throws MailboxException {
        BalFolder source = (BalFolder) getMailbox(from, session);
        return source.file(uids, (BalFolder) to, takeAway, session);
    }

    /**
     * Marks messages as read for the person of this session, all in one transaction, and tells the other sessions.
     *
     * @return the flags of those that are there; nothing where the person may not mark them (RFC 4314 §4: right s)
     */
    public List<FlagChange> markRead(MailboxId folder, Collection<Long> uids, MailboxSession session)
            throws MailboxException {
        return ((BalFolder) getMailbox(folder, session)).markRead(uids, session);
    }

    private static boolean isGone(SelectedMailbox selected, long uid) {
        return selected.msn(MessageUid.of(uid)).foldSilent(() -> true, number -> false);
    }

    MessageSearchIndex searchIndex() {
        return getMessageSearchIndex();
    }

    MailboxPathLocker locker() {
        return getLocker();
    }

    StoreRightManager rights() {
        return rights;
    }

    @Override
    public EnumSet<MailboxCapabilities> getSupportedMailboxCapabilities() {
        return FOLDERS;
    }

    @Override
    public EnumSet<MessageCapabilities> getSupportedMessageCapabilities() {
        return MESSAGES;
    }

    @Override
    protected StoreMessageManager createMessageManager(Mailbox mailbox, MailboxSession session) {
        return new BalFolder(this, mappers, MESSAGES, mailbox, getClock());
    }
}

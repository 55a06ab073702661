package fr.mssgw.imap.james.mailbox;

import fr.mssgw.core.port.MailboxPolicy;
import fr.mssgw.store.mailbox.AnnotationTable;
import fr.mssgw.store.mailbox.Expunges;
import fr.mssgw.store.mailbox.FolderCounts;
import fr.mssgw.store.mailbox.FolderListing;
import fr.mssgw.store.mailbox.MailboxTable;
import fr.mssgw.store.mailbox.MessageReading;
import fr.mssgw.store.mailbox.MessageWriting;
import fr.mssgw.store.mailbox.SearchTexts;
import fr.mssgw.store.sql.Database;
import java.time.InstantSource;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.store.MailboxSessionMapperFactory;
import org.apache.james.mailbox.store.mail.AnnotationMapper;
import org.apache.james.mailbox.store.mail.MailboxMapper;
import org.apache.james.mailbox.store.mail.MessageIdMapper;
import org.apache.james.mailbox.store.mail.MessageMapper;
import org.apache.james.mailbox.store.mail.ModSeqProvider;
import org.apache.james.mailbox.store.mail.UidProvider;
import org.apache.james.mailbox.store.user.SubscriptionMapper;

/** Gives each session its mappers; they hold no state but the session. */
final class SqlMapperFactory extends MailboxSessionMapperFactory {
    private final MailboxTable mailboxes;
    private final MessageReading reading;
    private final MessageWriting writing;
    private final FolderListing listing;
    private final FolderCounts counting;
    private final Expunges expunges;
    private final TextIndexer indexer;
    private final AnnotationTable annotations;
    private final SqlNumbers numbers;
    private final MailboxPolicy policy;
    private final Trace trace;
    private final InstantSource clock;

    SqlMapperFactory(Database database, MailboxPolicy policy, Trace trace, InstantSource clock) {
        this.mailboxes = new MailboxTable(database);
        this.reading = new MessageReading(database);
        this.writing = new MessageWriting(database);
        this.listing = new FolderListing(database);
        this.counting = new FolderCounts(database);
        this.expunges = new Expunges(database);
        this.indexer = new TextIndexer(new SearchTexts(database), reading);
        this.annotations = new AnnotationTable(database);
        this.numbers = new SqlNumbers(mailboxes, writing);
        this.policy = policy;
        this.trace = trace;
        this.clock = clock;
    }

    MessageReading reading() {
        return reading;
    }

    /** With the flags as the person of this session sees them. */
    MessageReading reading(MailboxSession session) {
        return reading.seenBy(actor(session).ownSeen());
    }

    private Actor actor(MailboxSession session) {
        return Actor.of(session, policy);
    }

    MessageWriting writing() {
        return writing;
    }

    /** With the flags as the person of this session sees them. */
    FolderListing listing(MailboxSession session) {
        return listing.seenBy(actor(session).ownSeen());
    }

    /** With {@code \Seen} as the person of this session sees it. */
    FolderCounts counting(MailboxSession session) {
        return counting.seenBy(actor(session).ownSeen());
    }

    TextIndexer indexer() {
        return indexer;
    }

    Expunges expunges() {
        return expunges;
    }

    MailboxTable mailboxes() {
        return mailboxes;
    }

    @Override
    public MessageMapper createMessageMapper(MailboxSession session) {
        Actor actor = actor(session);
        return new SqlMessageMapper(
                session,
                actor,
                reading.seenBy(actor.ownSeen()),
                writing.seenBy(actor.ownSeen()),
                mailboxes,
                trace,
                clock);
    }

    /** What James asks for to serve JMAP, which is not served here. */
    @Override
    public MessageIdMapper createMessageIdMapper(MailboxSession session) {
        throw new UnsupportedOperationException("IMAP knows messages by their folders alone");
    }

    @Override
    public MailboxMapper createMailboxMapper(MailboxSession session) {
        return new SqlMailboxMapper(session, mailboxes, trace);
    }

    @Override
    public SubscriptionMapper createSubscriptionMapper(MailboxSession session) {
        return new SqlSubscriptionMapper(mailboxes);
    }

    @Override
    public AnnotationMapper createAnnotationMapper(MailboxSession session) {
        return new SqlAnnotationMapper(annotations);
    }

    @Override
    public UidProvider getUidProvider() {
        return numbers;
    }

    @Override
    public ModSeqProvider getModSeqProvider() {
        return numbers;
    }
}

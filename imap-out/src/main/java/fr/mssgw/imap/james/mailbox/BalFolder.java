package fr.mssgw.imap.james.mailbox;

import java.time.Clock;
import java.util.EnumSet;
import javax.mail.Flags;
import org.apache.james.mailbox.MailboxManager.MessageCapabilities;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.model.FetchGroup;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MessageRange;
import org.apache.james.mailbox.model.MessageResult;
import org.apache.james.mailbox.store.MailboxSessionMapperFactory;
import org.apache.james.mailbox.store.MessageFactory;
import org.apache.james.mailbox.store.MessageStorer;
import org.apache.james.mailbox.store.PreDeletionHooks;
import org.apache.james.mailbox.store.StoreMessageManager;
import org.apache.james.mailbox.store.mail.FetchGroupConverter;
import org.apache.james.mailbox.store.mail.NaiveThreadIdGuessingAlgorithm;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** A folder, in which clients may set keywords of their own and whose messages are read part by part. */
final class BalFolder extends StoreMessageManager {
    private final MailboxSessionMapperFactory mappers;

    BalFolder(BalMailboxManager manager, EnumSet<MessageCapabilities> capabilities, Mailbox mailbox, Clock clock) {
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
        this.mappers = manager.getMapperFactory();
    }

    @Override
    public Flags getPermanentFlags(MailboxSession session) {
        Flags flags = super.getPermanentFlags(session);
        flags.add(Flags.Flag.USER);
        return flags;
    }

    @Override
    public Publisher<MessageResult> getMessagesReactive(MessageRange set, FetchGroup wanted, MailboxSession session) {
        return Flux.defer(() -> mappers.getMessageMapper(session)
                        .findInMailboxReactive(getMailboxEntity(), set, FetchGroupConverter.getFetchType(wanted), -1))
                .map(PartsOnDemand::new);
    }
}

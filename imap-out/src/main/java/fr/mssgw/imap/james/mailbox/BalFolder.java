package fr.mssgw.imap.james.mailbox;

import java.time.Clock;
import java.util.EnumSet;
import javax.mail.Flags;
import org.apache.james.mailbox.MailboxManager.MessageCapabilities;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.store.MessageFactory;
import org.apache.james.mailbox.store.MessageStorer;
import org.apache.james.mailbox.store.PreDeletionHooks;
import org.apache.james.mailbox.store.StoreMessageManager;
import org.apache.james.mailbox.store.mail.NaiveThreadIdGuessingAlgorithm;

/** A folder, in which clients may set keywords of their own. */
final class BalFolder extends StoreMessageManager {
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
    }

    @Override
    public Flags getPermanentFlags(MailboxSession session) {
        Flags flags = super.getPermanentFlags(session);
        flags.add(Flags.Flag.USER);
        return flags;
    }
}

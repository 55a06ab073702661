package fr.mssgw.imap.james.mailbox;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.mail.Flags;
import org.apache.james.events.Event;
import org.apache.james.events.EventListener.ReactiveEventListener;
import org.apache.james.imap.api.process.SelectedMailbox;
import org.apache.james.mailbox.MessageManager;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.NullableMessageSequenceNumber;
import org.apache.james.mailbox.events.MailboxEvents.Added;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MailboxPath;
import reactor.core.publisher.Mono;

/**
 * The folder that a session has open, as far as its client knows it: news count from when they are told
 * ({@link Outstanding}). James' commands find no news in it, since they look for them before they have done their work and
 * forget what comes meanwhile; the gateway tells them before each tagged answer and in IDLE. A keyword that is new stays so
 * until the client was told of it; James 3.8.1 forgets it with the next change of flags, and passes over those of messages
 * that arrive. For the threads that serve one session.
 */
public final class TimelyFolder implements SelectedMailbox {
    private final SelectedMailbox view;
    private final Supplier<Optional<Outstanding>> news;
    private final Flags arrived = new Flags(); // guarded by itself, like what follows
    private boolean newKeywords;

    /**
     * @param view of James
     * @param news of a view; empty before it listens
     */
    TimelyFolder(SelectedMailbox view, Function<SelectedMailbox, Optional<Outstanding>> news) {
        this.view = view;
        this.news = () -> news.apply(view);
    }

    /** Counts what happened so far; to be told at once. */
    public void catchUp() {
        news.get().ifPresent(outstanding -> outstanding.takeAll(this::noteKeywords));
    }

    /** Whether there are more messages than the client knows. */
    public boolean hasMore() {
        return view.isSizeChanged();
    }

    /** Messages that are still counted, for the client knows them, and are gone. */
    public Collection<MessageUid> gone() {
        return view.expungedUids();
    }

    public void goneTold() {
        view.resetExpungedUids();
    }

    /** Whether fewer messages are recent than the client knows; asked once. */
    public boolean hasFewerRecent() {
        boolean fewer = view.isRecentUidRemoved();
        view.resetRecentUidRemoved();
        return fewer;
    }

    /** Messages whose flags changed. */
    public Collection<MessageUid> flagged() {
        return view.flagUpdateUids();
    }

    public boolean hasNewKeywords() {
        synchronized (arrived) {
            return newKeywords;
        }
    }

    public void keywordsTold() {
        synchronized (arrived) {
            newKeywords = false;
        }
        view.resetNewApplicableFlags();
    }

    /** The client was told of all that was counted, but for what is gone. */
    public void told() {
        view.resetEvents();
    }

    private void noteKeywords(Event event) {
        synchronized (arrived) {
            newKeywords |= view.hasNewApplicableFlags();
        }
        if (event instanceof Added added) {
            Flags known = getApplicableFlags();
            for (MessageUid uid : added.getUids()) {
                for (String keyword : added.getMetaData(uid).getFlags().getUserFlags()) {
                    if (!known.contains(keyword)) {
                        noteArrived(keyword);
                    }
                }
            }
        }
    }

    private void noteArrived(String keyword) {
        synchronized (arrived) {
            arrived.add(keyword);
            newKeywords = true;
        }
    }

    /** Runs what tells the client of news, while no other thread tells it. */
    public void whileNobodyTells(Runnable tells) {
        Optional<Outstanding> outstanding = news.get();
        if (outstanding.isPresent()) {
            outstanding.get().whileNobodyTells(tells);
        } else {
            tells.run();
        }
    }

    @Override
    public boolean isSizeChanged() {
        return false;
    }

    @Override
    public void registerIdle(ReactiveEventListener idle) {
        news.get().ifPresent(outstanding -> outstanding.idles(idle));
    }

    @Override
    public void unregisterIdle() {
        news.get().ifPresent(outstanding -> outstanding.idles(null));
    }

    @Override
    public Flags getApplicableFlags() {
        Flags flags = view.getApplicableFlags();
        synchronized (arrived) {
            flags.add(arrived);
        }
        return flags;
    }

    @Override
    public boolean hasNewApplicableFlags() {
        return false;
    }

    @Override
    public void resetNewApplicableFlags() {
        // told by us
    }

    @Override
    public Mono<Void> deselect() {
        return view.deselect();
    }

    @Override
    public NullableMessageSequenceNumber msn(MessageUid uid) {
        return view.msn(uid);
    }

    @Override
    public Optional<MessageUid> uid(int number) {
        return view.uid(number);
    }

    @Override
    public boolean addRecent(MessageUid uid) {
        return view.addRecent(uid);
    }

    @Override
    public boolean removeRecent(MessageUid uid) {
        return view.removeRecent(uid);
    }

    @Override
    public Collection<MessageUid> getRecent() {
        return view.getRecent();
    }

    @Override
    public int recentCount() {
        return view.recentCount();
    }

    @Override
    public long existsCount() {
        return view.existsCount();
    }

    @Override
    public Mono<MailboxPath> getPathReactive() {
        return view.getPathReactive();
    }

    @Override
    public MailboxId getMailboxId() {
        return view.getMailboxId();
    }

    @Override
    public MessageManager getMessageManager() {
        return view.getMessageManager();
    }

    @Override
    public boolean isRecent(MessageUid uid) {
        return view.isRecent(uid);
    }

    @Override
    public boolean isDeletedByOtherSession() {
        return view.isDeletedByOtherSession();
    }

    @Override
    public boolean isRecentUidRemoved() {
        return false;
    }

    @Override
    public void resetRecentUidRemoved() {
        // told by us
    }

    @Override
    public void resetEvents() {
        // told by us
    }

    @Override
    public Collection<MessageUid> expungedUids() {
        return List.of();
    }

    @Override
    public void resetExpungedUids() {
        // told by us
    }

    @Override
    public NullableMessageSequenceNumber remove(MessageUid uid) {
        return view.remove(uid);
    }

    @Override
    public Collection<MessageUid> flagUpdateUids() {
        return List.of();
    }

    @Override
    public Optional<MessageUid> getFirstUid() {
        return view.getFirstUid();
    }

    @Override
    public Optional<MessageUid> getLastUid() {
        return view.getLastUid();
    }
}

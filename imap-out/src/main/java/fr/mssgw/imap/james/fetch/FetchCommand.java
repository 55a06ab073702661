package fr.mssgw.imap.james.fetch;

import fr.mssgw.imap.james.connection.ClientSession;
import fr.mssgw.imap.james.connection.NoLongerWanted;
import fr.mssgw.imap.james.connection.Pipelined;
import fr.mssgw.imap.james.connection.ReadOnly;
import fr.mssgw.imap.james.mailbox.BalMailboxManager;
import fr.mssgw.imap.james.mailbox.StoredMailboxId;
import fr.mssgw.store.mailbox.FlagChange;
import fr.mssgw.store.mailbox.FolderListing;
import fr.mssgw.store.mailbox.ListedMessage;
import fr.mssgw.store.mailbox.MessageFlags;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.james.imap.api.ImapConstants;
import org.apache.james.imap.api.display.HumanReadableText;
import org.apache.james.imap.api.message.Capability;
import org.apache.james.imap.api.message.FetchData;
import org.apache.james.imap.api.message.FetchData.Item;
import org.apache.james.imap.api.message.IdRange;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.api.process.SelectedMailbox;
import org.apache.james.imap.message.request.FetchRequest;
import org.apache.james.imap.message.response.VanishedResponse;
import org.apache.james.imap.processor.EnableProcessor;
import org.apache.james.imap.processor.fetch.FetchProcessor;
import org.apache.james.mailbox.MessageManager;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.exception.MessageRangeException;
import org.apache.james.mailbox.model.MessageRange;
import org.apache.james.metrics.api.MetricFactory;
import reactor.core.publisher.Mono;

/**
 * FETCH from the store's columns: whole messages, header sections, parts, flags, dates, sizes, ENVELOPE and
 * BODYSTRUCTURE. Commands that are in error are left to James.
 */
public final class FetchCommand extends FetchProcessor {
    private static final int SCATTERED = 200;
    private static final Set<FolderListing.Item> SIZES = EnumSet.of(FolderListing.Item.SIZE);

    private final BalMailboxManager mailboxes;
    private final KnownPlaces places = new KnownPlaces();

    public FetchCommand(BalMailboxManager mailboxes, StatusResponseFactory responses, MetricFactory metrics) {
        super(mailboxes, responses, metrics);
        this.mailboxes = mailboxes;
    }

    @Override
    protected Mono<Void> processRequestReactive(FetchRequest request, ImapSession session, Responder responder) {
        Set<Capability> enabled = EnableProcessor.getEnabledCapabilities(session);
        boolean qresync = enabled.contains(ImapConstants.SUPPORTS_QRESYNC);
        FetchData asked = request.getFetch();
        boolean wrong = asked.getVanished() && (!qresync || asked.getChangedSince() == -1);
        if (session.getSelected() == null || wrong) {
            return super.processRequestReactive(request, session, responder);
        }
        boolean enablesCondstore = asked.contains(Item.MODSEQ) && !enabled.contains(ImapConstants.SUPPORTS_CONDSTORE);
        return Mono.fromRunnable(() -> fetch(
                        request,
                        new FetchPlan(asked, qresync, !ReadOnly.is(session)),
                        session,
                        responder,
                        enablesCondstore))
                .then(Mono.<Void>fromRunnable(() -> okComplete(request, responder)))
                .onErrorResume(InvalidSet.class, e -> {
                    taggedBad(request, responder, HumanReadableText.INVALID_MESSAGESET);
                    return Mono.empty();
                });
    }

    private void fetch(
            FetchRequest request, FetchPlan plan, ImapSession session, Responder responder, boolean enablesCondstore) {
        List<MessageRange> ranges = ranges(request, session.getSelected());
        if (enablesCondstore) {
            tellHighestModseq(session, responder);
        }
        if (plan.asked().getVanished()) {
            tellVanished(request, session.getSelected(), responder);
        }
        new Fetching(plan, session, responder).fetch(ranges);
    }

    private void tellHighestModseq(ImapSession session, Responder responder) {
        try {
            MessageManager.MailboxMetaData data = manager(session)
                    .getMetaData(
                            MessageManager.MailboxMetaData.RecentMode.IGNORE,
                            session.getMailboxSession(),
                            EnumSet.of(MessageManager.MailboxMetaData.Item.HighestModSeq));
            condstoreEnablingCommand(session, responder, data, true);
        } catch (MailboxException e) {
            throw new IllegalStateException("reading a folder's MODSEQ", e);
        }
    }

    private MessageManager manager(ImapSession session) throws MailboxException {
        return mailboxes.getMailbox(session.getSelected().getMailboxId(), session.getMailboxSession());
    }

    private List<MessageRange> ranges(FetchRequest request, SelectedMailbox selected) {
        try {
            List<MessageRange> ranges = new ArrayList<>();
            for (IdRange asked : request.getIdSet()) {
                MessageRange range = messageRange(selected, asked, request.isUseUids())
                        .orElseThrow(() -> new MessageRangeException(asked.getFormattedString() + " is not there"));
                MessageRange normal = normalizeMessageRange(selected, range);
                ranges.add(MessageRange.range(normal.getUidFrom(), normal.getUidTo()));
            }
            return ranges;
        } catch (MessageRangeException e) {
            throw new InvalidSet(e);
        }
    }

    /** Also what lay before the first message that is left, or after the last. */
    private void tellVanished(FetchRequest request, SelectedMailbox selected, Responder responder) {
        List<MessageUid> vanished = new ArrayList<>();
        for (long uid : mailboxes.vanishedSince(selected, request.getFetch().getChangedSince())) {
            for (IdRange range : request.getIdSet()) {
                if (range.getLowVal() <= uid && uid <= range.getHighVal()) {
                    vanished.add(MessageUid.of(uid));
                    break;
                }
            }
        }
        if (!vanished.isEmpty()) {
            responder.respond(new VanishedResponse(uidRanges(MessageRange.toRanges(vanished)), true));
        }
    }

    /** A sequence set names a message that is not there. */
    private static final class InvalidSet extends RuntimeException {
        private static final long serialVersionUID = 1;

        InvalidSet(MessageRangeException cause) {
            super(cause);
        }
    }

    /** One FETCH on its way through the folder. */
    private final class Fetching {
        private final FetchPlan plan;
        private final ImapSession session;
        private final SelectedMailbox selected;
        private final FetchEncoder encoder;
        private final FolderListing listing;
        private final Set<FolderListing.Item> columns;
        private final long folder;
        private final ReadMarks marks;
        private final boolean tellsModseq;
        private final List<Long> scattered = new ArrayList<>();

        Fetching(FetchPlan plan, ImapSession session, Responder responder) {
            this.plan = plan;
            this.session = session;
            this.selected = session.getSelected();
            this.encoder = new FetchEncoder(plan, mailboxes.reading(), places, responder);
            this.listing = mailboxes.listing(session.getMailboxSession());
            this.columns = plan.columns();
            this.folder = StoredMailboxId.of(selected.getMailboxId());
            this.marks = new ReadMarks(
                    message -> !isUnchanged(message)
                            && selected.msn(MessageUid.of(message.uid()))
                                    .asInt()
                                    .isPresent(),
                    this::markRead);
            Set<Capability> enabled = EnableProcessor.getEnabledCapabilities(session);
            this.tellsModseq = enabled.contains(ImapConstants.SUPPORTS_QRESYNC)
                    || enabled.contains(ImapConstants.SUPPORTS_CONDSTORE);
        }

        /** Ranges of few UIDs are gathered into one query, long ones are read page by page. */
        void fetch(List<MessageRange> ranges) {
            if (ranges.size() == 1 && plan.lasts() && session instanceof ClientSession client) {
                Optional<Pipelined> others = client.pipelined();
                if (others.isPresent()) {
                    pipelined(ranges.get(0).getUidFrom().asLong(), others.get());
                    return;
                }
            }
            for (MessageRange range : ranges) {
                long from = range.getUidFrom().asLong();
                long to = range.getUidTo().asLong();
                if (ranges.size() > 1 && to - from < SCATTERED) {
                    for (long uid = from; uid <= to; uid++) {
                        gather(uid);
                    }
                } else {
                    fetchScattered();
                    pages(from, to);
                }
            }
            fetchScattered();
            encoder.flush();
        }

        private void pipelined(long uid, Pipelined fetches) {
            fetches.message(uid, FolderListing.pageSize(columns), uids -> listing.some(folder, uids, columns))
                    .ifPresent(message -> tell(message, most -> List.of()));
            encoder.flush();
        }

        private void gather(long uid) {
            scattered.add(uid);
            if (scattered.size() >= SCATTERED) {
                fetchScattered();
            }
        }

        private void fetchScattered() {
            List<Long> uids = scattered.stream().sorted().distinct().toList();
            scattered.clear();
            int most = FolderListing.pageSize(columns);
            int from = 0;
            while (from < uids.size()) {
                List<Long> rest = uids.subList(from, uids.size());
                List<Long> some = rest.subList(0, Math.min(rest.size(), most));
                List<ListedMessage> page = read(() -> listing.some(folder, some, columns));
                page.forEach(message -> tell(message, next -> listing.some(folder, after(message, rest, next), SIZES)));
                from += page.isEmpty()
                        ? some.size()
                        : some.indexOf(page.get(page.size() - 1).uid()) + 1;
            }
        }

        private static List<Long> after(ListedMessage message, List<Long> uids, int most) {
            int at = uids.indexOf(message.uid()) + 1;
            return at == 0 ? List.of() : uids.subList(at, Math.min(uids.size(), at + most));
        }

        private void pages(long from, long to) {
            long next = from;
            while (next <= to) {
                long first = next;
                List<ListedMessage> page = read(() -> listing.range(folder, first, to, columns));
                page.forEach(message -> tell(message, most -> following(message, to, most)));
                if (page.isEmpty()) {
                    return;
                }
                next = page.get(page.size() - 1).uid() + 1;
            }
        }

        /** As far as the message that comes so many after this one in the client's numbers: UIDs have gaps. */
        private List<ListedMessage> following(ListedMessage message, long to, int most) {
            long last = selected.msn(MessageUid.of(message.uid()))
                    .asInt()
                    .flatMap(number -> selected.uid(number + most))
                    .map(uid -> Math.min(to, uid.asLong()))
                    .orElse(to);
            return message.uid() >= last ? List.of() : listing.range(folder, message.uid() + 1, last, SIZES);
        }

        /** Nothing is read, nor marked as read, for a client that has left. */
        private List<ListedMessage> read(Supplier<List<ListedMessage>> reading) {
            NoLongerWanted.check(session);
            return reading.get();
        }

        private boolean isUnchanged(ListedMessage message) {
            return plan.asked().getChangedSince() != -1
                    && message.modseq() <= plan.asked().getChangedSince();
        }

        /** Messages that the session has not been told of, and those that did not change, are passed over. */
        private void tell(ListedMessage message, IntFunction<List<ListedMessage>> next) {
            if (isUnchanged(message)) {
                return;
            }
            MessageUid uid = MessageUid.of(message.uid());
            selected.msn(uid).ifPresent(number -> {
                Optional<FlagChange> read = plan.marksRead() ? marks.mark(message, next) : Optional.empty();
                int flags = message.flags() & ~MessageFlags.RECENT
                        | (selected.isRecent(uid) ? MessageFlags.RECENT : 0)
                        | (read.isPresent() ? MessageFlags.SEEN : 0);
                long modseq =
                        Math.max(message.modseq(), read.map(FlagChange::modseq).orElse(0L));
                encoder.encode(number.asInt(), message, flags, modseq, read.isPresent(), tellsModseq);
            });
        }

        private List<FlagChange> markRead(List<Long> uids) {
            NoLongerWanted.check(session);
            try {
                return mailboxes.markRead(selected.getMailboxId(), uids, session.getMailboxSession());
            } catch (MailboxException e) {
                throw new IllegalStateException("marking messages as read", e);
            }
        }
    }
}

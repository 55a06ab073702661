package fr.mssgw.imap.james;

import fr.mssgw.imap.james.connection.NoMetrics;
import fr.mssgw.imap.james.mailbox.BalMailboxManager;
import fr.mssgw.store.mailbox.Filing;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.james.imap.api.ImapConstants;
import org.apache.james.imap.api.display.HumanReadableText;
import org.apache.james.imap.api.message.Capability;
import org.apache.james.imap.api.message.IdRange;
import org.apache.james.imap.api.message.response.StatusResponse.ResponseCode;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.api.process.SelectedMailbox;
import org.apache.james.imap.main.PathConverter;
import org.apache.james.imap.message.request.AbstractMessageRangeRequest;
import org.apache.james.imap.message.request.CopyRequest;
import org.apache.james.imap.message.request.MoveRequest;
import org.apache.james.imap.processor.AbstractMailboxProcessor;
import org.apache.james.imap.processor.CapabilityImplementingProcessor;
import org.apache.james.mailbox.MessageManager;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.exception.MailboxNotFoundException;
import org.apache.james.mailbox.exception.MessageRangeException;
import org.apache.james.mailbox.exception.OverQuotaException;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.MessageRange;
import org.apache.james.mailbox.model.UidValidity;
import org.apache.james.util.MDCBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * COPY and MOVE (RFC 3501 §6.4.7, RFC 6851), all messages of a command or none. James 3.8.1 repeats in COPYUID what the
 * client typed, sequence numbers and {@code *} included, where RFC 4315 §3 wants the UIDs of the messages; it files each
 * range of a set apart, so that a BAL that becomes full half-way keeps one half.
 */
final class FilingCommand<R extends AbstractMessageRangeRequest> extends AbstractMailboxProcessor<R>
        implements CapabilityImplementingProcessor {
    private static final Logger LOG = LoggerFactory.getLogger(FilingCommand.class);

    private final BalMailboxManager mailboxes;
    private final StatusResponseFactory responses;
    private final boolean moves;

    private FilingCommand(
            Class<R> request, BalMailboxManager mailboxes, StatusResponseFactory responses, boolean moves) {
        super(request, mailboxes, responses, new NoMetrics());
        this.mailboxes = mailboxes;
        this.responses = responses;
        this.moves = moves;
    }

    static FilingCommand<CopyRequest> copy(BalMailboxManager mailboxes, StatusResponseFactory responses) {
        return new FilingCommand<>(CopyRequest.class, mailboxes, responses, false);
    }

    static FilingCommand<MoveRequest> move(BalMailboxManager mailboxes, StatusResponseFactory responses) {
        return new FilingCommand<>(MoveRequest.class, mailboxes, responses, true);
    }

    @Override
    public List<Capability> getImplementedCapabilities(ImapSession session) {
        return moves ? List.of(ImapConstants.SUPPORTS_MOVE) : List.of();
    }

    @Override
    protected Mono<Void> processRequestReactive(R request, ImapSession session, Responder client) {
        return Mono.fromRunnable(() -> {
            try {
                Optional<MessageManager> target = target(request, session);
                if (target.isEmpty()) {
                    no(request, client, HumanReadableText.FAILURE_NO_SUCH_MAILBOX, ResponseCode.tryCreate());
                    return;
                }
                List<Filing> filed = mailboxes.file(
                        session.getSelected().getMailboxId(),
                        uids(request, session.getSelected()),
                        target.get(),
                        moves,
                        session.getMailboxSession());
                answer(request, copyUid(target.get(), filed), client);
            } catch (MessageRangeException e) {
                taggedBad(request, client, HumanReadableText.INVALID_MESSAGESET);
            } catch (OverQuotaException e) {
                no(request, client, HumanReadableText.FAILURE_OVERQUOTA, ResponseCode.overQuota());
            } catch (MailboxException e) {
                LOG.error("{} failed", request.getCommand().getName(), e);
                no(request, client, HumanReadableText.GENERIC_FAILURE_DURING_PROCESSING);
            }
        });
    }

    private Optional<MessageManager> target(R request, ImapSession session) throws MailboxException {
        MailboxPath path = PathConverter.forSession(session).buildFullPath(request.getMailboxName());
        try {
            return Optional.of(mailboxes.getMailbox(path, session.getMailboxSession()));
        } catch (MailboxNotFoundException e) {
            return Optional.empty();
        }
    }

    /** The messages that the client knows and means. */
    private NavigableSet<Long> uids(R request, SelectedMailbox selected) throws MessageRangeException {
        TreeSet<Long> meant = new TreeSet<>();
        for (IdRange asked : request.getIdSet()) {
            Optional<MessageRange> range = messageRange(selected, asked, request.isUseUids());
            if (range.isPresent()) {
                MessageRange normal = normalizeMessageRange(selected, range.get());
                addKnown(selected, normal.getUidFrom().asLong(), last(normal), meant);
            }
        }
        return meant;
    }

    /** Looks at those between the two only: a folder may hold many more. */
    private static void addKnown(SelectedMailbox selected, long from, long to, Set<Long> meant) {
        int last = Math.toIntExact(selected.existsCount());
        int before = 0;
        int after = last + 1;
        while (after - before > 1) {
            int middle = (before + after) >>> 1;
            if (uid(selected, middle) < from) {
                before = middle;
            } else {
                after = middle;
            }
        }
        for (int number = after; number <= last && uid(selected, number) <= to; number++) {
            meant.add(uid(selected, number));
        }
    }

    /** Beyond all others where there is none of that number. */
    private static long uid(SelectedMailbox selected, int number) {
        return selected.uid(number).map(MessageUid::asLong).orElse(Long.MAX_VALUE);
    }

    private static long last(MessageRange range) {
        return range.getType() == MessageRange.Type.ONE
                ? range.getUidFrom().asLong()
                : range.getUidTo().asLong();
    }

    /** Empty when nothing was filed: the messages had gone. */
    private static Optional<ResponseCode> copyUid(MessageManager target, List<Filing> filed) throws MailboxException {
        if (filed.isEmpty()) {
            return Optional.empty();
        }
        List<Long> before = new ArrayList<>(filed.size());
        List<Long> now = new ArrayList<>(filed.size());
        for (Filing one : filed) {
            before.add(one.formerUid());
            now.add(one.now().uid());
        }
        UidValidity validity = target.getMailboxEntity().getUidValidity();
        return Optional.of(ResponseCode.copyUid(validity, ranges(before), ranges(now)));
    }

    private static IdRange[] ranges(List<Long> ascending) {
        return MessageRange.toRanges(ascending.stream().map(MessageUid::of).toList()).stream()
                .map(range -> new IdRange(range.getUidFrom().asLong(), last(range)))
                .toArray(IdRange[]::new);
    }

    /** What was moved is told before it vanishes (RFC 6851 §4.3). */
    private void answer(R request, Optional<ResponseCode> copyUid, Responder client) {
        if (copyUid.isEmpty()) {
            okComplete(request, client);
        } else if (moves) {
            client.respond(responses.untaggedOk(HumanReadableText.COMPLETED, copyUid.get()));
            okComplete(request, client);
        } else {
            okComplete(request, copyUid.get(), client);
        }
    }

    @Override
    protected MDCBuilder mdc(R request) {
        return MDCBuilder.create()
                .addToContext(MDCBuilder.ACTION, moves ? "MOVE" : "COPY")
                .addToContext("targetMailbox", request.getMailboxName())
                .addToContext("uidEnabled", Boolean.toString(request.isUseUids()))
                .addToContext("idSet", IdRange.toString(request.getIdSet()));
    }
}

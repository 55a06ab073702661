package fr.mssgw.imap.james;

import fr.mssgw.imap.james.mailbox.TimelyFolder;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.mail.Flags;
import org.apache.james.imap.api.ImapConstants;
import org.apache.james.imap.api.display.HumanReadableText;
import org.apache.james.imap.api.message.Capability;
import org.apache.james.imap.api.message.UidRange;
import org.apache.james.imap.api.message.response.StatusResponse.ResponseCode;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.api.process.ImapProcessor.Responder;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.api.process.SelectedMailbox;
import org.apache.james.imap.message.response.ExistsResponse;
import org.apache.james.imap.message.response.ExpungeResponse;
import org.apache.james.imap.message.response.FetchResponse;
import org.apache.james.imap.message.response.FlagsResponse;
import org.apache.james.imap.message.response.RecentResponse;
import org.apache.james.imap.message.response.VanishedResponse;
import org.apache.james.imap.processor.EnableProcessor;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.model.ComposedMessageIdWithMetaData;
import org.apache.james.mailbox.model.MessageRange;
import reactor.core.publisher.Flux;

/**
 * Tells a client what happened in the folder that it has open (RFC 3501 §7.2.6, §7.3, §7.4; RFC 7162): EXISTS before
 * anything names a new message, FLAGS before a message has a new keyword.
 */
final class ClientNews {
    private final StatusResponseFactory responses;

    ClientNews(StatusResponseFactory responses) {
        this.responses = responses;
    }

    /**
     * @param withGone not in answers to FETCH, STORE and SEARCH by numbers, which must not shift meanwhile (RFC 3501
     *     §7.4.1)
     * @param withUids each message by its UID too
     */
    void tell(ImapSession session, Responder client, boolean withGone, boolean withUids) {
        if (!(session.getSelected() instanceof TimelyFolder folder)) {
            return;
        }
        Set<Capability> enabled = EnableProcessor.getEnabledCapabilities(session);
        boolean qresync = enabled.contains(ImapConstants.SUPPORTS_QRESYNC);
        folder.catchUp();
        boolean more = folder.hasMore();
        if (more) {
            client.respond(new ExistsResponse(folder.existsCount()));
        }
        if (withGone) {
            tellGone(folder, client, qresync);
        }
        if (more || withGone && folder.hasFewerRecent()) {
            client.respond(new RecentResponse(folder.recentCount()));
        }
        tellKeywords(folder, session, client);
        boolean modseq = qresync || enabled.contains(ImapConstants.SUPPORTS_CONDSTORE);
        for (MessageRange range : MessageRange.toRanges(folder.flagged())) {
            Flux.from(folder.getMessageManager().listMessagesMetadata(range, session.getMailboxSession()))
                    .toIterable()
                    .forEach(message -> tellFlags(folder, message, client, withUids || qresync, modseq));
        }
        folder.told();
    }

    private static void tellGone(TimelyFolder folder, Responder client, boolean qresync) {
        Collection<MessageUid> gone = folder.gone();
        if (gone.isEmpty()) {
            return;
        }
        for (MessageUid uid : gone) {
            var number = folder.remove(uid);
            if (!qresync) {
                client.respond(new ExpungeResponse(number));
            }
        }
        if (qresync) {
            UidRange[] ranges = MessageRange.toRanges(List.copyOf(gone)).stream()
                    .map(range -> new UidRange(range.getUidFrom(), range.getUidTo()))
                    .toArray(UidRange[]::new);
            client.respond(new VanishedResponse(ranges, false));
        }
        folder.goneTold();
    }

    /** Which keywords there are, when the client does not know one. */
    void tellKeywords(TimelyFolder folder, ImapSession session, Responder client) {
        if (!folder.hasNewKeywords()) {
            return;
        }
        client.respond(new FlagsResponse(folder.getApplicableFlags()));
        Flags permanent = folder.getMessageManager().getPermanentFlags(session.getMailboxSession());
        if (permanent.contains(Flags.Flag.USER)) {
            permanent.add(folder.getApplicableFlags());
        }
        client.respond(responses.untaggedOk(
                HumanReadableText.permanentFlags(permanent), ResponseCode.permanentFlags(permanent)));
        folder.keywordsTold();
    }

    /** Tells the flags of a message, if the client counts it, as they are for this session. */
    static void tellFlags(
            SelectedMailbox folder,
            ComposedMessageIdWithMetaData message,
            Responder client,
            boolean withUid,
            boolean withModseq) {
        MessageUid uid = message.getComposedMessageId().getUid();
        folder.msn(uid).ifPresent(number -> {
            Flags flags = message.getFlags();
            if (folder.isRecent(uid)) {
                flags.add(Flags.Flag.RECENT);
            } else {
                flags.remove(Flags.Flag.RECENT);
            }
            client.respond(new FetchResponse(
                    number,
                    flags,
                    withUid ? uid : null,
                    null, // no SAVEDATE; an empty one would be written as NIL
                    withModseq ? message.getModSeq() : null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null));
        });
    }
}

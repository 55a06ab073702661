package fr.mssgw.imap.james;

import fr.mssgw.imap.james.connection.ReadOnly;
import fr.mssgw.imap.james.mailbox.BalMailboxManager;
import fr.mssgw.imap.james.mailbox.TimelyFolder;
import java.util.ArrayList;
import java.util.List;
import org.apache.james.imap.api.message.UidRange;
import org.apache.james.imap.api.message.response.ImapResponseMessage;
import org.apache.james.imap.api.message.response.StatusResponse;
import org.apache.james.imap.api.process.ImapProcessor.Responder;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.api.process.SelectedMailbox;
import org.apache.james.imap.message.request.AbstractMailboxSelectionRequest;
import org.apache.james.imap.message.response.ExistsResponse;
import org.apache.james.imap.message.response.FlagsResponse;
import org.apache.james.imap.message.response.VanishedResponse;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.model.ComposedMessageIdWithMetaData;
import org.apache.james.mailbox.model.MessageRange;
import org.apache.james.mailbox.model.UidValidity;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * What a client that was away is told when it selects a folder again with QRESYNC (RFC 7162 §3.2.5). James 3.8.1 takes
 * every UID that is missing for vanished since, but for those before the first and after the last message that is left,
 * and leaves out all changed flags.
 */
final class Resynchronisation implements Responder {
    private final BalMailboxManager mailboxes;
    private final AbstractMailboxSelectionRequest request;
    private final ImapSession session;
    private final Responder client;
    private long validity;
    private long lastUid;

    Resynchronisation(
            BalMailboxManager mailboxes,
            AbstractMailboxSelectionRequest request,
            ImapSession session,
            Responder client) {
        this.mailboxes = mailboxes;
        this.request = request;
        this.session = session;
        this.client = client;
    }

    @Override
    public void respond(ImapResponseMessage message) {
        if (message instanceof VanishedResponse) {
            return; // told below, wholly
        }
        if (session.getSelected() instanceof TimelyFolder folder) {
            if (message instanceof FlagsResponse) {
                folder.catchUp();
                client.respond(new FlagsResponse(folder.getApplicableFlags()));
                return;
            }
            if (message instanceof ExistsResponse) { // James counts the folder's messages later than the session does
                client.respond(new ExistsResponse(folder.existsCount()));
                return;
            }
        }
        if (message instanceof StatusResponse status) {
            note(status.getResponseCode());
            if (status.getTag() != null && status.getServerResponseType() == StatusResponse.Type.OK) {
                ReadOnly.note(session, isReadOnly(status.getResponseCode()));
                tell();
            }
        }
        client.respond(message);
    }

    @Override
    public void flush() {
        client.flush();
    }

    private void note(StatusResponse.@Nullable ResponseCode code) {
        if (code != null && code.getCode().equals("UIDVALIDITY")) {
            validity = code.getNumber();
        } else if (code != null && code.getCode().equals("UIDNEXT")) {
            lastUid = code.getNumber() - 1;
        }
    }

    private static boolean isReadOnly(StatusResponse.@Nullable ResponseCode code) {
        return code != null && code.equals(StatusResponse.ResponseCode.readOnly());
    }

    private void tell() {
        SelectedMailbox selected = session.getSelected();
        Long known = request.getKnownModSeq();
        if (selected == null
                || known == null
                || request.getLastKnownUidValidity().isUnknown()
                || validity == 0
                || !request.getLastKnownUidValidity().correspondsTo(UidValidity.of(validity))) {
            return;
        }
        List<UidRange> vanished = vanished(selected, known);
        if (!vanished.isEmpty()) {
            client.respond(new VanishedResponse(vanished.toArray(UidRange[]::new), true));
        }
        List<long[]> asked = ranges();
        Flux.from(selected.getMessageManager().listMessagesMetadata(MessageRange.all(), session.getMailboxSession()))
                .toIterable(1_000)
                .forEach(message -> tellChanged(selected, message, known, asked));
    }

    private void tellChanged(
            SelectedMailbox selected, ComposedMessageIdWithMetaData message, long known, List<long[]> asked) {
        long uid = message.getComposedMessageId().getUid().asLong();
        if (message.getModSeq().asLong() > known && isIn(asked, uid)) {
            ClientNews.tellFlags(selected, message, client, true, true);
        }
    }

    private static boolean isIn(List<long[]> ranges, long uid) {
        return ranges.stream().anyMatch(range -> range[0] <= uid && uid <= range[1]);
    }

    /** The client's UIDs, or all that the folder ever gave. */
    private List<long[]> ranges() {
        UidRange[] known = request.getUidSet();
        if (known == null) {
            return List.of(new long[] {1, lastUid});
        }
        List<long[]> ranges = new ArrayList<>();
        for (UidRange range : known) {
            ranges.add(new long[] {
                range.getLowVal().asLong(), Math.min(range.getHighVal().asLong(), lastUid)
            });
        }
        return ranges;
    }

    private List<UidRange> vanished(SelectedMailbox selected, long known) {
        List<UidRange> vanished = new ArrayList<>();
        List<long[]> ranges = ranges();
        long first = -1;
        long last = -1;
        for (long uid : mailboxes.vanishedSince(selected, known)) {
            if (!isIn(ranges, uid)) {
                continue;
            }
            if (uid != last + 1 || first < 0) {
                addRange(vanished, first, last);
                first = uid;
            }
            last = uid;
        }
        addRange(vanished, first, last);
        return vanished;
    }

    private static void addRange(List<UidRange> ranges, long from, long to) {
        if (from > 0) {
            ranges.add(new UidRange(MessageUid.of(from), MessageUid.of(to)));
        }
    }
}

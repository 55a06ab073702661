package fr.mssgw.imap.james.mailbox;

import fr.mssgw.core.access.Identity;
import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.port.AuditTrail;
import fr.mssgw.imap.ClosedExchanges;
import fr.mssgw.store.mailbox.FlagChange;
import fr.mssgw.store.mailbox.MessageFlags;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.model.Mailbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who did what in which folder, for the audit; and the move into « Échanges clos », which means something. */
public final class Trace {
    private static final Logger LOG = LoggerFactory.getLogger(Trace.class);

    private static final Map<Integer, String> SYSTEM_FLAGS = Map.of(
            MessageFlags.ANSWERED, "\\Answered",
            MessageFlags.DELETED, "\\Deleted",
            MessageFlags.DRAFT, "\\Draft",
            MessageFlags.FLAGGED, "\\Flagged",
            MessageFlags.SEEN, "\\Seen");

    private final AuditTrail audit;
    private final ClosedExchanges closedExchanges;
    private final InstantSource clock;

    public Trace(AuditTrail audit, ClosedExchanges closedExchanges, InstantSource clock) {
        this.audit = audit;
        this.closedExchanges = closedExchanges;
        this.clock = clock;
    }

    /** Notes in the session who acts. */
    public static void identify(MailboxSession session, Identity identity) {
        session.getAttributes().put(Identity.class, identity);
    }

    /** Who acts; empty in a session of the gateway itself. */
    public static Optional<Identity> identity(MailboxSession session) {
        return Optional.ofNullable((Identity) session.getAttributes().get(Identity.class));
    }

    void appended(MailboxSession session, Mailbox to, long messageId, long octets) {
        record(session, "append", "folder", to.getName(), "message", messageId, "octets", octets);
    }

    void filed(MailboxSession session, String action, String from, Mailbox to, List<Long> messageIds) {
        record(session, action, "from", from, "folder", to.getName(), "messages", brief(messageIds));
        Optional<Identity> actor = identity(session);
        if (actor.isPresent() && to.getName().equals(Folders.CLOSED_EXCHANGES)) {
            try {
                closedExchanges.movedIn(to.getUser().asString(), messageIds, actor.get());
            } catch (RuntimeException e) {
                LOG.error("conversations could not be closed after a move into the closing folder", e);
            }
        }
    }

    /** One line for each way in which flags changed: a STORE changes many messages alike. */
    void flagged(MailboxSession session, Mailbox in, List<FlagChange> changes) {
        Map<String, List<Long>> messages = new LinkedHashMap<>();
        for (FlagChange change : changes) {
            if (!change.before().equals(change.after())) {
                messages.computeIfAbsent(difference(change), c -> new ArrayList<>())
                        .add(change.messageId());
            }
        }
        messages.forEach((difference, ids) ->
                record(session, "flags", "folder", in.getName(), "change", difference, "messages", brief(ids)));
    }

    private static String difference(FlagChange change) {
        StringJoiner difference = new StringJoiner(" ");
        Set<String> before = words(change.before());
        Set<String> after = words(change.after());
        after.stream().filter(word -> !before.contains(word)).forEach(word -> difference.add("+" + word));
        before.stream().filter(word -> !after.contains(word)).forEach(word -> difference.add("-" + word));
        return difference.toString();
    }

    private static Set<String> words(MessageFlags flags) {
        Set<String> words = new TreeSet<>(flags.keywords());
        SYSTEM_FLAGS.forEach((bit, word) -> {
            if ((flags.system() & bit) != 0) {
                words.add(word);
            }
        });
        return words;
    }

    void removed(MailboxSession session, Mailbox from, List<Long> messageIds) {
        record(session, "expunge", "folder", from.getName(), "messages", brief(messageIds));
    }

    void folder(MailboxSession session, String action, String name, Object... more) {
        Object[] details = new Object[more.length + 2];
        details[0] = "folder";
        details[1] = name;
        System.arraycopy(more, 0, details, 2, more.length);
        record(session, action, details);
    }

    private void record(MailboxSession session, String action, Object... more) {
        Object[] details = new Object[more.length + 4];
        details[0] = "action";
        details[1] = action;
        details[2] = "bal";
        details[3] = session.getUser().asString();
        System.arraycopy(more, 0, details, 4, more.length);
        String actor = identity(session).map(Identity::actor).orElse("gateway");
        audit.record(AuditEvent.of(clock.instant(), AuditEvent.Kind.MAILBOX_ACTION, actor, details));
    }

    private static String brief(List<Long> ids) {
        List<Long> first = ids.subList(0, Math.min(ids.size(), 100));
        return first + (ids.size() > first.size() ? " and " + (ids.size() - first.size()) + " more" : "");
    }
}

package fr.mssgw.imap.james.list;

import fr.mssgw.imap.james.list.Asked.Item;
import fr.mssgw.imap.james.list.Listing.Shown;
import fr.mssgw.imap.james.mailbox.BalMailboxManager;
import fr.mssgw.store.mailbox.MailboxRow;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.james.imap.api.message.Capability;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.api.process.DefaultMailboxTyper;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.api.process.MailboxType;
import org.apache.james.imap.message.response.ListResponse;
import org.apache.james.imap.message.response.MyRightsResponse;
import org.apache.james.imap.processor.AbstractMailboxProcessor;
import org.apache.james.imap.processor.CapabilityImplementingProcessor;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.model.MailboxACL;
import org.apache.james.mailbox.model.MailboxMetaData.Children;
import org.apache.james.mailbox.model.MailboxMetaData.Selectability;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.util.MDCBuilder;
import reactor.core.publisher.Mono;

/**
 * LIST: one query for the folders of the BAL, one for its subscriptions and one for all STATUS items, whichever of them
 * the command needs.
 */
public final class ListCommand extends AbstractMailboxProcessor<Asked> implements CapabilityImplementingProcessor {
    private static final List<Capability> ABLE = List.of(
            Capability.of("LIST-EXTENDED"),
            Capability.of("LIST-STATUS"),
            Capability.of("LIST-MYRIGHTS"),
            Capability.of("SPECIAL-USE"));

    private final BalMailboxManager mailboxes;
    private final DefaultMailboxTyper typer = new DefaultMailboxTyper();
    private final ToLongFunction<ImapSession> appendLimit;

    /** @param appendLimit octets of the largest message that a session may store, as it is laid down now */
    public ListCommand(
            BalMailboxManager mailboxes,
            StatusResponseFactory responses,
            MetricFactory metrics,
            ToLongFunction<ImapSession> appendLimit) {
        super(Asked.class, mailboxes, responses, metrics);
        this.mailboxes = mailboxes;
        this.appendLimit = appendLimit;
    }

    @Override
    public List<Capability> getImplementedCapabilities(ImapSession session) {
        return ABLE;
    }

    @Override
    protected Mono<Void> processRequestReactive(Asked asked, ImapSession session, Responder responder) {
        return Mono.fromRunnable(() -> {
            if (asked.asksForRoot()) {
                responder.respond(root(asked.reference()));
            } else {
                list(asked, session, responder);
            }
            okComplete(asked, responder);
        });
    }

    /** A reference that names a namespace has that as its root; all others are relative. */
    private static ListResponse root(String reference) {
        int end = reference.indexOf(NamePattern.DELIMITER);
        String root = reference.startsWith("#") ? reference.substring(0, end < 0 ? reference.length() : end) : "";
        return ListResponse.builder()
                .children(Children.CHILDREN_ALLOWED_BUT_UNKNOWN)
                .selectability(Selectability.NOSELECT)
                .name(root)
                .hierarchyDelimiter(NamePattern.DELIMITER)
                .mailboxType(MailboxType.OTHER)
                .build();
    }

    private void list(Asked asked, ImapSession session, Responder responder) {
        MailboxSession bal = session.getMailboxSession();
        Map<String, MailboxRow> folders =
                mailboxes.folders(bal).stream().collect(Collectors.toMap(MailboxRow::name, Function.identity()));
        Set<String> subscribed =
                asked.wants(Item.SUBSCRIBED) ? new HashSet<>(mailboxes.subscribedNames(bal)) : Set.of();
        List<Shown> shown = new Listing(
                        folders.keySet(),
                        subscribed,
                        name -> type(session, name).getRfc6154attributeName() != null)
                .of(asked);
        FolderStatus status = asked.status()
                .map(items -> FolderStatus.of(
                        items,
                        shown.stream()
                                .filter(Shown::chosen)
                                .map(Shown::name)
                                .map(folders::get)
                                .filter(Objects::nonNull)
                                .toList(),
                        mailboxes.counting(bal),
                        appendLimit.applyAsLong(session)))
                .orElse(FolderStatus.NONE);
        if (status.tellsModseq()) {
            condstoreEnablingCommand(session, responder, null, false);
        }
        for (Shown one : shown) {
            responder.respond(response(asked, one, type(session, one.name()), subscribed.contains(one.name())));
            MailboxRow folder = folders.get(one.name());
            if (folder != null && one.chosen()) {
                if (asked.wants(Item.MYRIGHTS)) {
                    responder.respond(new MyRightsResponse(one.name(), MailboxACL.FULL_RIGHTS));
                }
                status.tell(folder, responder);
            }
        }
    }

    private MailboxType type(ImapSession session, String name) {
        return typer.getMailboxType(session, MailboxPath.forUser(session.getUserName(), name));
    }

    private static ListResponse response(Asked asked, Shown one, MailboxType type, boolean subscribed) {
        ListResponse.Builder response = ListResponse.builder()
                .children(
                        one.hasChildren()
                                ? Children.HAS_CHILDREN
                                : one.exists() ? Children.HAS_NO_CHILDREN : Children.CHILDREN_ALLOWED_BUT_UNKNOWN)
                // \NonExistent says \Noselect as well, to those who know it (RFC 5258 §4)
                .selectability(one.exists() || asked.extended() ? Selectability.NONE : Selectability.NOSELECT)
                .name(one.name())
                .hierarchyDelimiter(NamePattern.DELIMITER)
                .returnSubscribed(subscribed)
                .returnNonExistent(!one.exists() && asked.extended())
                .mailboxType(one.exists() ? type : MailboxType.OTHER);
        if (one.chosenBelow()) {
            response.childInfos(ListResponse.ChildInfo.SUBSCRIBED);
        }
        return response.build();
    }

    @Override
    protected MDCBuilder mdc(Asked asked) {
        return MDCBuilder.create().addToContext(MDCBuilder.ACTION, "LIST");
    }
}

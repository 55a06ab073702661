package fr.mssgw.imap.james;

import fr.mssgw.imap.james.connection.NoMetrics;
import java.util.List;
import org.apache.james.imap.api.display.HumanReadableText;
import org.apache.james.imap.api.message.Capability;
import org.apache.james.imap.api.message.request.ImapRequest;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.message.request.DeleteACLRequest;
import org.apache.james.imap.message.request.SetACLRequest;
import org.apache.james.imap.processor.AbstractMailboxProcessor;
import org.apache.james.imap.processor.CapabilityImplementingProcessor;
import org.apache.james.mailbox.MailboxManager;
import org.apache.james.util.MDCBuilder;

/**
 * SETACL and DELETEACL (RFC 4314 §3.1, §3.2): always NO. Who opens a BAL is the operator's to say, in its file and by
 * {@code gateway access}; a member who could change it by IMAP would let in people whom nobody identified
 * (docs/domain.md §2).
 */
final class MembersAreConfigured<R extends ImapRequest> extends AbstractMailboxProcessor<R>
        implements CapabilityImplementingProcessor {
    private static final HumanReadableText NO =
            new HumanReadableText("fr.mssgw.imap.members", "les membres d'une BAL sont choisis par l'operateur");

    private MembersAreConfigured(Class<R> command, MailboxManager mailboxes, StatusResponseFactory responses) {
        super(command, mailboxes, responses, new NoMetrics());
    }

    static MembersAreConfigured<SetACLRequest> onSet(MailboxManager mailboxes, StatusResponseFactory responses) {
        return new MembersAreConfigured<>(SetACLRequest.class, mailboxes, responses);
    }

    static MembersAreConfigured<DeleteACLRequest> onDelete(MailboxManager mailboxes, StatusResponseFactory responses) {
        return new MembersAreConfigured<>(DeleteACLRequest.class, mailboxes, responses);
    }

    @Override
    protected void processRequest(R request, ImapSession session, Responder responder) {
        no(request, responder, NO);
    }

    @Override
    public List<Capability> getImplementedCapabilities(ImapSession session) {
        return List.of(Capability.of("ACL"));
    }

    @Override
    protected MDCBuilder mdc(R request) {
        return MDCBuilder.create()
                .addToContext(MDCBuilder.ACTION, request.getCommand().getName());
    }
}

package fr.mssgw.imap.james;

import fr.mssgw.core.access.Identity;
import fr.mssgw.core.port.MailboxPolicy;
import fr.mssgw.imap.james.connection.NoMetrics;
import fr.mssgw.imap.james.mailbox.Trace;
import java.util.List;
import java.util.Optional;
import org.apache.james.imap.api.ImapConfiguration;
import org.apache.james.imap.api.message.Capability;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.api.process.ImapProcessor.Responder;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.message.response.MailboxStatusResponse;
import org.apache.james.imap.processor.AppendProcessor;
import org.apache.james.mailbox.MailboxManager;

/**
 * The largest message that a client files in its BAL (RFC 7889). James 3.8.1 knows one for all: here each BAL may have
 * its own, which is the same for all its folders. Thread-safe.
 */
final class AppendLimits {
    private final MailboxPolicy policy;
    private final long most;

    /** @param most octets, for whichever BAL */
    AppendLimits(MailboxPolicy policy, long most) {
        this.policy = policy;
        this.most = most;
    }

    /** In octets; as it is laid down now. */
    long of(ImapSession session) {
        return identity(session)
                .map(who -> Math.min(most, policy.of(who.bal().address()).messageOctets()))
                .orElse(most);
    }

    private static Optional<Identity> identity(ImapSession session) {
        return Optional.ofNullable(session.getMailboxSession()).flatMap(Trace::identity);
    }

    /** Before the login nobody knows whose limit it will be: the bare name says that STATUS tells (RFC 7889 §3). */
    AppendProcessor append(MailboxManager mailboxes, StatusResponseFactory responses) {
        return new AppendProcessor(mailboxes, responses, new NoMetrics()) {
            @Override
            public void configure(ImapConfiguration configuration) {
                // the limit is asked for each session
            }

            @Override
            public List<Capability> getImplementedCapabilities(ImapSession session) {
                return List.of(
                        identity(session).isPresent()
                                ? Capability.of("APPENDLIMIT=" + of(session))
                                : Capability.of("APPENDLIMIT"));
            }
        };
    }

    /** Where STATUS is answered with the session's own limit. */
    Responder telling(ImapSession session, Responder client) {
        return new Rewriting(
                client, message -> message instanceof MailboxStatusResponse status ? own(status, session) : message);
    }

    private MailboxStatusResponse own(MailboxStatusResponse status, ImapSession session) {
        // James leaves null what was not asked for
        return status.getAppendLimit() == null
                ? status
                : new MailboxStatusResponse(
                        Optional.of(of(session)),
                        status.getSize(),
                        status.getDeleted(),
                        status.getDeletedStorage(),
                        status.getMessages(),
                        status.getRecent(),
                        status.getUidNext(),
                        status.getHighestModSeq(),
                        status.getUidValidity(),
                        status.getUnseen(),
                        status.getMailbox(),
                        status.getMailboxId());
    }
}

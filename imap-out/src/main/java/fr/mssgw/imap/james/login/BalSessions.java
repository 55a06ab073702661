package fr.mssgw.imap.james.login;

import fr.mssgw.core.access.Identity;
import fr.mssgw.imap.james.mailbox.Trace;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.james.core.Username;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.SessionProvider;

/**
 * Mailbox sessions in which the user is the BAL and the logged-in user is the person: colleagues see the same folders,
 * and each action is traced to one of them (docs/contract.md §3). Nobody is authenticated here; that is
 * {@link LoginRule}'s.
 */
public final class BalSessions implements SessionProvider {
    private static final char DELIMITER = '.';

    private final AtomicLong next = new AtomicLong(MailboxSession.SYSTEM_SESSION_ID + 1);

    MailboxSession open(Identity identity) {
        MailboxSession session = session(
                Username.of(identity.bal().address().wireForm()),
                Optional.of(Username.of(identity.actor())),
                MailboxSession.SessionType.User);
        Trace.identify(session, identity);
        return session;
    }

    @Override
    public MailboxSession createSystemSession(Username bal) {
        return session(bal, Optional.of(bal), MailboxSession.SessionType.System);
    }

    private MailboxSession session(Username bal, Optional<Username> person, MailboxSession.SessionType type) {
        return new MailboxSession(
                MailboxSession.SessionId.of(next.getAndIncrement()),
                bal,
                person,
                List.of(Locale.FRENCH),
                DELIMITER,
                type);
    }

    @Override
    public AuthorizationStep authenticate(Username user, String password) {
        throw new UnsupportedOperationException("logins go through the core's Authenticator");
    }

    @Override
    public AuthorizationStep authenticate(Username user) {
        throw new UnsupportedOperationException("logins go through the core's Authenticator");
    }
}

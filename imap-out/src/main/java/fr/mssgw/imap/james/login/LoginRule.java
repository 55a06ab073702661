package fr.mssgw.imap.james.login;

import fr.mssgw.core.access.Credential;
import fr.mssgw.core.access.Identity;
import fr.mssgw.core.access.Login;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.port.Authenticator;
import fr.mssgw.imap.james.connection.ClientSession;
import fr.mssgw.store.mailbox.MailboxTable;
import java.time.InstantSource;
import java.util.List;

/** Asks the core who somebody is, and opens the BAL. Blocking. */
public final class LoginRule {
    private final Authenticator authenticator;
    private final BalSessions sessions;
    private final MailboxTable mailboxes;
    private final InstantSource clock;

    public LoginRule(Authenticator authenticator, BalSessions sessions, MailboxTable mailboxes, InstantSource clock) {
        this.authenticator = authenticator;
        this.sessions = sessions;
        this.mailboxes = mailboxes;
        this.clock = clock;
    }

    /** On success the session is open, with the folders that every BAL has. */
    Login attempt(Credential credential, ClientSession session) {
        Login login = authenticator.login(credential, session.remoteAddress(), "imap");
        if (login instanceof Login.Granted granted) {
            open(granted.identity(), session);
            granted.until().ifPresent(session::endsAt);
        }
        return login;
    }

    private void open(Identity identity, ClientSession session) {
        List<String> folders = identity.bal().isHuman() ? Folders.OF_A_HUMAN_BAL : Folders.OF_AN_APPLICATIVE_BAL;
        mailboxes.createMissing(
                identity.bal().address().wireForm(), folders, clock.instant().getEpochSecond());
        session.loggedIn(identity);
        session.setMailboxSession(sessions.open(identity));
        session.authenticated();
    }
}

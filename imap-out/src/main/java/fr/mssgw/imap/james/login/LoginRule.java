package fr.mssgw.imap.james.login;

import fr.mssgw.core.access.Credential;
import fr.mssgw.core.access.Identity;
import fr.mssgw.core.access.Login;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.port.Authenticator;
import fr.mssgw.imap.james.connection.ClientSession;
import fr.mssgw.imap.james.connection.ConnectionCounter;
import fr.mssgw.store.mailbox.MailboxTable;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Asks the core who somebody is, and opens the BAL. Blocking. */
public final class LoginRule {
    /** The credential was right, and the BAL has as many sessions as it may have. */
    static final Login TOO_MANY_SESSIONS = new Login.Denied("too many sessions of this BAL");

    private final ConnectionCounter<MssAddress> perBal;
    private final Authenticator authenticator;
    private final BalSessions sessions;
    private final MailboxTable mailboxes;
    private final InstantSource clock;

    public LoginRule(
            Authenticator authenticator,
            BalSessions sessions,
            MailboxTable mailboxes,
            int sessionsPerBal,
            InstantSource clock) {
        this.perBal = new ConnectionCounter<>(sessionsPerBal);
        this.authenticator = authenticator;
        this.sessions = sessions;
        this.mailboxes = mailboxes;
        this.clock = clock;
    }

    /** By the certificate that the client showed in the handshake, for PREAUTH. */
    public Login byCertificate(ClientSession session) {
        return attempt(new Credential.Certificate(Optional.empty(), session.peerCertificates()), session);
    }

    /** On success the session is open, with the folders that every BAL has. */
    Login attempt(Credential credential, ClientSession session) {
        Login login = authenticator.login(credential, session.remoteAddress(), "imap");
        if (login instanceof Login.Granted granted) {
            MssAddress bal = granted.identity().bal().address();
            if (!perBal.enter(bal)) {
                return TOO_MANY_SESSIONS;
            }
            session.whenClosed(() -> perBal.leave(bal));
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

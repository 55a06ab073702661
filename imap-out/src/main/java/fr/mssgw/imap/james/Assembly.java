package fr.mssgw.imap.james;

import fr.mssgw.core.port.AuditTrail;
import fr.mssgw.core.port.Authenticator;
import fr.mssgw.core.port.MailboxPolicy;
import fr.mssgw.imap.ClosedExchanges;
import fr.mssgw.imap.ImapConfig;
import fr.mssgw.imap.james.connection.ImapListeners;
import fr.mssgw.imap.james.login.BalSessions;
import fr.mssgw.imap.james.login.LoginRule;
import fr.mssgw.imap.james.mailbox.BalMailboxManager;
import fr.mssgw.imap.james.mailbox.Trace;
import fr.mssgw.store.mailbox.MailboxTable;
import fr.mssgw.store.mailbox.OtherNodes;
import fr.mssgw.store.sql.Database;
import java.io.IOException;
import java.time.InstantSource;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** Everything of the IMAP server, made by constructors. */
public final class Assembly {
    private final BalMailboxManager mailboxes;
    private final ImapListeners listeners;

    public Assembly(
            ImapConfig config,
            Supplier<SSLContext> tls,
            Authenticator authenticator,
            Database database,
            AuditTrail audit,
            MailboxPolicy policy,
            ClosedExchanges closedExchanges,
            OtherNodes others,
            InstantSource clock)
            throws IOException {
        BalSessions sessions = new BalSessions();
        this.mailboxes =
                BalMailboxManager.on(database, sessions, new Trace(audit, closedExchanges, clock), policy, others);
        LoginRule logins =
                new LoginRule(authenticator, sessions, new MailboxTable(database), config.sessionsPerBal(), clock);
        AppendLimits appends = new AppendLimits(policy, config.maxMessageOctets());
        this.listeners = new ImapListeners(
                config,
                tls,
                Parsers.decoder(),
                new Processors(mailboxes, appends).assemble(logins, config.maxMessageOctets()),
                appends::of,
                logins::byCertificate,
                mailboxes::timely);
    }

    public ImapListeners listeners() {
        return listeners;
    }

    public BalMailboxManager mailboxes() {
        return mailboxes;
    }
}

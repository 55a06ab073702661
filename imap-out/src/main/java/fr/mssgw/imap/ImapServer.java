package fr.mssgw.imap;

import fr.mssgw.core.access.Identity;
import fr.mssgw.core.port.AuditTrail;
import fr.mssgw.core.port.Authenticator;
import fr.mssgw.core.port.MailboxPolicy;
import fr.mssgw.imap.james.Assembly;
import fr.mssgw.store.Database;
import fr.mssgw.store.mailbox.MailboxListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** IMAP for the BAL of the store. Made, given to the deliveries by {@link #listener}, then started. */
public final class ImapServer implements AutoCloseable {
    private final Assembly assembly;

    /**
     * @param tls asked for each connection; its trust manager lets any client certificate through, which the
     *     authenticator then judges
     * @param policy what is laid down for each BAL, the same as for the deliveries
     * @param closedExchanges told of moves into « Échanges clos »
     */
    public ImapServer(
            ImapConfig config,
            Supplier<SSLContext> tls,
            Authenticator authenticator,
            Database database,
            AuditTrail audit,
            MailboxPolicy policy,
            ClosedExchanges closedExchanges)
            throws IOException {
        this.assembly = new Assembly(
                config, tls, authenticator, database, audit, policy, closedExchanges, InstantSource.system());
    }

    /** Wakes open sessions; to be handed to the deliveries. Works from the constructor on. */
    public MailboxListener listener() {
        return assembly.announcer();
    }

    /** Opens the listeners. @throws IOException naming the address that is taken */
    public void start() throws IOException {
        assembly.listeners().start();
    }

    /** Where STARTTLS is offered, with the port as bound; empty when not opened. */
    public Optional<InetSocketAddress> startTlsAddress() {
        return assembly.listeners().startTlsAddress();
    }

    /** Where TLS begins at once; empty when not opened. */
    public Optional<InetSocketAddress> implicitTlsAddress() {
        return assembly.listeners().implicitTlsAddress();
    }

    /** Connections open now. */
    public int connections() {
        return assembly.listeners().connections();
    }

    /** Closes the connections of those who match, for a credential that was revoked; answers how many. */
    public int end(Predicate<Identity> who) {
        return assembly.listeners().end(who);
    }

    @Override
    public void close() {
        assembly.listeners().close();
    }
}

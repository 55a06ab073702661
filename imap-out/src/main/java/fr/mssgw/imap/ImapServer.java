package fr.mssgw.imap;

import fr.mssgw.core.access.Identity;
import fr.mssgw.core.port.AuditTrail;
import fr.mssgw.core.port.Authenticator;
import fr.mssgw.core.port.MailboxPolicy;
import fr.mssgw.imap.james.Assembly;
import fr.mssgw.store.mailbox.MailboxListener;
import fr.mssgw.store.mailbox.OtherNodes;
import fr.mssgw.store.sql.Database;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Map;
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
     * @param others told of every change to a folder
     */
    public ImapServer(
            ImapConfig config,
            Supplier<SSLContext> tls,
            Authenticator authenticator,
            Database database,
            AuditTrail audit,
            MailboxPolicy policy,
            ClosedExchanges closedExchanges,
            OtherNodes others)
            throws IOException {
        this.assembly = new Assembly(
                config, tls, authenticator, database, audit, policy, closedExchanges, others, InstantSource.system());
    }

    /** Wakes open sessions; to be handed to the deliveries. Works from the constructor on. */
    public MailboxListener listener() {
        return assembly.mailboxes().announcer();
    }

    /**
     * Another node changed folders: open sessions are told of it.
     *
     * @param folders {@code mailbox.id}; true where messages were removed or the folder is gone
     */
    public void foldersChangedElsewhere(Map<Long, Boolean> folders) {
        assembly.mailboxes().changedElsewhere(folders);
    }

    /** What other nodes did may not have been told: open sessions are told of whatever changed. */
    public void mayHaveMissedChanges() {
        assembly.mailboxes().mayHaveChanged();
    }

    /** Opens the listeners. @throws IOException naming the address that is taken */
    public void start() throws IOException {
        assembly.listeners().start();
        assembly.mailboxes().indexer().start();
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

    /** Commands that run now, beyond their time or without a client; 0 but for a fault. */
    public int overdueCommands() {
        return assembly.listeners().overdueCommands();
    }

    /** Commands that were ended for it since the start. */
    public long endedCommands() {
        return assembly.listeners().endedCommands();
    }

    /** Closes the connections of those who match, for a credential that was revoked; answers how many. */
    public int end(Predicate<Identity> who) {
        return assembly.listeners().end(who);
    }

    @Override
    public void close() {
        assembly.mailboxes().indexer().close();
        assembly.listeners().close();
    }
}

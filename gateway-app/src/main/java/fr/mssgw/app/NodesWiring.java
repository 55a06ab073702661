package fr.mssgw.app;

import fr.mssgw.app.admin.AccessPages;
import fr.mssgw.core.access.Identity;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Rpps;
import fr.mssgw.imap.ImapServer;
import fr.mssgw.store.node.NodeListener;
import fr.mssgw.store.sql.WorkSignal;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this gateway does when another one on the same database tells it something. */
final class NodesWiring implements NodeListener {

    private static final Logger LOG = LoggerFactory.getLogger(NodesWiring.class);

    private final ImapServer imap;
    private final ToIntFunction<Predicate<Identity>> endingSessions;
    private final WorkSignal queued;

    NodesWiring(ImapServer imap, ToIntFunction<Predicate<Identity>> endingSessions, WorkSignal queued) {
        this.imap = imap;
        this.endingSessions = endingSessions;
        this.queued = queued;
    }

    @Override
    public void foldersChanged(Map<Long, Boolean> folders) {
        imap.foldersChangedElsewhere(folders);
    }

    @Override
    public void workQueued() {
        queued.wake();
    }

    @Override
    public void accessRevoked(MssAddress bal, Rpps person) {
        int ended = endingSessions.applyAsInt(AccessPages.openedBy(bal, person));
        LOG.info("another node revoked an application password of {}: {} session(s) ended", bal, ended);
    }

    @Override
    public void mayHaveMissedNews() {
        imap.mayHaveMissedChanges();
    }
}

package fr.mssgw.store.node;

import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Rpps;
import java.util.Map;

/** What a node does when another tells it something. Called on the feed's thread: quick, and nothing is thrown. */
public interface NodeListener {
    /** @param folders {@code mailbox.id}; true where messages were removed or the folder is gone */
    void foldersChanged(Map<Long, Boolean> folders);

    /** The queue may hold work. */
    void workQueued();

    /** An application password of that person for that BAL is gone. */
    void accessRevoked(MssAddress bal, Rpps person);

    /** News may have been lost: whatever is shown to somebody is to be read again. */
    void mayHaveMissedNews();
}

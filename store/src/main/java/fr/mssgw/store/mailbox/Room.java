package fr.mssgw.store.mailbox;

import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.port.MailboxRoom;
import fr.mssgw.store.delivery.QuotaOf;
import fr.mssgw.store.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;

/** Reads the usage of BAL that may be near their quota; one that was far from it is not asked again for a while. */
public final class Room implements MailboxRoom {
    private static final Duration FAR_FOR = Duration.ofSeconds(20);
    /** Far from full: a tenth of the quota, and more than comes in within that while. */
    private static final long FAR_OCTETS = 256L * 1024 * 1024;

    private static final int MOST_KNOWN = 50_000;

    private final MailboxTable table;
    private final QuotaOf quota;
    private final InstantSource clock;
    private final ConcurrentHashMap<MssAddress, Instant> farUntil = new ConcurrentHashMap<>();

    public Room(Database database, QuotaOf quota, InstantSource clock) {
        this.table = new MailboxTable(database);
        this.quota = quota;
        this.clock = clock;
    }

    @Override
    public boolean isFull(MssAddress bal, long announced) {
        long most = quota.octets(bal);
        if (most == Long.MAX_VALUE) {
            return false;
        }
        Instant now = clock.instant();
        Instant until = farUntil.get(bal);
        if (until != null && now.isBefore(until)) {
            return false;
        }
        long left = most - table.usage(bal.wireForm()).octets();
        if (left > Math.max(most / 10, FAR_OCTETS)) {
            if (farUntil.size() >= MOST_KNOWN) {
                farUntil.clear();
            }
            farUntil.put(bal, now.plus(FAR_FOR));
        } else {
            farUntil.remove(bal);
        }
        return left < (announced > 0 ? announced + TRACE_OCTETS : LEAST_OCTETS);
    }
}

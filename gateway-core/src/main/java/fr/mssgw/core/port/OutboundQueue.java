package fr.mssgw.core.port;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The durable queue of mail for other operators. Several workers and several nodes may lease at once; a lease that
 * expires goes back to the queue. Blocking; thread-safe; throws {@link StoreUnavailable}.
 */
public interface OutboundQueue {
    /**
     * Leases what is due, oldest first: recipients of the same content and domain come together, at most
     * {@code max} such groups.
     */
    List<Lease> lease(String worker, int max, Duration duration, Instant now);

    /** The recipient's operator has accepted it. */
    void delivered(Lease lease, Item item, AuditEvent event);

    /** Not now: back to the queue until {@code next}. */
    void retry(Lease lease, Item item, Instant next, String reason, AuditEvent event);

    /** Never: the item leaves the queue and the report, if one is owed, is stored in the same transaction. */
    void failed(Lease lease, Item item, Optional<Delivery> report, AuditEvent event);

    /** A delay notice has been written for the item, so that none is written again; same transaction as the report. */
    void delayNoticed(Lease lease, Item item, Delivery report);

    /** Blocks until something may be due, or the time is up. */
    void awaitWork(Duration atMost) throws InterruptedException;

    /**
     * One content for one domain.
     *
     * @param content readable while the lease holds, streamed from the store; need not be closed
     */
    record Lease(
            QueueId id,
            Optional<MssAddress> sender,
            Optional<String> envelopeId,
            boolean fullReport,
            MailDomain domain,
            RawMessage content,
            Instant queuedAt,
            Instant leasedUntil,
            List<Item> items) {}

    /**
     * One recipient of a lease.
     *
     * @param attempts made before this one
     */
    record Item(long row, MssAddress recipient, DsnRequest dsn, int attempts, boolean delayNoticed) {}
}

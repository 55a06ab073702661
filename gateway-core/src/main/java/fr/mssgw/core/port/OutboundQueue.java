package fr.mssgw.core.port;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.masking.Matricules;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The durable queue of mail for other operators. Several workers and several nodes may lease at once; a lease that
 * expires goes back to the queue. Blocking; thread-safe; throws {@link StoreUnavailable}.
 */
public interface OutboundQueue {
    /**
     * Leases what is due, oldest first: recipients of the same content and domain come together, at most
     * {@code max} such groups.
     *
     * @param except domains that have enough under way: their mail stays where it is
     */
    List<Lease> lease(String worker, int max, Duration duration, Set<MailDomain> except, Instant now);

    /**
     * Prolongs a lease that is still held.
     *
     * @return the lease with its new end; empty where it was lost, and then nothing of it may be sent
     */
    Optional<Lease> renew(Lease lease, Instant until);

    /** Gives a lease back untried: due at {@code due}, no attempt counted, nothing audited. */
    void release(Lease lease, Instant due);

    /** Gives back what an earlier run under the same name still held, so that a crash delays nothing. */
    void releaseAll(String worker, Instant now);

    /**
     * Writes how the items of a lease ended, their audit events and the reports that the sender is owed, in one
     * transaction. Items without an outcome stay leased. Reports are stored even where the mailbox is full.
     */
    void settle(Lease lease, List<Outcome> outcomes, List<Delivery> reports);

    /** How the attempt for one recipient ended. */
    sealed interface Outcome {
        Item item();

        AuditEvent event();
    }

    /** The recipient's operator has accepted it: the item leaves the queue. */
    record Delivered(Item item, AuditEvent event) implements Outcome {}

    /**
     * Not now: back to the queue until {@code next}, one more attempt counted.
     *
     * @param reason for the operator, who finds it in the queue; matricules of patients are masked in it
     * @param delayNoticed whether the sender has been told of the delay, now or earlier, so that it is told once
     */
    record Later(Item item, Instant next, String reason, boolean delayNoticed, AuditEvent event) implements Outcome {
        public Later {
            reason = Matricules.masked(reason);
        }
    }

    /** Never: the item leaves the queue. */
    record Failed(Item item, AuditEvent event) implements Outcome {}

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

package fr.mssgw.relay;

import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.port.OutboundQueue;
import fr.mssgw.core.port.OutboundQueue.Delivered;
import fr.mssgw.core.port.OutboundQueue.Failed;
import fr.mssgw.core.port.OutboundQueue.Item;
import fr.mssgw.core.port.OutboundQueue.Later;
import fr.mssgw.core.port.OutboundQueue.Lease;
import fr.mssgw.core.port.OutboundQueue.Outcome;
import fr.mssgw.core.port.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes how attempts ended. Thread-safe. */
final class Bookkeeping {
    private static final Logger LOG = LoggerFactory.getLogger(Bookkeeping.class);

    /** What a peer has accepted must not be sent again, so a store that is away is waited for: about 40 seconds. */
    private static final int TRIES = 12;

    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final OutboundQueue queue;
    private final Schedule schedule;
    private final DeliveryReport writer;
    private final RelayMeter meter;
    private final InstantSource clock;

    Bookkeeping(OutboundQueue queue, Schedule schedule, DeliveryReport writer, RelayMeter meter, InstantSource clock) {
        this.queue = queue;
        this.schedule = schedule;
        this.writer = writer;
        this.meter = meter;
        this.clock = clock;
    }

    /** Whether a message that was not even tried must be settled all the same: first pause, warning or expiry. */
    boolean owesNews(Lease lease) {
        Instant now = clock.instant();
        return schedule.expired(lease.queuedAt(), now)
                || lease.items().stream()
                        .anyMatch(item -> item.attempts() == 0
                                || lease.sender().isPresent() && schedule.warns(item, lease.queuedAt(), now));
    }

    /** @throws StoreUnavailable when the store stays away; the lease then lapses */
    void settle(Held held, Map<Item, Answer> answers) {
        Lease lease = held.lease();
        Settlement settlement = Settlement.of(lease, answers, schedule, writer, clock.instant());
        Duration wait = FIRST_WAIT;
        for (int attempt = 1; ; attempt++) {
            try {
                List<Outcome> outcomes = settlement.outcomes();
                List<Delivery> reports = settlement.reports();
                held.end(current -> queue.settle(current, outcomes, reports));
                settlement.outcomes().forEach(outcome -> count(lease, outcome));
                return;
            } catch (StoreUnavailable e) {
                if (attempt == TRIES) {
                    throw e;
                }
                LOG.warn("How {} ended could not be written yet, next try in {} ms", lease.id(), wait.toMillis());
                wait = pause(wait, e);
            } catch (RuntimeException e) {
                if (settlement.reports().isEmpty()) {
                    throw e;
                }
                LOG.error("The report about {} cannot be stored; its outcome is written without", lease.id(), e);
                settlement = new Settlement(settlement.outcomes(), List.of());
            }
        }
    }

    private static Duration pause(Duration wait, StoreUnavailable cause) {
        try {
            Thread.sleep(wait.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cause;
        }
        Duration next = wait.multipliedBy(2);
        return next.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : next;
    }

    private void count(Lease lease, Outcome outcome) {
        MailDomain domain = lease.domain();
        if (outcome instanceof Delivered) {
            meter.relayed(domain, Duration.between(lease.queuedAt(), clock.instant()));
        } else if (outcome instanceof Later later) {
            LOG.info("{} to {} waits: {}", lease.id(), later.item().recipient(), later.reason());
            meter.delayed(domain);
        } else if (outcome instanceof Failed failed) {
            LOG.info(
                    "{} to {} failed: {}",
                    lease.id(),
                    failed.item().recipient(),
                    failed.event().details().get("reason"));
            meter.failed(domain);
        }
    }
}

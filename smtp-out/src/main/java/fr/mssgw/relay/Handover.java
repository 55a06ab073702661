package fr.mssgw.relay;

import fr.mssgw.core.port.OutboundQueue.Item;
import fr.mssgw.core.port.OutboundQueue.Lease;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One attempt to hand a lease over to the hosts of its route, the best first. Thread-safe. */
final class Handover {
    private final Connections connections;
    private final Breakers breakers;
    private final InstantSource clock;

    Handover(Connections connections, Breakers breakers, InstantSource clock) {
        this.connections = connections;
        this.breakers = breakers;
        this.clock = clock;
    }

    sealed interface Result {}

    /** @param answers one for each item */
    record Tried(Map<Item, Answer> answers) implements Result {}

    /** Every host is being left alone for a while: nothing was tried. */
    record Paused(Instant until, Reason reason) implements Result {}

    Result hand(Lease lease, Route.To route, BooleanSupplier stillOurs) {
        @Nullable Trouble last = null;
        @Nullable Instant soonest = null;
        for (Destination host : route.destinations()) {
            Optional<Instant> pause = breakers.closedUntil(host, clock.instant());
            if (pause.isPresent()) {
                soonest = soonest == null || pause.get().isBefore(soonest) ? pause.get() : soonest;
                continue;
            }
            try {
                Optional<SmtpConnection> idle = connections.reuse(host, lease.domain());
                while (idle.isPresent()) {
                    try {
                        return new Tried(send(idle.get(), lease, stillOurs));
                    } catch (SmtpConnection.Stale dead) {
                        idle = connections.reuse(host, lease.domain());
                    }
                }
                SmtpConnection fresh = connections.open(host, lease.domain());
                return new Tried(send(fresh, lease, stillOurs));
            } catch (Trouble e) {
                if (e.hostFails()) {
                    breakers.failed(host, clock.instant());
                }
                if (e.inTransaction()) {
                    return new Tried(all(lease, new Answer.NotYet(e.reason()))); // another host might make a double
                }
                last = e;
            } catch (SmtpConnection.Stale impossible) {
                throw new IllegalStateException("a fresh connection cannot be stale", impossible);
            }
        }
        if (last != null) {
            return new Tried(all(lease, new Answer.NotYet(last.reason())));
        }
        Instant until = soonest == null ? clock.instant() : soonest;
        return new Paused(
                until,
                Reason.ours(
                        "4.4.1",
                        route.destinations().get(0)
                                + ": l'opérateur destinataire est injoignable, prochain essai après une pause"));
    }

    private Map<Item, Answer> send(SmtpConnection connection, Lease lease, BooleanSupplier stillOurs)
            throws Trouble, SmtpConnection.Stale {
        try {
            Map<Item, Answer> answers = connection.send(lease, stillOurs);
            breakers.reached(connection.peer().host());
            return answers;
        } catch (Trouble | SmtpConnection.Stale e) {
            throw e;
        } catch (ContentWriter.Unsendable e) {
            return all(lease, new Answer.Never(Reason.ours("5.6.0", String.valueOf(e.getMessage()))));
        } catch (IOException e) {
            return all(
                    lease,
                    new Answer.NotYet(
                            Reason.ours("4.3.0", "le message n'a pas pu être lu dans la base de la passerelle")));
        } finally {
            connections.giveBack(connection);
        }
    }

    static Map<Item, Answer> all(Lease lease, Answer answer) {
        Map<Item, Answer> answers = new LinkedHashMap<>();
        lease.items().forEach(item -> answers.put(item, answer));
        return answers;
    }
}

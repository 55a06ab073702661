package fr.mssgw.relay;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.audit.AuditEvent.Kind;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.message.DsnRequest.Notify;
import fr.mssgw.core.port.OutboundQueue.Delivered;
import fr.mssgw.core.port.OutboundQueue.Failed;
import fr.mssgw.core.port.OutboundQueue.Item;
import fr.mssgw.core.port.OutboundQueue.Later;
import fr.mssgw.core.port.OutboundQueue.Lease;
import fr.mssgw.core.port.OutboundQueue.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the answers to one attempt come to: outcomes for the queue and reports for the sender. Pure.
 *
 * @param reports one for each kind of news, covering every recipient it concerns
 */
record Settlement(List<Outcome> outcomes, List<Delivery> reports) {
    Settlement {
        outcomes = List.copyOf(outcomes);
        reports = List.copyOf(reports);
    }

    static Settlement of(
            Lease lease, Map<Item, Answer> answers, Schedule schedule, DeliveryReport writer, Instant now) {
        List<Outcome> outcomes = new ArrayList<>();
        List<DeliveryReport.Line> failed = new ArrayList<>();
        List<DeliveryReport.Line> delayed = new ArrayList<>();
        List<DeliveryReport.Line> relayed = new ArrayList<>();
        answers.forEach((item, answer) -> {
            if (answer instanceof Answer.Accepted accepted) {
                outcomes.add(new Delivered(item, relayed(lease, item, accepted, now)));
                if (item.dsn().notifyOn().contains(Notify.SUCCESS) && !accepted.reportsItself()) {
                    relayed.add(new DeliveryReport.Line(
                            item, Reason.of(accepted.reply(), accepted.peer().host())));
                }
                return;
            }
            Optional<Reason> never = never(lease, answer, schedule, now);
            if (never.isPresent()) {
                outcomes.add(new Failed(item, event(Kind.RELAY_FAILED, lease, item, never.get(), now)));
                if (item.dsn().wantsFailure()) {
                    failed.add(new DeliveryReport.Line(item, never.get()));
                }
                return;
            }
            Reason reason = ((Answer.NotYet) answer).reason();
            boolean warns = lease.sender().isPresent() && schedule.warns(item, lease.queuedAt(), now);
            if (warns) {
                delayed.add(new DeliveryReport.Line(item, reason));
            }
            outcomes.add(new Later(
                    item,
                    schedule.next(item.attempts(), lease.queuedAt(), now),
                    reason.masked(),
                    item.delayNoticed() || warns,
                    event(Kind.RELAY_DELAYED, lease, item, reason, now)));
        });
        List<Delivery> reports = new ArrayList<>();
        Instant until = schedule.expiry(lease.queuedAt());
        lease.sender().ifPresent(sender -> {
            Map.of(
                            DeliveryReport.Action.FAILED, failed,
                            DeliveryReport.Action.DELAYED, delayed,
                            DeliveryReport.Action.RELAYED, relayed)
                    .forEach((action, lines) -> {
                        if (!lines.isEmpty()) {
                            reports.add(writer.about(lease, sender, action, lines, now, until));
                        }
                    });
        });
        return new Settlement(outcomes, reports);
    }

    private static Optional<Reason> never(Lease lease, Answer answer, Schedule schedule, Instant now) {
        if (answer instanceof Answer.Never never) {
            return Optional.of(never.reason());
        }
        Reason reason = ((Answer.NotYet) answer).reason();
        return schedule.expired(lease.queuedAt(), now)
                ? Optional.of(new Reason("5.4.7", reason.text(), reason.from()))
                : Optional.empty();
    }

    private static AuditEvent relayed(Lease lease, Item item, Answer.Accepted accepted, Instant now) {
        return AuditEvent.of(
                now,
                Kind.MESSAGE_RELAYED,
                "gateway",
                "id",
                lease.id(),
                "sender",
                lease.sender().map(Object::toString).orElse("<>"),
                "recipient",
                item.recipient(),
                "peer",
                accepted.peer().host(),
                "tls",
                accepted.peer().protocol() + " " + accepted.peer().cipher(),
                "certificate",
                accepted.peer().certificate(),
                "reply",
                MaskedText.of(accepted.reply().code() + " " + accepted.reply().text()),
                "attempt",
                item.attempts() + 1);
    }

    private static AuditEvent event(Kind kind, Lease lease, Item item, Reason reason, Instant now) {
        return AuditEvent.of(
                now,
                kind,
                "gateway",
                "id",
                lease.id(),
                "sender",
                lease.sender().map(Object::toString).orElse("<>"),
                "recipient",
                item.recipient(),
                "status",
                reason.status(),
                "reason",
                reason.masked(),
                "attempt",
                item.attempts() + 1);
    }
}

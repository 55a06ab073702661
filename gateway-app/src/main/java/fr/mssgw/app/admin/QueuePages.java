package fr.mssgw.app.admin;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.audit.AuditEvent.Kind;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.port.AuditTrail;
import fr.mssgw.store.queue.OperatorQueue;
import fr.mssgw.store.queue.OperatorQueue.Entry;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code gateway queue}: mail that waits for other operators. What changes it leaves an audit event. */
public final class QueuePages {

    private static final String OPERATOR = "operator";

    private final OperatorQueue queue;
    private final AuditTrail audit;
    private final InstantSource clock;

    public QueuePages(OperatorQueue queue, AuditTrail audit, InstantSource clock) {
        this.queue = queue;
        this.audit = audit;
        this.clock = clock;
    }

    public void addTo(Map<String, AdminPage> pages) {
        pages.put("queue/list", given -> list(new Parameters(given)));
        pages.put("queue/show", given -> show(new Parameters(given)));
        pages.put("queue/hold", given -> change("hold", new Parameters(given)));
        pages.put("queue/release", given -> change("release", new Parameters(given)));
        pages.put("queue/retry", given -> change("retry", new Parameters(given)));
        pages.put("queue/drop", given -> change("drop", new Parameters(given)));
    }

    private Object list(Parameters parameters) throws AdminRefusal {
        List<Entry> entries = queue.list(parameters.number("after", 0), parameters.page());
        OperatorQueue.Counts counts = queue.counts();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("waiting", counts.waiting());
        answer.put("leased", counts.leased());
        answer.put("held", counts.held());
        answer.put(
                "entries",
                entries.stream().map(entry -> fields(entry, parameters)).toList());
        return answer;
    }

    private Object show(Parameters parameters) throws AdminRefusal {
        QueueId id = parameters.queueId();
        List<Entry> entries = queue.show(id);
        if (entries.isEmpty()) {
            throw new AdminRefusal(id + " is not in the queue; it was delivered, reported or dropped");
        }
        return Map.of(
                "entries",
                entries.stream().map(entry -> fields(entry, parameters)).toList());
    }

    private Object change(String action, Parameters parameters) throws AdminRefusal {
        if (action.equals("retry") && parameters.yes("all")) {
            int changed = queue.retryAll(clock.instant());
            trace("queue retry", "all", changed);
            return Map.of("changed", changed);
        }
        QueueId id = parameters.queueId();
        if (queue.show(id).isEmpty()) {
            throw new AdminRefusal(id + " is not in the queue; it was delivered, reported or dropped");
        }
        int changed =
                switch (action) {
                    case "hold" -> queue.hold(id);
                    case "release" -> queue.release(id);
                    case "retry" -> queue.retry(id, clock.instant());
                    default -> queue.drop(id, OPERATOR, clock.instant());
                };
        if (!action.equals("drop")) {
            trace("queue " + action, id, changed);
        }
        return Map.of("id", id.value(), "changed", changed);
    }

    private void trace(String action, Object id, int changed) {
        audit.record(AuditEvent.of(
                clock.instant(), Kind.OPERATOR_ACTION, OPERATOR, "action", action, "id", id, "recipients", changed));
    }

    private static Map<String, Object> fields(Entry entry, Parameters parameters) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("row", entry.row());
        fields.put("id", entry.id().value());
        fields.put("from", entry.sender().map(parameters::shown).orElse(""));
        fields.put("to", parameters.shown(entry.recipient()));
        fields.put("domain", entry.domain().name());
        fields.put("size", entry.size());
        fields.put("state", entry.held() ? "held" : entry.leasedBy().isPresent() ? "under way" : "waiting");
        fields.put("attempts", entry.attempts());
        fields.put("queuedAt", entry.queuedAt().toString());
        fields.put("dueAt", entry.dueAt().toString());
        fields.put("lastError", entry.lastError().orElse(""));
        return fields;
    }
}

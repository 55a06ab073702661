package fr.mssgw.app.admin;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.audit.AuditEvent.Kind;
import fr.mssgw.core.port.AuditTrail;
import java.time.InstantSource;
import java.util.Map;

/** Leaves a trace of each answer that shows patients in full. */
public record RevealedPage(String path, AdminPage page, AuditTrail audit, InstantSource clock) implements AdminPage {

    @Override
    public Object answer(Map<String, String> given) throws AdminRefusal {
        if (new Parameters(given).yes("reveal")) {
            audit.record(AuditEvent.of(
                    clock.instant(),
                    Kind.OPERATOR_ACTION,
                    "operator",
                    "action",
                    "reveal",
                    "page",
                    path,
                    "id",
                    given.getOrDefault("id", "")));
        }
        return page.answer(given);
    }

    /** Traces whichever page reveals something. */
    public static Map<String, AdminPage> traced(Map<String, AdminPage> pages, AuditTrail audit, InstantSource clock) {
        Map<String, AdminPage> traced = new java.util.HashMap<>();
        pages.forEach((path, page) -> traced.put(path, new RevealedPage(path, page, audit, clock)));
        return traced;
    }
}

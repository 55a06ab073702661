package fr.mssgw.app.admin;

import fr.mssgw.store.audit.AuditLog;
import fr.mssgw.store.audit.AuditSealer;
import java.util.Map;

/** {@code gateway audit}: the trail, a page at a time, as the lines that were sealed. */
public final class AuditPages {

    private final AuditSealer sealer;
    private final AuditLog log;

    public AuditPages(AuditSealer sealer, AuditLog log) {
        this.sealer = sealer;
        this.log = log;
    }

    public void addTo(Map<String, AdminPage> pages) {
        pages.put("audit/seal", given -> Map.of("head", sealer.sweep().toString()));
        pages.put("audit/read", given -> {
            Parameters parameters = new Parameters(given);
            return Map.of("lines", log.after(parameters.number("after", 0), parameters.page()));
        });
    }
}

package fr.mssgw.app.admin;

import com.fasterxml.jackson.annotation.JsonRawValue;
import fr.mssgw.store.audit.AuditLog;
import java.util.Locale;
import java.util.Map;

/** {@code gateway audit}: the trail, a page at a time. */
public final class AuditPages {

    private final AuditLog log;

    public AuditPages(AuditLog log) {
        this.log = log;
    }

    /** One event as it is exported. */
    public record Exported(long seq, String at, String kind, String actor, @JsonRawValue String details) {}

    public void addTo(Map<String, AdminPage> pages) {
        pages.put("audit/read", given -> {
            Parameters parameters = new Parameters(given);
            return Map.of(
                    "events",
                    log.after(parameters.number("after", 0), parameters.page()).stream()
                            .map(line -> new Exported(
                                    line.seq(),
                                    line.at().toString(),
                                    line.kind().toLowerCase(Locale.ROOT),
                                    line.actor(),
                                    line.details()))
                            .toList());
        });
    }
}

package fr.mssgw.app.admin;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.audit.AuditEvent.Kind;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.port.AuditTrail;
import fr.mssgw.store.conversation.SqlOppositions;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/** {@code gateway patients opposition}: who wants no mail. Patients are masked, unless asked for. */
public final class OppositionPages {

    private final SqlOppositions oppositions;
    private final IntSupplier inFile;
    private final AuditTrail audit;
    private final InstantSource clock;

    /** @param inFile how many patients the configured file names */
    public OppositionPages(SqlOppositions oppositions, IntSupplier inFile, AuditTrail audit, InstantSource clock) {
        this.oppositions = oppositions;
        this.inFile = inFile;
        this.audit = audit;
        this.clock = clock;
    }

    public void addTo(Map<String, AdminPage> pages) {
        pages.put("patients/opposition/list", given -> list(new Parameters(given)));
        pages.put("patients/opposition/add", given -> change(new Parameters(given), true));
        pages.put("patients/opposition/remove", given -> change(new Parameters(given), false));
    }

    private Object list(Parameters parameters) throws AdminRefusal {
        int skip = (int) Math.max(0, Math.min(Integer.MAX_VALUE, parameters.number("skip", 0)));
        List<Map<String, Object>> found = oppositions.list(skip, parameters.page()).stream()
                .map(opposition -> {
                    Map<String, Object> fields = new LinkedHashMap<>();
                    fields.put("patient", parameters.shown(opposition.patient().address()));
                    fields.put("since", opposition.at().toString());
                    return fields;
                })
                .toList();
        return Map.of("oppositions", found, "inFile", inFile.getAsInt());
    }

    private Object change(Parameters parameters, boolean opposes) throws AdminRefusal {
        InsAddress patient;
        try {
            patient = new InsAddress(parameters.required("patient").strip());
        } catch (MalformedAddress e) {
            throw new AdminRefusal(String.valueOf(e.getMessage()));
        }
        boolean changed = opposes ? oppositions.add(patient, clock.instant()) : oppositions.remove(patient);
        if (changed) {
            audit.record(AuditEvent.of(
                    clock.instant(),
                    Kind.OPERATOR_ACTION,
                    "operator",
                    "action",
                    opposes ? "opposition add" : "opposition remove",
                    "patient",
                    patient));
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("patient", parameters.shown(patient.address()));
        answer.put("changed", changed);
        return answer;
    }
}

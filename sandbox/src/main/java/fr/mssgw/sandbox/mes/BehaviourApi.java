package fr.mssgw.sandbox.mes;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code /api/behaviour}: GET tells the rules, PUT replaces them, POST adds one, DELETE takes all away. */
final class BehaviourApi {
    private final MonEspaceSante mes;

    BehaviourApi(MonEspaceSante mes) {
        this.mes = mes;
    }

    Portal.Answer answer(Portal.Request request) throws IOException {
        Behaviour behaviour = mes.behaviour();
        boolean writes = List.of("PUT", "POST").contains(request.method());
        if (writes && !request.contentType().toLowerCase(Locale.ROOT).startsWith("application/json")) {
            return PatientApi.error(415, "le corps est du JSON, Content-Type: application/json");
        }
        switch (request.method()) {
            case "GET" -> {}
            case "PUT" -> behaviour.replace(named(Behaviour.read(request.body(), false)));
            case "POST" -> named(Behaviour.read(request.body(), true)).forEach(behaviour::add);
            case "DELETE" -> behaviour.replace(List.of());
            default -> {
                return PatientApi.error(405, "GET, PUT, POST ou DELETE");
            }
        }
        return PatientApi.json(200, Map.of("rules", behaviour.rules()));
    }

    /** The same, with matricules for patients. */
    private List<Behaviour.Rule> named(List<Behaviour.Rule> rules) {
        return rules.stream()
                .map(rule -> rule.patient() == null
                        ? rule
                        : rule.of(mes.space(rule.patient())
                                .map(space -> space.person().ins())
                                .orElse(rule.patient())))
                .toList();
    }
}

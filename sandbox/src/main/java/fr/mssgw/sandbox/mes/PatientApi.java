package fr.mssgw.sandbox.mes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fr.mssgw.sandbox.Cast;
import fr.mssgw.sandbox.smime.SignedMail;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The same as the pages, for scripts: JSON under {@code /api} (sandbox/README.md). */
final class PatientApi {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MonEspaceSante mes;

    PatientApi(MonEspaceSante mes) {
        this.mes = mes;
    }

    Portal.Answer answer(Portal.Request request) throws IOException {
        List<String> path = request.path();
        boolean post = request.method().equals("POST");
        if (path.size() == 2 && path.get(1).equals("pharmacies")) {
            return json(200, Pharmacy.search(mes.directory().all(), request.parameter("q"), Set.of()));
        }
        if (path.size() == 2 && path.get(1).equals("behaviour")) {
            return new BehaviourApi(mes).answer(request);
        }
        if (path.size() < 2 || !path.get(1).equals("patients")) {
            return error(404, "adresse inconnue");
        }
        if (path.size() == 2) {
            return json(200, mes.spaces().stream().map(PatientApi::patient).toList());
        }
        PatientSpace space =
                mes.space(path.get(2)).or(() -> mes.spaceOf(path.get(2))).orElse(null);
        if (space == null) {
            return error(404, "patient inconnu");
        }
        String what = path.size() == 3 ? "" : path.get(3);
        if (post) {
            return switch (what) {
                case "messages" -> path.size() == 4 ? post(space, request, false) : act(space, path);
                case "pharmacy" -> post(space, request, true);
                default -> error(404, "adresse inconnue");
            };
        }
        return switch (what) {
            case "" -> json(200, patient(space));
            case "messages" -> messages(space, path);
            case "contacts" -> json(200, space.contacts());
            case "sent" -> json(200, space.sent());
            default -> error(404, "adresse inconnue");
        };
    }

    private static Map<String, Object> patient(PatientSpace space) {
        Map<String, Object> shown = new LinkedHashMap<>();
        Cast.Person person = space.person();
        shown.put("id", space.id());
        shown.put("ins", person.ins());
        shown.put("address", person.address());
        shown.put("name", person.name());
        shown.put("profile", person.profile());
        return shown;
    }

    private Portal.Answer messages(PatientSpace space, List<String> path) throws IOException {
        if (path.size() == 4) {
            List<Object> all = new ArrayList<>();
            for (PatientSpace.Received message : space.received()) {
                all.add(summary(space, message));
            }
            return json(200, all);
        }
        PatientSpace.Received message = space.message(path.get(4)).orElse(null);
        if (message == null) {
            return error(404, "message inconnu");
        }
        Map<String, Object> shown = summary(space, message);
        ReadMail mail = ReadMail.of(mes.octets(message));
        SignedMail.Check check = mes.signature(message);
        shown.put(
                "signature",
                Map.of(
                        "status",
                        check.status().name().toLowerCase(Locale.ROOT),
                        "signer",
                        check.signer(),
                        "detail",
                        check.detail()));
        shown.put("text", mail.text());
        shown.put("attachments", mail.files().stream().map(file -> file(file)).toList());
        shown.put("eml", mes.inboxDirectory().resolve(message.id() + ".eml").toString());
        return json(200, shown);
    }

    private static Map<String, Object> file(ReadMail.File file) {
        return Map.of(
                "name",
                file.name(),
                "type",
                file.type(),
                "size",
                file.content().length,
                "content",
                Base64.getEncoder().encodeToString(file.content()));
    }

    private static Map<String, Object> summary(PatientSpace space, PatientSpace.Received message) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", message.id());
        shown.put("messageId", message.messageId());
        shown.put("from", message.from());
        shown.put("fromName", message.fromName());
        shown.put("contact", message.contact());
        shown.put("subject", message.subject());
        shown.put("date", message.received());
        shown.put("ends", message.ends());
        shown.put("files", message.files());
        shown.put("read", space.isRead(message.id()));
        shown.put(
                "receipt",
                space.receipt(message.id())
                        .map(PatientSpace.Receipt::state)
                        .orElse(message.receiptTo().isEmpty() ? "none" : "asked"));
        return shown;
    }

    /** Opens a message, or sends the receipt that it asks for. */
    private Portal.Answer act(PatientSpace space, List<String> path) throws IOException {
        PatientSpace.Received message = space.message(path.get(4)).orElse(null);
        String what = path.size() == 6 ? path.get(5) : "";
        if (message == null || !List.of("read", "receipt").contains(what)) {
            return error(404, message == null ? "message inconnu" : "adresse inconnue");
        }
        if (what.equals("read")) {
            mes.opened(space, message);
        } else {
            mes.sendReceipt(space, message, true, Duration.ZERO);
        }
        return json(200, summary(space, message));
    }

    private Portal.Answer post(PatientSpace space, Portal.Request request, boolean pharmacy) throws IOException {
        if (!request.contentType().toLowerCase(Locale.ROOT).startsWith("application/json")) {
            return error(415, "le corps est du JSON, Content-Type: application/json");
        }
        JsonNode body;
        try {
            body = JSON.readTree(request.body());
        } catch (JsonProcessingException e) {
            return error(400, "le corps n'est pas du JSON");
        }
        if (!space.mayWrite()) {
            return error(409, "la messagerie de ce patient est fermée");
        }
        ApiDraft typed = new ApiDraft(mes, space, body);
        PatientMail.Draft draft = pharmacy ? typed.toPharmacy() : typed.message();
        Optional<String> problem = typed.problem(draft, pharmacy);
        if (problem.isPresent()) {
            return error(422, problem.get());
        }
        PatientSpace.Sent sent = mes.send(space, draft);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("accepted", sent.accepted());
        answer.put("code", sent.code());
        answer.put("enhanced", sent.enhanced());
        answer.put("reply", sent.reply());
        answer.put("id", sent.id());
        answer.put("messageId", sent.messageId());
        return json(200, answer);
    }

    static Portal.Answer json(int status, Object value) throws IOException {
        return new Portal.Answer(status, "application/json; charset=utf-8", JSON.writeValueAsBytes(value), Map.of());
    }

    static Portal.Answer error(int status, String what) {
        try {
            return json(status, Map.of("error", what));
        } catch (IOException e) {
            throw new IllegalStateException("a map of text is JSON", e);
        }
    }
}

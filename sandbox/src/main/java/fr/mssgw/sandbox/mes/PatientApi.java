package fr.mssgw.sandbox.mes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fr.mssgw.sandbox.Cast;
import fr.mssgw.sandbox.smime.SignedMail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The same as the pages, for scripts: JSON under {@code /api} (sandbox/README.md). */
final class PatientApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_FILES = 20;

    private final MonEspaceSante mes;

    PatientApi(MonEspaceSante mes) {
        this.mes = mes;
    }

    Portal.Answer answer(Portal.Request request) throws IOException {
        List<String> path = request.path();
        boolean post = request.method().equals("POST");
        if (path.size() == 2 && path.get(1).equals("pharmacies")) {
            return json(
                    200,
                    MonEspaceSante.pharmacies().stream()
                            .map(box -> Map.of("address", box.address(), "name", box.displayName()))
                            .toList());
        }
        if (path.size() < 2 || !path.get(1).equals("patients")) {
            return error(404, "adresse inconnue");
        }
        if (path.size() == 2) {
            return json(200, mes.spaces().stream().map(PatientApi::patient).toList());
        }
        PatientSpace space = mes.space(path.get(2)).orElse(null);
        if (space == null) {
            return error(404, "patient inconnu");
        }
        String what = path.size() == 3 ? "" : path.get(3);
        if (post) {
            return switch (what) {
                case "messages" -> post(space, request, false);
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
                all.add(summary(message));
            }
            return json(200, all);
        }
        PatientSpace.Received message = space.message(path.get(4)).orElse(null);
        if (message == null) {
            return error(404, "message inconnu");
        }
        Map<String, Object> shown = summary(message);
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

    private static Map<String, Object> summary(PatientSpace.Received message) {
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
        return shown;
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
        String to = body.path("to").asText("");
        String subject = body.path("subject").asText("");
        String text = body.path("text").asText("");
        List<PatientMail.Attachment> files = files(body.path("attachments"));
        if (!space.person().profile().equals("open")) {
            return error(409, "la messagerie de ce patient est fermée");
        }
        PatientMail.Draft draft = pharmacy
                ? toPharmacy(space, to, subject, text, files)
                : draft(space, to, subject, text, files, body.path("inReplyTo").asText(""));
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

    private static List<PatientMail.Attachment> files(JsonNode attachments) {
        List<PatientMail.Attachment> files = new ArrayList<>();
        if (attachments.size() > MOST_FILES) {
            throw new IllegalArgumentException("au plus " + MOST_FILES + " pièces jointes");
        }
        for (JsonNode file : attachments) {
            String type = file.path("type").asText("application/octet-stream");
            String content = file.path("content").asText(file.path("base64").asText(""));
            try {
                files.add(new PatientMail.Attachment(
                        FormData.baseName(file.path("name").asText("document")),
                        type.matches("[\\w.+-]+/[\\w.+-]+") ? type : "application/octet-stream",
                        Base64.getMimeDecoder().decode(content)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("le contenu d'une pièce jointe est en base64", e);
            }
        }
        return files;
    }

    static void mayWrite(PatientSpace space) {
        if (!space.person().profile().equals("open")) {
            throw new IllegalArgumentException("la messagerie de ce patient est fermée");
        }
    }

    /** A message or an answer; an answer goes to the contact of the message it answers, unless another is named. */
    static PatientMail.Draft draft(
            PatientSpace space,
            String to,
            String subject,
            String text,
            List<PatientMail.Attachment> files,
            String inReplyTo) {
        PatientSpace.Received answered = inReplyTo.isEmpty()
                ? null
                : space.message(inReplyTo)
                        .or(() -> space.received().stream()
                                .filter(message -> message.messageId().equals(inReplyTo))
                                .findFirst())
                        .orElseThrow(() -> new IllegalArgumentException("inReplyTo : message inconnu"));
        String recipient = to.isBlank() && answered != null ? answered.contact() : to;
        String title = subject.isBlank() && answered != null ? "Re: " + answered.subject() : subject;
        return new PatientMail.Draft(
                space.person().address(),
                space.person().name(),
                recipient,
                title,
                text,
                files,
                answered == null ? null : answered.messageId());
    }

    /** A document for a pharmacy, with the subject that Mon espace santé gives it (domain.md §5). */
    static PatientMail.Draft toPharmacy(
            PatientSpace space, String to, String subject, String text, List<PatientMail.Attachment> files) {
        return new PatientMail.Draft(
                space.person().address(),
                space.person().name(),
                to.isBlank() ? MonEspaceSante.pharmacies().get(0).address() : to,
                subject.isBlank() ? "Document de " + space.person().name() : subject,
                text,
                files,
                null);
    }

    private static Portal.Answer json(int status, Object value) throws IOException {
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

package fr.mssgw.sandbox.mes;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A message that a script writes in a patient's place: its JSON, read. */
final class ApiDraft {
    private static final int MOST_FILES = 20;
    private static final int LONGEST_NAME = 100;

    private final MonEspaceSante mes;
    private final PatientSpace space;
    private final JsonNode body;

    ApiDraft(MonEspaceSante mes, PatientSpace space, JsonNode body) {
        this.mes = mes;
        this.space = space;
        this.body = body;
    }

    /** A message or an answer; an answer goes to the contact of the message it answers, unless another is named. */
    PatientMail.Draft message() throws IOException {
        String inReplyTo = text("inReplyTo");
        PatientSpace.Received answered = inReplyTo.isEmpty()
                ? null
                : space.message(inReplyTo)
                        .or(() -> space.received().stream()
                                .filter(message -> message.messageId().equals(inReplyTo))
                                .findFirst())
                        .orElseThrow(() -> new IllegalArgumentException("inReplyTo : message inconnu"));
        String to = text("to");
        String subject = text("subject");
        return new PatientMail.Draft(
                space.person().address(),
                space.person().name(),
                to.isBlank() && answered != null ? answered.contact() : to,
                subject.isBlank() && answered != null ? "Re: " + answered.subject() : subject,
                text("text"),
                files(),
                answered == null ? null : answered.messageId(),
                caregiver());
    }

    /** A document for a pharmacy, with the subject that Mon espace santé gives it (docs/domain.md §5). */
    PatientMail.Draft toPharmacy() throws IOException {
        String to = text("to");
        String subject = text("subject");
        List<Pharmacy> pharmacies = mes.directory().all();
        if (to.isBlank() && pharmacies.isEmpty()) {
            throw new IllegalArgumentException("to : aucune pharmacie dans l'annuaire");
        }
        return new PatientMail.Draft(
                space.person().address(),
                space.person().name(),
                to.isBlank() ? pharmacies.get(0).address() : to,
                subject.isBlank() ? "Document de " + space.person().name() : subject,
                text("text"),
                files(),
                null,
                caregiver());
    }

    /** What Mon espace santé's own pages would refuse, where the script asks for the same: {@code "strict": true}. */
    Optional<String> problem(PatientMail.Draft draft, boolean pharmacy) {
        if (!body.path("strict").asBoolean(false)) {
            return Optional.empty();
        }
        if (pharmacy
                ? mes.directory().all().stream().noneMatch(one -> one.address().equalsIgnoreCase(draft.to()))
                : !space.isOpen(draft.to())) {
            return Optional.of("to : le patient ne peut pas écrire à cette adresse");
        }
        return PatientFile.problem(draft.files(), Composition.MOST_OCTETS);
    }

    private String text(String name) {
        return body.path(name).asText("");
    }

    private String caregiver() {
        String name = text("caregiver").replaceAll("\\p{Cntrl}", " ").strip();
        if (name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("caregiver : au plus " + LONGEST_NAME + " caractères");
        }
        return name;
    }

    private List<PatientMail.Attachment> files() throws IOException {
        JsonNode attachments = body.path("attachments");
        String reference = text("forward");
        Optional<ReadMail.File> forwarded = mes.received(space, reference);
        if (forwarded.isEmpty() && !reference.isEmpty()) {
            throw new IllegalArgumentException("forward : écrivez ID/N, la pièce jointe N (de 0) du message reçu ID");
        }
        if (attachments.size() > MOST_FILES) {
            throw new IllegalArgumentException("au plus " + MOST_FILES + " pièces jointes");
        }
        List<PatientMail.Attachment> files = new ArrayList<>();
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
        return PatientMail.together(forwarded, files);
    }
}

package fr.mssgw.sandbox.mes;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The pages of one patient: which address shows what, and what a form does. */
final class SpacePages {
    private final MonEspaceSante mes;
    private final PatientSpace space;
    private final ReadingPages reading;
    private final WritingPages writing;

    SpacePages(MonEspaceSante mes, PatientSpace space) {
        this.mes = mes;
        this.space = space;
        this.reading = new ReadingPages(mes);
        this.writing = new WritingPages(mes.directory());
    }

    /** @param path after the patient's own address */
    Portal.Answer answer(Portal.Request request, List<String> path) throws IOException {
        String what = path.isEmpty() ? "" : path.get(0);
        if (what.equals("messages") && path.size() >= 2) {
            PatientSpace.Received message = space.message(path.get(1)).orElseThrow(Portal.NotFound::new);
            return message(request, message, path.subList(2, path.size()));
        }
        if (path.size() > 1) {
            throw new Portal.NotFound();
        }
        if (request.isPost()) {
            return switch (what) {
                case "write" -> writeTo(request.form());
                case "pharmacy" -> sendToPharmacy(request.form());
                default -> throw new Portal.NotFound();
            };
        }
        return Portal.Answer.html(
                200,
                switch (what) {
                    case "" -> reading.inbox(space, request.parameter("tous").equals("1"));
                    case "write" -> writing.write(space, Composition.empty("", "", ""));
                    case "pharmacy" -> pharmacy(request);
                    case "sent" -> reading.sent(space, request.parameter("envoye"));
                    default -> throw new Portal.NotFound();
                });
    }

    private Portal.Answer message(Portal.Request request, PatientSpace.Received message, List<String> path)
            throws IOException {
        String what = String.join("/", path);
        if (what.matches("files/\\d{1,3}") && !request.isPost()) {
            return file(message, Integer.parseInt(path.get(1)));
        }
        if (request.isPost() && what.equals("reply")) {
            return reply(message, request.form());
        }
        if (request.isPost() && what.equals("receipt")) {
            mes.sendReceipt(space, message, true, Duration.ZERO);
            return Portal.Answer.seeOther(space.home() + "/messages/" + message.id());
        }
        if (!what.isEmpty() || request.isPost()) {
            throw new Portal.NotFound();
        }
        if (request.method().equals("GET")) {
            mes.opened(space, message);
        }
        return Portal.Answer.html(
                200,
                reading.message(space, message, Composition.empty(message.contact(), reply(message.subject()), "")));
    }

    private static String reply(String subject) {
        return subject.regionMatches(true, 0, "Re:", 0, 3) ? subject : ("Re: " + subject).strip();
    }

    private Portal.Answer file(PatientSpace.Received message, int index) throws IOException {
        List<ReadMail.File> files = ReadMail.of(mes.octets(message)).files();
        if (index >= files.size()) {
            throw new Portal.NotFound();
        }
        return new Portal.Answer(
                200,
                "application/octet-stream",
                files.get(index).content(),
                Map.of(
                        "Content-Disposition",
                        "attachment; filename=\"" + files.get(index).name().replaceAll("[^A-Za-z0-9._-]", "_") + "\""));
    }

    private Portal.Answer reply(PatientSpace.Received message, FormData form) throws IOException {
        Composition typed = Composition.of(form, message.contact()).checked(closed(message.contact()), false);
        return typed.sendable()
                ? sent(draft(typed, typed.files(), message.messageId()))
                : Portal.Answer.html(422, reading.message(space, message, typed));
    }

    private Portal.Answer writeTo(FormData form) throws IOException {
        Composition typed = Composition.of(form, form.field("to")).checked(closed(form.field("to")), false);
        return typed.sendable()
                ? sent(draft(typed, typed.files(), null))
                : Portal.Answer.html(422, writing.write(space, typed));
    }

    /** Why this address cannot be written to; null when it can. */
    private @Nullable String closed(String address) {
        mustWrite();
        if (space.isOpen(address)) {
            return null;
        }
        boolean known =
                space.contacts().stream().anyMatch(contact -> contact.address().equalsIgnoreCase(address));
        return known
                ? "Ce professionnel a clos l'échange : vous ne pouvez plus lui écrire."
                : "Choisissez un professionnel qui vous a écrit.";
    }

    private void mustWrite() {
        if (!space.mayWrite()) {
            throw new IllegalArgumentException("La messagerie de ce patient est fermée.");
        }
    }

    private String pharmacy(Portal.Request request) throws IOException {
        String doc = request.parameter("doc");
        Optional<ReadMail.File> forwarded = mes.received(space, doc);
        String reference = forwarded.isPresent() ? doc : "";
        Optional<Pharmacy> chosen = writing.pharmacy(request.parameter("to"));
        return chosen.isEmpty()
                ? writing.search(space, request.parameter("q"), reference)
                : writing.toPharmacy(
                        space,
                        chosen.get(),
                        Composition.empty(
                                chosen.get().address(),
                                "Document de " + space.person().name(),
                                reference),
                        forwarded.map(ReadMail.File::name).orElse(""));
    }

    private Portal.Answer sendToPharmacy(FormData form) throws IOException {
        mustWrite();
        Pharmacy chosen = writing.pharmacy(form.field("to"))
                .orElseThrow(() -> new IllegalArgumentException("Cette pharmacie n'est pas dans l'annuaire."));
        Optional<ReadMail.File> forwarded = mes.received(space, form.field("forward"));
        if (forwarded.isEmpty() && !form.field("forward").isEmpty()) {
            throw new IllegalArgumentException("Le document à transmettre n'est plus là.");
        }
        Composition typed = Composition.of(form, chosen.address()).checked(null, true);
        if (!typed.sendable()) {
            return Portal.Answer.html(
                    422,
                    writing.toPharmacy(
                            space,
                            chosen,
                            typed,
                            forwarded.map(ReadMail.File::name).orElse("")));
        }
        return sent(draft(typed, PatientMail.together(forwarded, typed.files()), null));
    }

    private PatientMail.Draft draft(Composition typed, List<PatientMail.Attachment> files, @Nullable String answered) {
        return new PatientMail.Draft(
                space.person().address(),
                space.person().name(),
                typed.to(),
                typed.subject(),
                typed.text(),
                files,
                answered,
                typed.caregiver() ? space.person().caregiver() : "");
    }

    private Portal.Answer sent(PatientMail.Draft draft) throws IOException {
        PatientSpace.Sent sent = mes.send(space, draft);
        return Portal.Answer.seeOther(space.home() + "/sent?envoye=" + sent.id());
    }
}

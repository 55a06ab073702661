package fr.mssgw.sandbox.mes;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message as typed in a form, with what is wrong in it. Immutable.
 *
 * @param caregiver whether the patient's carer writes
 * @param forwarded {@code message/index} of a received file to send along, or empty
 * @param errors by field, in French; shown beside the field
 */
record Composition(
        String to,
        String subject,
        String text,
        boolean caregiver,
        String forwarded,
        List<PatientMail.Attachment> files,
        Map<String, String> errors) {
    static final int LONGEST_SUBJECT = 200;
    static final int LONGEST_TEXT = 20_000;
    static final int MOST_FILES = 10;
    /** 25 Mo [2] for the whole mail, in which a file takes 4 octets for 3 and its line ends. */
    static final int MOST_OCTETS = 18_000_000;

    static Composition empty(String to, String subject, String forwarded) {
        return new Composition(to, subject, "", false, forwarded, List.of(), Map.of());
    }

    static Composition of(FormData form, String to) {
        return new Composition(
                to,
                form.field("subject").strip(),
                form.field("text"),
                form.field("writer").equals("caregiver"),
                form.field("forward"),
                form.files(),
                Map.of());
    }

    /** The same, judged as Mon espace santé judges what its own pages are given. */
    Composition checked(@Nullable String recipientProblem, boolean documentNeeded) {
        Map<String, String> found = new LinkedHashMap<>();
        if (recipientProblem != null) {
            found.put("to", recipientProblem);
        }
        if (subject.isEmpty()) {
            found.put("subject", "Écrivez l'objet du message.");
        } else if (subject.length() > LONGEST_SUBJECT) {
            found.put("subject", "Raccourcissez l'objet : au plus " + LONGEST_SUBJECT + " caractères.");
        }
        if (text.length() > LONGEST_TEXT) {
            found.put("text", "Raccourcissez le message : au plus " + LONGEST_TEXT + " caractères.");
        } else if (!documentNeeded && text.isBlank() && files.isEmpty()) {
            found.put("text", "Écrivez un message, ou joignez un fichier.");
        }
        if (documentNeeded && files.isEmpty() && forwarded.isEmpty()) {
            found.put("file", "Joignez votre ordonnance : une photo ou un fichier PDF.");
        } else if (files.size() > MOST_FILES) {
            found.put("file", "Joignez au plus " + MOST_FILES + " fichiers.");
        } else {
            PatientFile.problem(files, MOST_OCTETS).ifPresent(problem -> found.put("file", problem));
        }
        return new Composition(to, subject, text, caregiver, forwarded, files, found);
    }

    boolean sendable() {
        return errors.isEmpty();
    }

    Optional<String> error(String field) {
        return Optional.ofNullable(errors.get(field));
    }
}

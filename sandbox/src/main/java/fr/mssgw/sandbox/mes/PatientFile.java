package fr.mssgw.sandbox.mes;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which files Mon espace santé lets a patient send: jpg, jpeg, tif, tiff, png, txt, pdf, rtf and doc
 * (docs/domain.md §5), the content being what the name says. Written without the gateway's own check, so that one can
 * find the other wrong.
 */
final class PatientFile {
    /** For the attribute {@code accept} of a file's field. */
    static final String ACCEPTED = ".jpg,.jpeg,.png,.tif,.tiff,.pdf,.txt,.rtf,.doc";

    private static final int DECISIVE = 16;
    private static final String LIST = "jpg, png, tiff, pdf, txt, rtf ou doc";

    private PatientFile() {}

    /** What is wrong with the files of one message, in French; empty when Mon espace santé sends them. */
    static Optional<String> problem(List<PatientMail.Attachment> files, int mostOctets) {
        List<String> refused = new ArrayList<>();
        long octets = 0;
        for (PatientMail.Attachment file : files) {
            octets += file.content().length;
            reason(file).ifPresent(reason -> refused.add("« " + file.name() + " » " + reason));
        }
        if (!refused.isEmpty()) {
            return Optional.of(String.join(" ; ", refused) + ". Choisissez un fichier " + LIST + ".");
        }
        return octets > mostOctets
                ? Optional.of("Vos fichiers pèsent " + (octets + 999_999) / 1_000_000 + " Mo ; au plus "
                        + mostOctets / 1_000_000 + " Mo en tout. Retirez-en, ou envoyez plusieurs messages.")
                : Optional.empty();
    }

    private static Optional<String> reason(PatientMail.Attachment file) {
        String name = file.name().toLowerCase(Locale.ROOT);
        String begin =
                new String(file.content(), 0, Math.min(DECISIVE, file.content().length), StandardCharsets.ISO_8859_1);
        if (file.content().length == 0) {
            return Optional.of("est vide");
        }
        boolean matches =
                switch (name.substring(name.lastIndexOf('.') + 1)) {
                    case "jpg", "jpeg" -> begin.startsWith("\u00ff\u00d8\u00ff");
                    case "png" -> begin.startsWith("\u0089PNG\r\n");
                    case "tif", "tiff" -> begin.startsWith("II*\0") || begin.startsWith("MM\0*");
                    case "pdf" -> begin.startsWith("%PDF-");
                    case "rtf" -> begin.startsWith("{\\rtf");
                    case "doc" -> begin.startsWith("\u00d0\u00cf\u0011\u00e0");
                    case "txt" -> new String(file.content(), StandardCharsets.ISO_8859_1).indexOf('\0') < 0;
                    default -> {
                        yield false;
                    }
                };
        if (matches) {
            return Optional.empty();
        }
        boolean known = List.of(ACCEPTED.split(",")).stream().anyMatch(name::endsWith);
        return Optional.of(known ? "n'est pas du type que son nom annonce" : "est d'un type qui n'est pas accepté");
    }
}

package fr.mssgw.patient.rules;

import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.message.MimeOutline.Content;
import fr.mssgw.core.message.MimeOutline.File;
import fr.mssgw.core.search.Folding;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What marks a prescription: a patient's document that reaches a pharmacy's organisational BAL. Mon espace santé sends
 * a PDF or a photo without any sign of its own, under the subject {@code Document de <Prénom NOM>} (docs/domain.md §5);
 * a text file may as well be a letter, so that there the subject decides.
 */
public final class PrescriptionPolicy {
    /** A scan, a photo of the paper, or a document with its metadata. */
    private static final Set<Content> DOCUMENTS =
            EnumSet.of(Content.PDF, Content.JPEG, Content.PNG, Content.TIFF, Content.IHE_XDM);

    /** Without case and accents: the usual subject of Mon espace santé, that of an IHE_XDM mail, and people's words. */
    private static final Pattern SUBJECT = Pattern.compile(
            "(?:(?:re|tr|fwd?) ?: ?)*+(?:document de .+|xdm/1\\.0/ddm\\b.*)|.*\\b(?:ordonnance|prescription)s?\\b.*");

    private PrescriptionPolicy() {}

    /** @param files that the patient attached, each allowed @param subject decoded */
    public static boolean isPrescription(Bal recipient, List<File> files, String subject) {
        return recipient.isPharmacysOrganisational()
                && !files.isEmpty()
                && (files.stream().anyMatch(file -> DOCUMENTS.contains(file.content())) || isSubject(subject));
    }

    /** The keywords for a message of a patient. */
    static Set<String> keywords(boolean prescription) {
        return prescription ? Set.of(Folders.KEYWORD_PRESCRIPTION) : Set.of();
    }

    private static boolean isSubject(String subject) {
        return SUBJECT.matcher(Folding.fold(subject)).matches();
    }
}

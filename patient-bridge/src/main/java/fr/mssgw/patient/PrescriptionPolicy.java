package fr.mssgw.patient;

import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.identity.Bal;
import java.util.Set;

/**
 * What marks a prescription: a patient's document that reaches a pharmacy's organisational BAL. Mon espace santé sends
 * a PDF or a photo without any sign of its own (domain.md §5).
 */
public final class PrescriptionPolicy {
    private PrescriptionPolicy() {}

    /** The keywords for a message of a patient. */
    public static Set<String> keywords(Bal recipient, boolean document) {
        return document && recipient.isPharmacysOrganisational() ? Set.of(Folders.KEYWORD_PRESCRIPTION) : Set.of();
    }
}
